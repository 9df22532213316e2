"""要留意: what in the figures needs a look, each with what it is about and where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import icons, painting
from ui.theme.states import Tone
from ui.theme.tokens import Role, Type
from ui.widgets.charts.chart import Chart, Number

ROW = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    key: str
    icon: str
    tone: Tone
    fact: str
    about: str


class Notices(Chart):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._notices: tuple[Notice, ...] = ()

    def present(self, notices: Sequence[Notice]) -> None:
        self._notices = tuple(notices)
        self.setFixedHeight(self.sizeHint().height())
        self.tell(f"{len(notices)} 条")

    def numbers(self) -> Sequence[Number]:
        return [Number(key=one.key, said=f"{one.fact}，{one.about}") for one in self._notices]

    def sizeHint(self) -> QSize:
        return QSize(320, max(1, len(self._notices)) * ROW + 4)

    def place(self, at: int) -> QRectF:
        return QRectF(4, 2 + at * ROW, self.width() - 8, ROW).adjusted(0, 2, 0, -2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for at, one in enumerate(self._notices):
            box = self.place(at)
            icons.draw(
                painter,
                one.icon,
                QPointF(box.left() + 4, box.center().y() - 10),
                20,
                one.tone.icon,
                stroke=2.2,
            )
            words = QRectF(box.left() + 38, box.top() + 4, box.width() - 68, 22)
            painting.line(painter, words, one.fact, Type.BODY, heavy=True)
            painting.line(painter, words.translated(0, 22), one.about, Type.META, Role.TEXT2)
            arrow = QPointF(box.right() - 22, box.center().y() - 8)
            icons.draw(painter, "chevron-right", arrow, 16, Role.TEXT2)
        self.paint_ring(painter)
