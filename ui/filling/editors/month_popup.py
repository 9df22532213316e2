"""Picks a month: a year to turn and its twelve months, by mouse or by arrows."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.theme.tokens import Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label

_ACROSS = 4
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_ACROSS,
    Qt.Key.Key_Down: _ACROSS,
}


class MonthPopup(QWidget):
    """Emits the first day of the month that was chosen, and closes."""

    chosen = Signal(date)

    def __init__(self, start: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._year = start.year
        before = Button("前一年", Kind.LINK, icon="chevron-left")
        after = Button("后一年", Kind.LINK, icon="chevron-right")
        before.clicked.connect(lambda: self._turn(-1))
        after.clicked.connect(lambda: self._turn(1))
        self._head = Label("", Type.BODY, heavy=True)
        self._head.setAlignment(Qt.AlignmentFlag.AlignCenter)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(before)
        head.addWidget(self._head, 1)
        head.addWidget(after)
        grid.addLayout(head, 0, 0, 1, _ACROSS)
        self._months = [Button(f"{month} 月", Kind.PLAIN) for month in range(1, 13)]
        wide = max(button.sizeHint().width() for button in self._months)
        for at, button in enumerate(self._months):
            button.setFixedWidth(wide)
            button.clicked.connect(lambda _, month=at + 1: self._choose(month))
            grid.addWidget(button, 1 + at // _ACROSS, at % _ACROSS)
        self._turn(0)
        self._months[start.month - 1].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._turn(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        elif step is not None:
            at = next((at for at, button in enumerate(self._months) if button.hasFocus()), 0) + step
            self._turn(at // 12)
            self._months[at % 12].setFocus()
        else:
            super().keyPressEvent(event)

    def _turn(self, years: int) -> None:
        self._year += years
        self._head.setText(f"{self._year} 年")
        for month, button in enumerate(self._months, start=1):
            button.setAccessibleName(f"{self._year} 年 {month} 月")

    def _choose(self, month: int) -> None:
        self.close()
        self.chosen.emit(date(self._year, month, 1))
