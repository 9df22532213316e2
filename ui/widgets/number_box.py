"""A small whole number: typed, or moved by the arrow keys or two buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.theme.tokens import CONTROL_ROW
from ui.widgets.button import Button


class NumberBox(QWidget):
    """Signals:
    changed(int): another number, by whatever hand.
    """

    changed = Signal(int)

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most, self._value = least, most, least
        self.edit = QLineEdit(str(least))
        self.edit.setValidator(QIntValidator(least, most, self.edit))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.edit.setFixedWidth(72)
        self.less = Button("", icon="minus", height=CONTROL_ROW)
        self.more = Button("", icon="plus", height=CONTROL_ROW)
        for button, name, by in ((self.less, "少一份", -1), (self.more, "多一份", 1)):
            button.setAccessibleName(name)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do the same
            button.clicked.connect(lambda _=False, by=by: self.set_value(self._value + by))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        for part in (self.less, self.edit, self.more):
            line.addWidget(part)
        line.addStretch(1)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self._on_typed)
        self.edit.editingFinished.connect(lambda: self.edit.setText(str(self._value)))

    def value(self) -> int:
        return self._value

    def set_value(self, value: int) -> None:
        """The nearest number that is allowed."""
        self._take(max(self._least, min(value, self._most)))
        self.edit.setText(str(self._value))

    def setAccessibleName(self, name: str) -> None:
        self.edit.setAccessibleName(name)

    def _on_typed(self, text: str) -> None:
        if self.edit.hasAcceptableInput():
            self._take(int(text))

    def _take(self, value: int) -> None:
        if value != self._value:
            self._value = value
            self.changed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up:
                self.set_value(self._value + 1)
            case Qt.Key.Key_Down:
                self.set_value(self._value - 1)
            case _:
                super().keyPressEvent(event)
