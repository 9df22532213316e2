"""Nothing to show: the fact, and the next thing and when. No drawings, no jokes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import painting
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.widgets.card import Card
from ui.widgets.label import Label
from ui.widgets.pill import Mark


class EmptyState(QWidget):
    def __init__(
        self,
        icon: str,
        fact: str,
        next_thing: str = "",
        role: Role = Role.TEXT2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mark = Mark(icon, 26, role)
        self._fact = Label(fact, Type.ITEM, heavy=True)
        self._next = Label(next_thing, Type.META, Role.TEXT2)
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self._mark)
        top.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(6)
        layout.addLayout(top)
        for label in (self._fact, self._next):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        self._next.setVisible(bool(next_thing))

    def say(self, icon: str, fact: str, next_thing: str = "", role: Role = Role.TEXT2) -> None:
        self._mark.set_icon(icon, role)
        self._fact.setText(fact)
        self._next.setText(next_thing)
        self._next.setVisible(bool(next_thing))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if isinstance(self.parentWidget(), Card):
            return  # a box in a box
        painter = QPainter(self)
        painting.smooth(painter)
        painting.box(
            painter, QRectF(self.rect()), RADIUS_CARD, fill=Role.SURFACE2, edge=Role.BORDER, dashed=True
        )
