"""Which entries get a label, and on which sticker of a begun sheet the first one goes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import painting
from ui.theme.tokens import CONTROL_PRIMARY, RADIUS_PILL, RING_ROOM, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.chip import Segments
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog

WIDE, HIGH, GAP = 92, 30, 4


class StickerSheet(QWidget):
    """A sheet of stickers as it lies in the printer; those before ``start`` are gone. One tab stop, arrows inside.

    Signals:
        chosen(int): the first sticker, from 0.
    """

    chosen = Signal(int)

    def __init__(self, across: int, down: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._across, self._down, self._start = across, down, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._say()

    @property
    def start(self) -> int:
        return self._start

    def sizeHint(self) -> QSize:
        return QSize(
            self._across * (WIDE + GAP) - GAP + 2 * RING_ROOM + 4,
            self._down * (HIGH + GAP) - GAP + 2 * RING_ROOM + 4,
        )

    def choose(self, start: int) -> None:
        """The sticker nearest to that number."""
        start = max(0, min(start, self._across * self._down - 1))
        if start != self._start:
            self._start = start
            self._say()
            self.update()
            self.chosen.emit(start)

    def _say(self) -> None:
        row, column = divmod(self._start, self._across)
        self.setAccessibleName(f"从第 {self._start + 1} 张贴纸开始，第 {row + 1} 行第 {column + 1} 张")

    def _box(self, number: int) -> QRectF:
        row, column = divmod(number, self._across)
        edge = RING_ROOM + 2
        return QRectF(edge + column * (WIDE + GAP), edge + row * (HIGH + GAP), WIDE, HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Right:
                self.choose(self._start + 1)
            case Qt.Key.Key_Left:
                self.choose(self._start - 1)
            case Qt.Key.Key_Down:
                self.choose(self._start + self._across)
            case Qt.Key.Key_Up:
                self.choose(self._start - self._across)
            case Qt.Key.Key_Home:
                self.choose(0)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number in range(self._across * self._down):
            if self._box(number).contains(event.position()):
                self.choose(number)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for number in range(self._across * self._down):
            box = self._box(number)
            gone, first = number < self._start, number == self._start
            painting.box(
                painter,
                box,
                RADIUS_PILL,
                fill=Role.NA_SOFT if gone else Role.BRAND_SOFT if first else Role.SURFACE,
                edge=Role.BRAND if first else Role.STRONG,
                dashed=gone,
            )
            word = "用掉了" if gone else "从这张" if first else str(number + 1)
            role = Role.TEXT2 if gone else Role.BRAND if first else Role.TEXT2
            painting.line(painter, box, word, Type.NOTE, role, align=painting.CENTRE, heavy=first)
        if self.hasFocus():
            painting.ring(painter, QRectF(self.rect()), RADIUS_PILL + 4)


class LabelsDialog(Dialog):
    """Signals:
    given(bool, int): all entries in use or only the one that is shown, and the first sticker from 0.
    """

    given = Signal(bool, int)

    def __init__(
        self, register: str, current: str, across: int, down: int, parent: QWidget | None = None
    ) -> None:
        """``current`` names the entry that is shown, empty for none."""
        super().__init__(f"打印{register}标签", wide=520, kept="Esc 离开，什么都不打", parent=parent)
        self.head.addWidget(
            Label(
                f"A4 贴纸，每张 {across * down} 个。扫码枪扫上面的码，就打开这一件",
                Type.META,
                Role.TEXT2,
                wrap=True,
            )
        )
        options = (("all", "在用的全部", "tags"), *((("one", f"只打 {current}", "tag"),) if current else ()))
        self.which = Segments(options, "哪些")
        self.sheet = StickerSheet(across, down)
        self.body.addWidget(FieldFrame("哪些", self.which))
        self.body.addWidget(
            FieldFrame("从哪一张贴纸开始", self.sheet, hint="用过的贴纸纸还能接着用：点一张，或按方向键")
        )
        self.go = Button("排好看一看", Kind.PRIMARY, key="Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.go.clicked.connect(self._give)

    def first_focus(self) -> QWidget:
        return self.which

    def _give(self) -> None:
        self.given.emit(self.which.current == "all", self.sheet.start)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
            return
        super().keyPressEvent(event)
