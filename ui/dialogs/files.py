"""Asking for a file by the system's own dialog."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

PDF = "PDF (*.pdf)"
EXCEL = "Excel (*.xlsx)"
CSV = "CSV (*.csv)"
SCAN = "扫描件 (*.pdf *.tif *.tiff *.jpg *.jpeg *.png *.webp *.bmp)"
BACKUP = "备份 (yian-*.db)"


class Files(Protocol):
    """Who is asked where a file is; None is the answer of somebody who left."""

    def to_save(self, parent: QWidget, title: str, name: str, kind: str) -> Path | None: ...

    def to_open(self, parent: QWidget, title: str, kind: str) -> Path | None: ...


class ManyFiles(Protocol):
    """Who is asked for several files at once; none are the answer of somebody who left."""

    def to_open_many(self, parent: QWidget, title: str, kind: str) -> tuple[Path, ...]: ...

    def to_folder(self, parent: QWidget, title: str, start: Path) -> Path | None: ...


class Folders(Protocol):
    """Who is asked for a folder; None is the answer of somebody who left."""

    def to_folder(self, parent: QWidget, title: str, start: Path) -> Path | None: ...


class SystemFiles:
    """Begins on the desktop, then where the last file was; never where the program happens to have been started."""

    def __init__(self) -> None:
        self._last: Path | None = None

    def to_save(self, parent: QWidget, title: str, name: str, kind: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(parent, title, str(self._folder() / name), kind)
        return self._keep(chosen)

    def to_open(self, parent: QWidget, title: str, kind: str) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(parent, title, str(self._folder()), kind)
        return self._keep(chosen)

    def to_open_many(self, parent: QWidget, title: str, kind: str) -> tuple[Path, ...]:
        chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(self._folder()), kind)
        for one in chosen[:1]:
            self._keep(one)
        return tuple(map(Path, chosen))

    def _folder(self) -> Path:
        if self._last is not None and self._last.is_dir():
            return self._last
        desktop = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DesktopLocation))
        return desktop if desktop.is_dir() else Path.home()

    def _keep(self, chosen: str) -> Path | None:
        if not chosen:
            return None
        self._last = Path(chosen).parent
        return Path(chosen)

    def to_folder(self, parent: QWidget, title: str, start: Path) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
        return Path(chosen) if chosen else None
