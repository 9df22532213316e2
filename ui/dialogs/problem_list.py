"""Every problem as a numbered row: what and where; Enter lands in the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from forms.answer_store import Path
from forms.problems import Problem
from ui.filling.wording import open_problems
from ui.theme import icons, painting
from ui.theme.tokens import RADIUS_CONTROL, Role, Type
from ui.theme.typography import width as text_width
from ui.widgets.card import Card, row
from ui.widgets.keycap import draw_keycap, keycap_width
from ui.widgets.label import Label
from ui.widgets.pill import Mark

_TALL = 60


class ProblemRow(QAbstractButton):
    """One problem; it is pressed by Enter, Space or a click."""

    def __init__(self, number: int, head: str, where: str) -> None:
        super().__init__()
        self._number, self._head, self._where = number, head, where
        self.setText(head)
        self.setAccessibleName(f"第 {number} 处，{head}，{where}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(_TALL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, _TALL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        box = QRectF(self.rect())
        painting.box(painter, box, RADIUS_CONTROL, fill=Role.SURFACE, edge=Role.BORDER)
        if self.hasFocus():
            painting.ring(painter, box, RADIUS_CONTROL)
        number = QRectF(0, 0, 40, box.height())
        painting.line(
            painter, number, str(self._number), Type.BODY, Role.BAD, heavy=True, align=painting.CENTRE
        )
        right = box.right() - 16
        if self.hasFocus():
            cap = keycap_width("Enter")
            draw_keycap(painter, QRectF(right - cap, box.center().y() - 11, cap, 22), "Enter")
            right -= cap + 12
        else:
            icons.draw(painter, "chevron-right", QPointF(right - 16, box.center().y() - 8), 16, Role.TEXT2)
            right -= 26
        wide = text_width("去补", Type.BODY, heavy=True) + 2
        go = QRectF(right - wide, 0, wide, box.height())
        painting.line(painter, go, "去补", Type.BODY, Role.BRAND, heavy=True)
        room = right - wide - 56
        painting.line(painter, QRectF(42, 8, room, 23), self._head, Type.BODY, heavy=True)
        painting.line(painter, QRectF(42, 31, room, 20), self._where, Type.META, Role.TEXT2)


class ProblemList(Card):
    """Signals:
    chosen: the problem whose field the person goes to.
    """

    chosen = Signal(object)

    def __init__(
        self,
        problems: Sequence[Problem],
        numbers: Mapping[Path, int],
        places: Mapping[Path, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("bad", margins=(18, 14, 18, 16), spacing=10, parent=parent)
        self.rows: list[ProblemRow] = []
        head = Label(open_problems(len(problems)), Type.SECTION, Role.BAD)
        self.column.addLayout(row(Mark("circle-alert", 22, Role.BAD), head, None, spacing=10))
        self.column.addWidget(Label("你填的内容都已保存在本机，补完接着签。", Type.BODY))
        rows = QVBoxLayout()
        rows.setSpacing(10)
        for index, problem in enumerate(problems, start=1):
            made = ProblemRow(index, *said(problem, numbers, places))
            made.clicked.connect(lambda _checked=False, problem=problem: self.chosen.emit(problem))
            self.rows.append(made)
            rows.addWidget(made)
        self.column.addLayout(rows)


def said(problem: Problem, numbers: Mapping[Path, int], places: Mapping[Path, str]) -> tuple[str, str]:
    """A problem in two lines: 第 6 项 疏散通道畅通：还没选责任人 / 疏散与应急照明·转为隐患必须有责任人."""
    fact, _, rest = problem.message.partition("。")
    number = numbers.get(problem.path)
    label = problem.label if len(problem.label) <= 18 else f"{problem.label[:17]}…"
    head = f"第 {number} 项 {label}：{fact}" if number is not None else f"{label}：{fact}"
    if problem.label in fact:
        head = fact
    where = places.get(problem.path) or problem.where.replace(" · ", "·")
    return head, f"{where}·{rest}" if rest else where
