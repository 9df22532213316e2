"""The fishbone of a root cause analysis: the problem at the head, a branch for each side, its causes along it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import wording
from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CONTROL, SIZE, Role, Type
from ui.theme.typography import font, width

LINE = 24
HEAD = 190
MOST = 5  # causes along one branch; the report holds them all
SLANT = 0.35  # how far a branch leans, in its height
LONGEST = 36  # characters of the problem that fit the head; the form asks for 30


@dataclass(frozen=True, slots=True)
class Branch:
    """One side, such as 人; ``causes`` are (words, whether it is a root)."""

    name: str
    causes: tuple[tuple[str, bool], ...]


class Fishbone(QWidget):
    """Branches alternate above and below the spine; a root cause is bold with a mark, not only coloured."""

    def __init__(self, problem: str, branches: tuple[Branch, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem, self._branches = problem, branches
        most = max((min(MOST, len(one.causes)) for one in branches), default=1)
        self._half = 44 + LINE * max(2, most + 1)
        self.setFixedHeight(2 * self._half + 8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"鱼骨图，要分析的问题：{problem}。{'；'.join(map(_said, branches))}")
        self.setToolTip("\n".join(map(_said, branches)))

    def sizeHint(self) -> QSize:
        return QSize(720, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        middle, head = self.height() / 2, min(HEAD, self.width() / 4)
        end = self.width() - head - 14
        painter.setPen(QPen(colour(Role.TEXT2), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(4, middle), QPointF(end, middle))
        painter.setBrush(colour(Role.TEXT2))
        painter.drawPolygon(
            QPolygonF([QPointF(end, middle - 7), QPointF(end, middle + 7), QPointF(end + 12, middle)])
        )
        box = QRectF(self.width() - head, middle - 34, head, 68)
        painting.box(painter, box, RADIUS_CONTROL, fill=Role.BAD_SOFT, edge=Role.BAD, width=1.5)
        painter.setPen(colour(Role.TEXT))
        painter.setFont(font(Type.BODY, heavy=True))
        wrapped = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere)
        words, room = self._problem[:LONGEST], box.adjusted(8, 4, -8, -4)
        long = width(words, Type.BODY, heavy=True)
        even = min(room.width(), long / max(1, ceil(long / room.width())) + SIZE[Type.BODY])
        spare = (room.width() - even) / 2  # lines of one length, and no character alone in the last
        painter.drawText(room.adjusted(spare, 0, -spare, 0), wrapped, words)
        columns = max(1, (len(self._branches) + 1) // 2)
        wide = (end - 16) / columns
        for number, branch in enumerate(self._branches):
            foot = 8 + (number // 2 + 1) * wide
            self._paint_branch(painter, branch, foot, middle, wide, up=number % 2 == 0)

    def _paint_branch(
        self, painter: QPainter, branch: Branch, foot: float, middle: float, wide: float, *, up: bool
    ) -> None:
        way, high = (-1 if up else 1), self._half - 34
        top = QPointF(foot - high * SLANT, middle + way * high)
        painter.setPen(QPen(colour(Role.STRONG), 2))
        painter.drawLine(QPointF(foot, middle), top)
        name = width(branch.name, Type.BODY, heavy=True) + 24
        plate = QRectF(top.x() - name / 2, top.y() - 26 if up else top.y(), name, 26)
        painting.box(painter, plate, RADIUS_CONTROL, fill=Role.BRAND_SOFT, edge=Role.BRAND)
        painting.line(painter, plate, branch.name, Type.BODY, Role.BRAND, align=painting.CENTRE, heavy=True)
        shown = list(branch.causes[:MOST])
        hidden = len(branch.causes) - len(shown)
        lines = [*shown, *([(wording.others(hidden), False)] if hidden else [])]
        for at, (words, is_root) in enumerate(lines or [("没有写", False)]):
            away = high - 18 - at * LINE if up else 20 + at * LINE
            y = middle + way * away
            right = foot - away * SLANT - 4
            room = QRectF(foot - wide + 16, y - LINE / 2, right - (foot - wide + 16), LINE)
            painting.hairline(painter, room.left(), right + 2, y + LINE / 2 - 2, Role.STRONG)
            if is_root:
                icons.draw(painter, "target", QPointF(room.left(), y - 9), 14, Role.BAD, stroke=2.4)
                room = room.adjusted(20, 0, 0, 0)
            role = Role.TEXT if branch.causes else Role.TEXT3
            painting.line(painter, room.adjusted(0, 0, -4, -4), words, Type.META, role, heavy=is_root)


def _said(branch: Branch) -> str:
    causes = "、".join(f"{words}（根本原因）" if is_root else words for words, is_root in branch.causes)
    return f"{branch.name}：{causes or '没有写'}"
