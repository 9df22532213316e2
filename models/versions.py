"""The small files of an installation that say which of its versions is in force; the launcher reads the same ones.

The contract is installer/LAUNCHER.md.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.files import rename, write_durably

LAUNCHERS = ("医安.exe", "yian")
_INCOMING = ".incoming-"
_WENT_BACK = 3  # lines of ``starting``


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """``<root>``, which holds ``versions/`` and the four files."""

    root: Path

    @property
    def current(self) -> str | None:
        return self._read("current")

    @property
    def previous(self) -> str | None:
        return self._read("previous")

    @property
    def fallen(self) -> str | None:
        """The version that the launcher went back from, until ``forget_fallen``; while that is unsettled, ``current``."""
        return self.current if self.is_unsettled else self._read("fallen")

    @property
    def is_unsettled(self) -> bool:
        """Whether the launcher starts ``previous`` without the right to write so: a start by an administrator does it."""
        try:
            tries = self._starting.read_text("utf-8").count("\n")
        except OSError:
            return False
        before = self.previous
        return (
            tries >= _WENT_BACK
            and before not in (None, self.current)
            and (self.folder(str(before)) / "app" / "main.py").is_file()
        )

    @property
    def launcher(self) -> Path | None:
        return next((file for name in LAUNCHERS if (file := self.root / name).is_file()), None)

    def folder(self, version: str) -> Path:
        return self.root / "versions" / version

    def trial(self, version: str) -> list[str] | None:
        """How that version is started before it is in force, with ``YIAN_VERSION`` naming it; None if nobody can.

        By the launcher, as later. That of Windows hands on nothing that a program prints, and ended it would leave the
        program running: so there by the interpreter that it starts for the window.
        """
        python = self.folder(version) / "python" / "pythonw.exe"
        if python.is_file():
            return [str(python), str(self.folder(version) / "app" / "main.py")]
        return [str(self.launcher)] if self.launcher is not None else None

    def incoming(self, version: str) -> Path:
        """Where a version is unpacked before it is whole."""
        return self.root / "versions" / f"{_INCOMING}{version}"

    def take_in(self, version: str) -> None:
        """What was unpacked gets its name. OSError if the system refuses."""
        rename(self.incoming(version), self.folder(version))

    def can_be_written(self) -> bool:
        """Found out by trying: what Windows says of a folder leaves out the rights of accounts."""
        try:
            for folder in (self.root, self.root / "versions"):
                probe = folder / f".may-write-{os.getpid()}"
                probe.touch()
                probe.unlink()
        except OSError:
            return False
        return True

    def clear(self) -> None:
        """Remove what is neither in force nor the one before it; what cannot go now stays."""
        kept = {self.current, self.previous}
        for folder in (self.root / "versions").iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def put_in_force(self, version: str, *, before: str) -> None:
        """The next start is that of ``version``, with two tries; the rename of ``current`` is the last thing done.

        ``before``: the version to go back to, which is the one at work and so known to get ready.
        """
        self._write(self.root / "previous", f"{before}\n")
        self._write(self._starting, "")
        (self.root / "fallen").unlink(missing_ok=True)
        self._write(self.root / "current", f"{version}\n")

    def note_ready(self, version: str) -> None:
        """The window of this version got ready: if it is the one in force, the launcher has nothing to watch any more."""
        if version == self.current:
            # In a folder that this account may not write the launcher could not count either.
            with suppress(OSError):
                self._starting.unlink(missing_ok=True)

    def forget_fallen(self) -> None:
        with suppress(OSError):
            (self.root / "fallen").unlink(missing_ok=True)

    def _read(self, name: str) -> str | None:
        try:
            return (self.root / name).read_text("utf-8").strip() or None
        except OSError:
            return None

    @property
    def _starting(self) -> Path:
        """In an installation for everybody it lies in a folder that every account may write in."""
        shared = self.root / "watch"
        return (shared if shared.is_dir() else self.root) / "starting"

    def _write(self, file: Path, text: str) -> None:
        write_durably(file, text.encode(), mode=0o644)
