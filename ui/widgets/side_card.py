"""Cards of the side column: a head with a link, and short lines with words at the right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QWidget

from ui.accessibility.part import Heard, Part
from ui.theme import painting
from ui.theme.tokens import RADIUS_CARD, RADIUS_PILL, Role, Type
from ui.theme.typography import width
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, clear
from ui.widgets.label import Label
from ui.widgets.pill import Mark
from ui.widgets.tip import plain_tip

HIGH = 29
INSET = 6  # of the words of a line, for the ring around it


@dataclass(frozen=True, slots=True)
class SideLine:
    """``key`` is what it leads to; without one it is only read. ``tip`` tells more than the line."""

    text: str
    words: str = ""
    role: Role = Role.TEXT2
    heavy: bool = False
    key: str = ""
    tip: str = ""

    @property
    def said(self) -> str:
        return f"{self.text}，{self.words}" if self.words else self.text


class TextLine(QWidget):
    """One line: text that elides at the left, words that do not at the right."""

    def __init__(
        self,
        line: SideLine,
        *,
        high: int = HIGH,
        kind: Type = Type.META,
        role: Role = Role.TEXT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._line, self._high, self._kind, self._role = line, high, kind, role
        self.setAccessibleName(line.said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(plain_tip(line.tip or line.text))

    def sizeHint(self) -> QSize:
        return QSize(120, self._high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        _paint(painter, QRectF(self.rect()), self._line, self._kind, self._role)


def _paint(painter: QPainter, rect: QRectF, line: SideLine, kind: Type, role: Role) -> None:
    wide = width(line.words, Type.META, heavy=line.heavy) + 2
    text = QRectF(rect.left(), rect.top(), rect.width() - wide - 12, rect.height())
    painting.line(painter, text, line.text, kind, role)
    words = QRectF(rect.right() - wide, rect.top(), wide, rect.height())
    painting.line(painter, words, line.words, Type.META, line.role, align=painting.RIGHT, heavy=line.heavy)


class LineList(QWidget):
    """Lines that lead somewhere: one tab stop, Up and Down inside, Enter or a click opens.

    Signals:
        opened(str): the key of the line.
        menu_requested(str): more is to be offered for it.
    """

    opened = Signal(str)
    menu_requested = Signal(str)
    heard_as = Heard.LIST

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._lines: tuple[SideLine, ...] = ()
        self._at = 0
        self._hover = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def present(self, lines: tuple[SideLine, ...]) -> None:
        """Show lines; the current one stays where it was as far as there are so many."""
        self._lines = lines
        self._at = min(self._at, max(0, len(lines) - 1))
        self.setFixedHeight(HIGH * len(lines))
        self._say()
        self.update()

    @property
    def current(self) -> str:
        return self._lines[self._at].key if self._lines else ""

    def _say(self) -> None:
        said = self._lines[self._at].said if self._lines else "没有"
        self.setAccessibleName(f"{self._name}：{said}")

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=line.said,
                rect=self._rect(at).toAlignedRect(),
                is_current=at == self._at,
                press=partial(self.opened.emit, line.key),
            )
            for at, line in enumerate(self._lines)
        )

    def _rect(self, at: int) -> QRectF:
        return QRectF(0, at * HIGH, self.width(), HIGH)

    def _line_at(self, y: float) -> int:
        at = int(y // HIGH)
        return at if 0 <= at < len(self._lines) else -1

    def sizeHint(self) -> QSize:
        return QSize(120, HIGH * len(self._lines))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for at, line in enumerate(self._lines):
            rect = self._rect(at)
            here = at == self._at and self.hasFocus()
            if at == self._hover and not here:
                painting.box(painter, rect, RADIUS_PILL, fill=Role.HOVER)
            _paint(painter, rect.adjusted(INSET, 0, -INSET, 0), line, Type.META, Role.TEXT)
            if here:
                painting.ring(painter, rect, RADIUS_PILL)

    def _go(self, at: int) -> None:
        self._at = max(0, min(at, len(self._lines) - 1))
        self._say()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down if self._lines:
                self._go(self._at + 1)
            case Qt.Key.Key_Up if self._lines:
                self._go(self._at - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self.current:
                self.opened.emit(self.current)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._line_at(event.position().y())
        if at >= 0:
            self._go(at)
            if event.button() is Qt.MouseButton.LeftButton and self.current:
                self.opened.emit(self.current)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is not QContextMenuEvent.Reason.Keyboard:
            self._go(self._line_at(event.pos().y()))
        if self.current:
            self.menu_requested.emit(self.current)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = self._line_at(event.position().y())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hover >= 0 else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover = -1
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = self._line_at(event.pos().y())
            line = self._lines[at] if at >= 0 else None
            QToolTip.showText(event.globalPos(), plain_tip(line.tip or line.text) if line else "", self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class SideCard(Card):
    """Signals:
    opened: the link in its head was pressed.
    line_opened(str): the key of a line that leads somewhere.
    menu_requested(str): more is to be offered for such a line.
    """

    opened = Signal()
    line_opened = Signal(str)
    menu_requested = Signal(str)

    def __init__(
        self, icon: str, title: str, *, edge: Role | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(margins=(10, 8, 10, 10), spacing=0, parent=parent)
        self._edge = edge
        self.mark = Mark(icon, 18, edge or Role.TEXT2)
        self.title = Label(title, Type.BODY, heavy=True)
        self.link = Button("", Kind.LINK, height=28)
        self.link.clicked.connect(self.opened)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.setContentsMargins(INSET, 0, 0, 0)
        head.addWidget(self.mark)
        head.addWidget(self.title, 1)
        head.addWidget(self.link)
        self.column.addLayout(head)
        self.list = LineList(title)
        self.list.opened.connect(self.line_opened)
        self.list.menu_requested.connect(self.menu_requested)
        self.lines = Card("plain", margins=(INSET, 0, INSET, 0), spacing=0)
        self.column.addWidget(self.list)
        self.column.addWidget(self.lines)

    def present(self, lines: tuple[SideLine, ...], link: str) -> None:
        """Lines that lead somewhere stand above those that are only read."""
        leading = tuple(line for line in lines if line.key)
        read = tuple(line for line in lines if not line.key)
        self.list.present(leading)
        self.list.setVisible(bool(leading))
        clear(self.lines.column)
        for line in read:
            self.lines.column.addWidget(TextLine(line))
        self.lines.setVisible(bool(read))
        self.link.set_label(link)
        self.link.setAccessibleName(f"{self.title.text()}，{link}")
        self.link.setVisible(bool(link))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._edge is not None:
            painter = QPainter(self)
            painting.smooth(painter)
            painting.edge_bar(painter, QRectF(self.rect()), self._edge, radius=RADIUS_CARD)
