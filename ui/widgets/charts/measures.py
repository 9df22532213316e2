"""The figures at the head of a page: value, numerator and denominator, a bar from zero and the target as a tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from forms.chart import share
from ui.theme import look, painting
from ui.theme.states import State, Tone
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.widgets.charts.chart import Chart, Number
from ui.widgets.pill import draw_pill, pill_width

HIGH, GAP = 130, 12
PAD = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure. ``value``, ``target`` and ``most`` (the bar's end) place the bar; None draws none."""

    key: str
    title: str
    words: str
    counts: str  # 按时 771 / 应做 800
    note: str
    state: State | None = None
    value: float | None = None
    target: float | None = None
    most: float = 100.0

    @property
    def said(self) -> str:
        state = self.state.word if self.state is not None else ""
        return "，".join(
            part for part in (f"{self.title} {self.words}", self.counts, state, self.note) if part
        )


class Measures(Chart):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._measures: tuple[Measure, ...] = ()
        self._across = 4

    def present(self, measures: Sequence[Measure]) -> None:
        self._measures = tuple(measures)
        self.setFixedHeight(self._height())
        self.tell("，".join(f"{one.title} {one.words}" for one in measures))

    def numbers(self) -> Sequence[Number]:
        return [Number(key=one.key, said=one.said) for one in self._measures]

    def set_across(self, across: int) -> None:
        """So many cards in a row."""
        self._across = across
        self.setFixedHeight(self._height())

    def _height(self) -> int:
        rows = max(1, -(-len(self._measures) // self._across))
        return rows * HIGH + (rows - 1) * GAP

    def sizeHint(self) -> QSize:
        return QSize(900, self._height())

    def _card(self, at: int) -> QRectF:
        across = self._across
        wide = (self.width() - (across - 1) * GAP) / across
        return QRectF(at % across * (wide + GAP), at // across * (HIGH + GAP), wide, HIGH)

    def place(self, at: int) -> QRectF:
        return self._card(at).adjusted(3, 3, -3, -3)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for at, one in enumerate(self._measures):
            self._paint(painter, one, painting.snapped(painter, self._card(at)))
        self.paint_ring(painter)

    def _paint(self, painter: QPainter, one: Measure, card: QRectF) -> None:
        painting.box(painter, card, RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        inner = card.adjusted(PAD, 12, -PAD, -8)
        pill = pill_width(one.state) if one.state is not None else 0
        title = QRectF(inner.left(), inner.top(), inner.width() - pill - 8, 22)
        painting.line(painter, title, one.title, Type.META, Role.TEXT2, heavy=True)
        if one.state is not None:
            draw_pill(painter, QPointF(inner.right() - pill, inner.top()), one.state)
        value = QRectF(inner.left(), inner.top() + 22, inner.width(), 44)
        x = painting.line(painter, value, one.words, Type.FIGURE)
        counts = QRectF(value.left() + x + 10, value.top() + 2, inner.width() - x - 10, 44)
        painting.line(painter, counts, one.counts, Type.META, Role.TEXT2)
        if one.value is not None:
            self._paint_bar(painter, one, QRectF(inner.left(), inner.top() + 72, inner.width(), 8))
        note = QRectF(inner.left(), inner.bottom() - 20, inner.width(), 20)
        painting.line(painter, note, one.note, Type.NOTE, Role.TEXT2)

    def _paint_bar(self, painter: QPainter, one: Measure, box: QRectF) -> None:
        track = painting.snapped(painter, box)
        is_bad = one.state is not None and one.state.tone is Tone.BAD
        painting.box(painter, track, 3, fill=None if look.is_contrast() else Role.BORDER, edge=Role.BORDER)
        long = track.width() * share(one.value or 0, one.most)
        if long:
            role = Role.BAD if is_bad else Role.OK if one.state is not None else Role.BRAND
            painting.box(
                painter, QRectF(track.left(), track.top(), max(long, 3), track.height()), 3, fill=role
            )
        if one.target is not None:
            x = track.left() + (track.width() - 3) * share(one.target, one.most)
            painting.stroke(painter, QRectF(x, track.top() - 4, 3, track.height() + 8), Role.TEXT)
