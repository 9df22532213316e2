"""The head of the fill page: which form, where and when, how far, what is safe, and the one primary button."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.accessibility.announcing import Announcer
from ui.accessibility.part import Heard
from ui.filling.groups import Count
from ui.filling.view import FillView
from ui.filling.wording import SAVING, SEAL
from ui.theme import icons, painting
from ui.theme.look import is_contrast
from ui.theme.states import State
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.theme.typography import width as text_width
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.pill import Pill

HEIGHT = 64


class TotalBar(QWidget):
    """已答 7/24, 异常 1 and a bar."""

    heard_as = Heard.MARK

    def __init__(self) -> None:
        super().__init__()
        self._count = Count()
        self._word = "已答"
        self._unit = ""
        self.setFixedHeight(40)
        self.setMinimumWidth(150)
        self.setMaximumWidth(190)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, count: Count, *, word: str = "已答", unit: str = "") -> None:
        self._count, self._word, self._unit = count, word, unit
        bad = f"，异常 {count.abnormal}" if count.abnormal else ""
        self.setAccessibleName(f"{word} {count.answered} 共 {count.total}{bad}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        count = self._count
        text = f"{self._word} {count.answered}/{count.total}{self._unit}"
        painting.line(painter, QRectF(0, 2, self.width(), 20), text, Type.META, heavy=True)
        if count.abnormal:
            at = QRectF(0, 2, self.width(), 20)
            painting.line(
                painter, at, f"异常 {count.abnormal}", Type.META, Role.BAD, heavy=True, align=painting.RIGHT
            )
        bar = QRectF(0, 28, self.width(), 8)
        edge = Role.BORDER if is_contrast() else None
        painting.box(painter, bar, 4, fill=Role.SURFACE if is_contrast() else Role.BORDER, edge=edge)
        if not count.total:
            return
        quiet = (count.answered - count.abnormal) / count.total * bar.width()
        bad = count.abnormal / count.total * bar.width()
        if quiet:
            painting.box(painter, QRectF(0, 28, max(8.0, quiet), 8), 4, fill=Role.OK)
        if bad:
            left = min(max(0.0, quiet - (2 if quiet else 0)), bar.width() - max(6.0, bad))
            painting.box(painter, QRectF(left, 28, max(6.0, bad) + (2 if quiet else 0), 8), 2, fill=Role.BAD)


class SavedMark(QWidget):
    """已保存在本机 22:06:41, only once it is; what went wrong otherwise."""

    heard_as = Heard.TEXT

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._text, self._role = "circle-check", "", Role.OK
        self._announcer = Announcer(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str, *, icon: str = "circle-check", role: Role = Role.OK) -> None:
        if text != self._text:
            self._text, self._icon, self._role = text, icon, role
            self.setAccessibleName(text)
            if role is Role.OK:
                self._announcer.say(text)
            elif role is Role.BAD:
                self._announcer.warn(text)
            self.updateGeometry()
            self.update()

    @property
    def text(self) -> str:
        return self._text

    def say_writing(self) -> None:
        self.say(SAVING, icon="save", role=Role.TEXT3)

    def sizeHint(self) -> QSize:
        return QSize(text_width(self._text, Type.META) + 26, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._text:
            return
        painter = QPainter(self)
        painting.smooth(painter)
        icons.draw(painter, self._icon, QPointF(0, 4), 16, self._role)
        role = Role.BAD if self._role is Role.BAD else Role.TEXT2
        painting.line(painter, QRectF(22, 0, self.width() - 21, 24), self._text, Type.META, role)


class FillHeader(QWidget):
    """Signals:
    back_requested: leave the page; everything is kept.
    seal_requested: the primary button.
    """

    back_requested = Signal()
    seal_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._back = Button("", Kind.LINK, icon="undo-2")
        self._back.setAccessibleName("回去，填的都在")
        self._back.setToolTip("回去，填的都在  Esc")
        self._back.clicked.connect(self.back_requested)
        self._title = Label("", Type.FORM)
        self._subtitle = Label("", Type.META, Role.TEXT2)
        self._subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._pills = QHBoxLayout()
        self._pills.setSpacing(8)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self._title)
        first.addLayout(self._pills)
        first.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addLayout(first)
        words.addWidget(self._subtitle)
        words.addStretch(1)
        self.total = TotalBar()
        self.saved = SavedMark()
        self.seal = Button(SEAL, Kind.PRIMARY, icon="lock-keyhole", key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.seal.clicked.connect(self.seal_requested)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 16, 0)
        line.setSpacing(14)
        line.addWidget(self._back)
        line.addLayout(words, 1)
        line.addWidget(self.total)
        line.addWidget(self.saved)
        line.addWidget(self.seal)

    def show_view(self, view: FillView) -> None:
        self._title.setText(view.form.title)
        self._subtitle.setText(view.subtitle)
        self._subtitle.setToolTip(view.subtitle)
        self.show_pills(view.pills)

    def show_pills(self, states: tuple[State, ...]) -> None:
        """What is unusual about this draft."""
        while (item := self._pills.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for state in states:
            self._pills.addWidget(Pill(state))

    def fit(self, *, narrow: bool) -> None:
        """On a narrow window the key cap goes first, then the long words."""
        self.seal.set_label(SEAL, key="" if narrow else "Ctrl Enter")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.box(painter, QRectF(self.rect()), 0, fill=Role.SURFACE)
        painting.box(painter, QRectF(0, self.height() - 1, self.width(), 1), 0, fill=Role.BORDER)
