"""How far something long has come, and a button to stop it; hidden while nothing is made."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import painting
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button
from ui.widgets.card import Card, row
from ui.widgets.label import Label

HEIGHT = 8


class _Bar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = 0.0
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_part(self, part: float) -> None:
        self._part = max(0.0, min(1.0, part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        whole = QRectF(self.rect())
        painting.box(painter, whole, HEIGHT / 2, fill=Role.SURFACE2, edge=Role.STRONG)
        if self._part:
            done = QRectF(whole.left(), whole.top(), max(HEIGHT, whole.width() * self._part), HEIGHT)
            painting.box(painter, done, HEIGHT / 2, fill=Role.BRAND)


class ProgressLine(Card):
    """Signals:
    stop_requested: the person does not want it any more.
    """

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(16, 8, 16, 8), spacing=4, parent=parent)
        self.said = Label("", Type.META)
        self.bar = _Bar()
        self.stop = Button("停下", icon="x")
        self.stop.clicked.connect(self.stop_requested)
        self.column.addLayout(row(self.said, None, self.stop, spacing=8))
        self.column.addWidget(self.bar)
        self.hide()

    def present(self, what: str, done: int, whole: int) -> None:
        self.said.setText(f"{what}　{done} / {whole}" if whole else what)
        self.bar.set_part(done / whole if whole else 0.0)
        self.setAccessibleName(self.said.text())
        self.show()

    def finish(self) -> None:
        self.hide()
