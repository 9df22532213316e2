"""Boxes for a PIN: digits shown as dots, given on the sixth digit or with Enter from the fourth."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from forms.half_width import half_width
from ui.theme import painting
from ui.theme.look import colour
from ui.theme.tokens import RADIUS_CONTROL, Role

BOXES = 6
LEAST = 4
WIDE, HIGH, GAP = 38, 39, 6


class PinBox(QLineEdit):
    """A line edit that may be pasted into; only its looks are its own.

    Signals:
        given(str): a whole PIN; the box keeps its digits until ``clear``.
    """

    given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(BOXES)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("bare", "true")
        self.setAccessibleName("PIN，4 到 6 位数字")
        self.setFixedSize(self.sizeHint())
        self.textEdited.connect(self._on_edited)
        self.cursorPositionChanged.connect(self._on_moved)

    def sizeHint(self) -> QSize:
        return QSize(BOXES * WIDE + (BOXES - 1) * GAP + 2, HIGH + 4)

    def _on_edited(self, text: str) -> None:
        digits = "".join(char for char in half_width(text) if char.isascii() and char.isdigit())
        if digits != text:
            self.setText(digits)
        if len(digits) == BOXES:
            self.given.emit(digits)

    def _on_moved(self) -> None:
        """What is typed or taken back is the last digit, wherever it was clicked: no caret is seen in between."""
        if not self.hasSelectedText() and self.cursorPosition() < len(self.text()):
            self.end(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if len(self.text()) >= LEAST:
                self.given.emit(self.text())
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        filled = len(self.text())
        for number in range(BOXES):
            box = QRectF(1 + number * (WIDE + GAP), 2, WIDE, HIGH)
            painting.box(painter, box, RADIUS_CONTROL, fill=Role.SURFACE, edge=Role.STRONG)
            if self.hasFocus() and number == min(filled, BOXES - 1):
                painting.ring(painter, box.adjusted(-1, -1, 1, 1), RADIUS_CONTROL + 1)
            if number < filled:
                painter.setBrush(colour(Role.TEXT))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawEllipse(box.center(), 4.5, 4.5)
            elif self.hasFocus() and number == filled:
                painter.setPen(colour(Role.TEXT))
                middle = box.center()
                painter.drawLine(QPointF(middle.x(), middle.y() - 9), QPointF(middle.x(), middle.y() + 9))
