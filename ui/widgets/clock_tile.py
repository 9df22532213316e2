"""A statutory clock of an incident on a tile: what is left, of what, to whom, by when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import painting
from ui.theme.states import State
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.widgets.card import Card, clear, row
from ui.widgets.clock_ring import ClockRing
from ui.widgets.label import Label
from ui.widgets.pill import Mark

MOST = 3  # tiles side by side
WIDEST = 520


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """``share`` is what is left of it, 0 to 1; ``words`` stand in the ring; ``kind`` tells to whom it runs."""

    key: str  # of the incident
    title: str  # of the incident
    text: str  # what has to be done
    due: str  # 今天 14:20 前
    source: str
    share: float
    words: str
    kind: State
    overdue: bool = False
    near: bool = False

    @property
    def role(self) -> Role:
        return Role.BAD if self.overdue else Role.WARN if self.near else Role.BRAND


class ClockTile(Card):
    """A button: Enter, Space or a click opens.

    Signals:
        opened(str): the incident of this clock.
    """

    opened = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(margins=(12, 8, 14, 8), spacing=0, parent=parent)
        self._key = clock.key
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{clock.text}，{clock.due}，{clock.kind.word}，{clock.title}")
        self.setToolTip(f"{clock.title}\n{clock.source}".strip())
        ring = ClockRing()
        ring.present(1.0 if clock.overdue else clock.share, clock.words, clock.role)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(clock.text, Type.BODY, heavy=True, wrap=True))
        words.addWidget(
            Label(clock.due, Type.META, clock.role if clock.role is not Role.BRAND else Role.TEXT2)
        )
        kind = Label(clock.kind.word, Type.NOTE, Role.TEXT2, wrap=True)
        line = row(Mark(clock.kind.icon, 14, Role.TEXT2), spacing=6)
        line.addWidget(kind, 1)
        words.addLayout(line)
        below = _short(clock.title) or clock.source
        if below:
            words.addWidget(Label(below, Type.NOTE, Role.TEXT2, wrap=True))
        words.addStretch(1)
        whole = QHBoxLayout()
        whole.setSpacing(12)
        whole.addWidget(ring, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(words, 1)
        self.column.addLayout(whole)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self._key)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._key)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painting.smooth(painter)
            painting.ring(painter, QRectF(self.rect()), RADIUS_CARD)


def fill_strip(
    strip: QHBoxLayout, clocks: Sequence[Clock], opened: Callable[[str], None], *, more: QWidget | None = None
) -> None:
    """The earliest clocks in one row, anew; ``more`` stands after them where there are others."""
    clear(strip)
    for clock in clocks[:MOST]:
        tile = ClockTile(clock)
        tile.setMaximumWidth(WIDEST)
        tile.opened.connect(opened)
        strip.addWidget(tile, 1)
    if 0 < len(clocks) < MOST:
        strip.addStretch(MOST - len(clocks))
    if more is not None and len(clocks) > MOST:
        strip.addWidget(more)


def _short(title: str) -> str:
    words = " ".join(title.split())
    return words if len(words) <= 40 else f"{words[:40]}…"
