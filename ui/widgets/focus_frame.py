"""The ring around an area that scrolls: its content covers everything the area itself could paint."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.theme import painting
from ui.theme.tokens import RADIUS_CONTROL


class FocusFrame(QWidget):
    """Lies over an area and is seen while the area has the keys."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        area.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget):
            match event.type():
                case QEvent.Type.FocusIn:
                    self.setGeometry(watched.rect())
                    self.show()
                    self.raise_()
                case QEvent.Type.FocusOut:
                    self.hide()
                case QEvent.Type.Resize:
                    self.setGeometry(watched.rect())
                case _:
                    pass
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painting.ring(painter, QRectF(self.rect()), RADIUS_CONTROL)
