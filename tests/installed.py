"""An installation as it lies on a disk: the launcher, and versions made of the sources or of a few lines."""

from __future__ import annotations

import os
import shutil
import sys
from compileall import compile_dir
from pathlib import Path
from py_compile import PycInvalidationMode

from installer.signing import development_key
from models.program import Program, read_program
from sync.wire.update_file import write_update
from sync.wire.update_manifest import DEVELOPMENT

SOURCES = Path(__file__).parents[1]
PARTS = ("cli", "forms", "models", "resources", "server", "sync", "ui")
PLATFORM = f"linux-{os.uname().machine}-glibc2.17" if hasattr(os, "uname") else "windows-x86_64"
KEYS = {DEVELOPMENT: development_key().public_key().public_bytes_raw()}


def lay_root(root: Path, current: str) -> Program:
    """The launcher and ``current``; the versions are laid out apart."""
    (root / "versions").mkdir(parents=True)
    shutil.copyfile(SOURCES / "installer" / "linux" / "yian", root / "yian")
    (root / "yian").chmod(0o755)
    (root / "current").write_text(f"{current}\n", "utf-8")
    return Program(version=current, platform=PLATFORM, is_release=False, root=root)


def lay_sources(version: Path, number: str) -> Path:
    """These sources as one version; files are shared with them, so replace one instead of writing into it."""
    app = version / "app"
    app.mkdir(parents=True)
    for part in PARTS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(SOURCES / part, app / part, copy_function=_share, ignore=ignored)
    _share(SOURCES / "main.py", app / "main.py")
    return _furnish(version, number)


def compile_sources(version: Path) -> None:
    """As a package is: byte code that is believed without a look at its source, so nothing may be changed afterwards."""
    mode = PycInvalidationMode.UNCHECKED_HASH
    assert compile_dir(version / "app", quiet=2, invalidation_mode=mode)


def lay_script(version: Path, number: str, lines: str) -> Path:
    """A version whose whole program is these lines of Python."""
    (version / "app").mkdir(parents=True)
    (version / "app" / "main.py").write_text(lines, "utf-8")
    return _furnish(version, number)


def pack(version: Path, number: str, stick: Path, *, platform: str = PLATFORM) -> Path:
    """The update that lays the folder out, signed by the developers' key."""
    return write_update(
        version,
        stick,
        development_key(),
        version=number,
        platform=platform,
        lowest="0.1.0",
        schema="0001_first",
        effort=0,
    )


def change(file: Path, old: str, new: str) -> None:
    """Replace a shared file by one that differs in these words."""
    text = file.read_text("utf-8")
    assert old in text
    file.unlink()
    file.write_text(text.replace(old, new), "utf-8")


def _furnish(version: Path, number: str) -> Path:
    (version / "app" / "version.txt").write_text(f"{number}\n{PLATFORM}\ndevelopment\n", "utf-8")
    python = version / "python" / "bin" / "python3.13"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    assert read_program(version / "app").version == number
    return version


def _share(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)
