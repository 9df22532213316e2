"""Asking for a file by the system's own dialog."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

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
    def to_save(self, parent: QWidget, title: str, name: str, kind: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kind)
        return Path(chosen) if chosen else None

    def to_open(self, parent: QWidget, title: str, kind: str) -> Path | None:
        chosen, _ = QFileDialog.getOpenFileName(parent, title, "", kind)
        return Path(chosen) if chosen else None

    def to_open_many(self, parent: QWidget, title: str, kind: str) -> tuple[Path, ...]:
        chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", kind)
        return tuple(map(Path, chosen))

    def to_folder(self, parent: QWidget, title: str, start: Path) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(parent, title, str(start))
        return Path(chosen) if chosen else None
