"""Cards of the side column: a head with a link, and short lines with words at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import painting
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.theme.typography import width
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, clear
from ui.widgets.label import Label
from ui.widgets.pill import Mark


@dataclass(frozen=True, slots=True)
class SideLine:
    text: str
    words: str = ""
    role: Role = Role.TEXT2
    heavy: bool = False


class TextLine(QWidget):
    """One line: text that elides at the left, words that do not at the right."""

    def __init__(
        self,
        line: SideLine,
        *,
        high: int = 29,
        kind: Type = Type.META,
        role: Role = Role.TEXT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._line, self._high, self._kind, self._role = line, high, kind, role
        self.setAccessibleName(f"{line.text}，{line.words}" if line.words else line.text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(line.text)

    def sizeHint(self) -> QSize:
        return QSize(120, self._high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        line = self._line
        wide = width(line.words, Type.META, heavy=line.heavy) + 2
        text = QRectF(0, 0, self.width() - wide - 12, self.height())
        painting.line(painter, text, line.text, self._kind, self._role)
        words = QRectF(self.width() - wide, 0, wide, self.height())
        painting.line(
            painter, words, line.words, Type.META, line.role, align=painting.RIGHT, heavy=line.heavy
        )


class SideCard(Card):
    """Signals:
    opened: the link in its head was pressed.
    """

    opened = Signal()

    def __init__(
        self, icon: str, title: str, *, edge: Role | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(margins=(16, 8, 10, 10), spacing=0, parent=parent)
        self._edge = edge
        self.mark = Mark(icon, 18, edge or Role.TEXT2)
        self.title = Label(title, Type.BODY, heavy=True)
        self.link = Button("", Kind.LINK, height=28)
        self.link.clicked.connect(self.opened)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.mark)
        head.addWidget(self.title, 1)
        head.addWidget(self.link)
        self.column.addLayout(head)
        self.lines = Card("plain", margins=(0, 0, 6, 0), spacing=0)
        self.column.addWidget(self.lines)

    def present(self, lines: tuple[SideLine, ...], link: str) -> None:
        clear(self.lines.column)
        for line in lines:
            self.lines.column.addWidget(TextLine(line))
        self.lines.setVisible(bool(lines))
        self.link.set_label(link)
        self.link.setAccessibleName(f"{self.title.text()}，{link}")
        self.link.setVisible(bool(link))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._edge is not None:
            painter = QPainter(self)
            painting.smooth(painter)
            painting.edge_bar(painter, QRectF(self.rect()), self._edge, radius=RADIUS_CARD)
