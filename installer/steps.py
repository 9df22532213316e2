"""What building says while it works, and how it stops: one line for each step, both languages for each trouble."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


class BuildError(Exception):
    """Why there is no package, for the person who builds, in Chinese and in English; nothing half done was kept."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese)
        self.chinese = chinese
        self.english = english


def say(chinese: str, english: str) -> None:
    print(f"[医安] {chinese} · {english}", file=sys.stderr, flush=True)


def call(
    command: Sequence[str | Path],
    chinese: str,
    english: str,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Its standard output. BuildError with the two sentences and the end of what it said, if it did not end well."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise BuildError(
            f"{chinese}这台电脑上没有 {command[0]}。", f"{english} There is no {command[0]} on this computer."
        ) from error
    if done.returncode != 0:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-25:])
        raise BuildError(f"{chinese}\n{last}", f"{english} Its own words are above.")
    return done.stdout
