"""When a draft is written: at once after an answer, 300 ms after the last key of a text, one write at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from forms.answer_store import Path
from forms.json_value import Json

TEXT_DELAY_MS = 250  # leaves 50 ms of the promised 300 for the write to begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A draft as it stood at one moment; owned by whoever receives it, on any thread."""

    answers: dict[str, Json]
    bulk: tuple[str, ...]
    position: Path | None


Save = Callable[[Snapshot, Callable[[datetime], None], Callable[[str], None]], None]
"""Writes a snapshot off the window's thread, then calls done(saved_at) or refused(sentence) on the window's."""


class Autosave(QObject):
    """Keeps the disk at most one write behind the screen.

    Signals:
        saved: the last change is durable since that moment; never emitted before the write has completed.
        refused: the write did not happen, with the sentence to show; it is tried again with the next change.
    """

    saved = Signal(object)
    refused = Signal(str)

    def __init__(self, take: Callable[[], Snapshot], save: Save, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._save = save
        self._is_writing = False
        self._is_dirty = False
        self._is_stopped = False
        self._waiting: tuple[Callable[[], None], Callable[[str], None]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._write)

    @property
    def is_settled(self) -> bool:
        """True when everything on the screen is on the disk."""
        return not (self._is_writing or self._is_dirty)

    def note_change(self, *, typing: bool = False) -> None:
        if self._is_stopped:
            return
        self._is_dirty = True
        if typing and self._timer.isActive() and self._timer.interval() == 0:
            return
        self._timer.start(TEXT_DELAY_MS if typing else 0)

    def stop(self) -> None:
        """Begins no write from now on; what is under way ends by itself."""
        self._timer.stop()
        self._is_stopped, self._is_dirty = True, False

    def flush(self) -> None:
        """Begins the write now, for a page that is being left."""
        if self._is_dirty:
            self._timer.stop()
            self._write()

    def settle(self, done: Callable[[], None], refused: Callable[[str], None]) -> None:
        """``done`` once everything on the screen is on the disk, ``refused`` with a sentence if it cannot be."""
        if self.is_settled:
            done()
            return
        self._waiting = (done, refused)
        self.flush()

    def _write(self) -> None:
        if self._is_writing or not self._is_dirty:
            return
        self._is_writing, self._is_dirty = True, False
        self._save(self._take(), self._on_done, self._on_refused)

    def _on_done(self, at: datetime) -> None:
        self._is_writing = False
        if self._is_dirty:
            self._write()
        else:
            self.saved.emit(at)
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                waiting[0]()

    def _on_refused(self, sentence: str) -> None:
        self._is_writing = False
        if self._is_stopped:
            return
        self._is_dirty = True
        self.refused.emit(sentence)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting[1](sentence)
