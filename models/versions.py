"""The small files of an installation that say which of its versions is in force; the launcher reads the same ones.

The contract is installer/LAUNCHER.md.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.files import write_durably

LAUNCHERS = ("医安.exe", "yian")
_INCOMING = ".incoming-"


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
        """The version that the launcher went back from, until ``forget_fallen``."""
        return self._read("fallen")

    @property
    def launcher(self) -> Path | None:
        return next((file for name in LAUNCHERS if (file := self.root / name).is_file()), None)

    def folder(self, version: str) -> Path:
        return self.root / "versions" / version

    def trial(self, version: str) -> list[str] | None:
        """How that version is started before it is in force, with ``YIAN_VERSION`` naming it; None if nobody can.

        By the launcher, as later; but that of Windows hands on nothing that a program prints, so there by its interpreter.
        """
        python = self.folder(version) / "python" / "python.exe"
        if python.is_file():
            return [str(python), str(self.folder(version) / "app" / "main.py")]
        return [str(self.launcher)] if self.launcher is not None else None

    def incoming(self, version: str) -> Path:
        """Where a version is unpacked before it is whole."""
        return self.root / "versions" / f"{_INCOMING}{version}"

    def can_be_written(self) -> bool:
        return os.access(self.root, os.W_OK) and os.access(self.root / "versions", os.W_OK)

    def clear(self) -> None:
        """Remove what is neither in force nor the one before it; what cannot go now stays."""
        kept = {self.current, self.previous}
        for folder in (self.root / "versions").iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def put_in_force(self, version: str) -> None:
        """The next start is that of ``version``, with two tries; the rename of ``current`` is the last thing done."""
        now = self.current
        if now is not None and now != version:
            self._write("previous", f"{now}\n")
        self._write("starting", "")
        (self.root / "fallen").unlink(missing_ok=True)
        self._write("current", f"{version}\n")

    def note_ready(self) -> None:
        """The window got ready: from now on the launcher has nothing to watch."""
        with suppress(OSError):  # an installation for all users: the launcher could not write either
            (self.root / "starting").unlink(missing_ok=True)

    def forget_fallen(self) -> None:
        with suppress(OSError):
            (self.root / "fallen").unlink(missing_ok=True)

    def _read(self, name: str) -> str | None:
        try:
            return (self.root / name).read_text("utf-8").strip() or None
        except OSError:
            return None

    def _write(self, name: str, text: str) -> None:
        write_durably(self.root / name, text.encode(), mode=0o644)
