"""Files dropped on a widget: taken if they are of the wanted kinds, left alone otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

SCANS = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".webp", ".bmp", ".heic", ".heif"})
"""HEIC too: it is taken so that it can be said why it is not read."""


class FileDrop(QObject):
    """Lets files fall on ``target`` while ``when`` says so; ``on_files`` gets those with one of the suffixes."""

    def __init__(
        self,
        target: QWidget,
        on_files: Callable[[Sequence[Path]], None],
        *,
        suffixes: frozenset[str] = SCANS,
        when: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(target)
        self._on_files, self._suffixes, self._when = on_files, suffixes, when
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QDropEvent() if event.type() is QEvent.Type.Drop:
                paths = self._paths(event.mimeData())
                if paths:
                    event.acceptProposedAction()
                    self._on_files(paths)
                    return True
            case QDragEnterEvent() | QDragMoveEvent():
                if self._paths(event.mimeData()):
                    event.acceptProposedAction()
                    return True
            case _:
                pass
        return super().eventFilter(watched, event)

    def _paths(self, data: QMimeData) -> tuple[Path, ...]:
        if not self._when():
            return ()
        paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
        return tuple(path for path in paths if path.suffix.lower() in self._suffixes)
