"""Widgets side by side that go on in a new line where the room ends, as words do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """As high as its lines need; hidden widgets take no room. Tab goes through them in the order they were added."""

    def __init__(self, *items: QWidget, spacing: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QWidget] = []
        self._spacing = spacing
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for item in items:
            self.add(item)

    def add(self, item: QWidget) -> None:
        item.setParent(self)
        self._items.append(item)

    def sizeHint(self) -> QSize:
        return QSize(400, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(max((one.sizeHint().width() for one in self._items), default=0), self.minimumHeight())

    def place(self) -> None:
        """Lay the widgets out anew, as after one of them changed its width or was hidden."""
        x = y = high = 0
        for item in self._items:
            if item.isHidden():
                continue
            size = item.sizeHint()
            wide = min(size.width(), self.width())
            if x and x + wide > self.width():
                x, y, high = 0, y + high, 0
            item.setGeometry(x, y, wide, size.height())
            x += wide + self._spacing
            high = max(high, size.height())
        if self.height() != y + high or self.minimumHeight() != y + high:
            self.setFixedHeight(y + high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.place()
        return super().event(event)
