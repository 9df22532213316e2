"""The installation that this window runs from: told that it got ready, asked how to start again."""

from __future__ import annotations

import sys
from pathlib import Path

from models.program import Program, read_program
from models.versions import Versions


def installation() -> tuple[Program, Versions | None]:
    """This program, and the folder with its versions; None when it runs from sources."""
    program = read_program()
    return program, Versions(root=program.root) if program.root is not None else None


def note_ready() -> None:
    """A window that can be worked in ends the launcher's watch over a new version."""
    program, versions = installation()
    if versions is not None:
        versions.note_ready(program.version)


def command_again() -> list[str]:
    """This very command; after an update the launcher, which starts the version that is in force."""
    launcher = next_launcher(*installation())
    return [str(launcher)] if launcher is not None else [sys.executable, *sys.orig_argv[1:]]


def next_launcher(program: Program, versions: Versions | None) -> Path | None:
    """Who starts another version than this one; None while this one is in force."""
    if versions is None or versions.current == program.version:
        return None
    return versions.launcher
