"""A statutory clock of an incident on a tile: what is left, of what, by when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.tokens import Role, Type
from ui.widgets.card import Card
from ui.widgets.clock_ring import ClockRing
from ui.widgets.label import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """``share`` is what is left of it, 0 to 1; ``words`` stand in the ring."""

    key: str  # of the incident
    title: str  # of the incident
    text: str  # what has to be done
    due: str  # 今天 14:20 前
    source: str
    share: float
    words: str
    overdue: bool = False


class ClockTile(Card):
    """Signals:
    opened(str): the incident of this clock.
    """

    opened = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(margins=(12, 8, 14, 8), spacing=0, parent=parent)
        self._key = clock.key
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{clock.text}，{clock.due}，{clock.title}")
        ring = ClockRing()
        ring.present(clock.share, clock.words, Role.BAD if clock.overdue else Role.WARN)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(clock.text, Type.BODY, heavy=True, wrap=True))
        words.addWidget(Label(clock.due, Type.META, Role.BAD if clock.overdue else Role.TEXT2))
        words.addWidget(Label(clock.title, Type.NOTE, Role.TEXT2, wrap=True))
        words.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(ring, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.column.addLayout(line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self._key)
        event.accept()
