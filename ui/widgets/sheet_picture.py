"""A page as a picture, as large as there is room, on paper's own white in every scheme."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import painting
from ui.theme.tokens import RADIUS_CONTROL, Role, Type


class SheetPicture(QWidget):
    """``empty`` is said where there is no picture."""

    def __init__(self, name: str, *, empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._empty = empty
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 160)
        self.setAccessibleName(f"{name}，{empty}" if empty else name)

    def present(self, image: QImage | None, *, empty: str = "") -> None:
        self._image = image or QImage()
        self._empty = empty
        self.setAccessibleName(self._name if not self._image.isNull() else f"{self._name}，{empty}")
        self.update()

    @property
    def has_picture(self) -> bool:
        return not self._image.isNull()

    def sizeHint(self) -> QSize:
        return QSize(360, 480)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        room = QRectF(self.rect())
        if self._image.isNull():
            painting.box(painter, room, RADIUS_CONTROL, fill=Role.SURFACE2, edge=Role.BORDER, dashed=True)
            painting.line(painter, room, self._empty, Type.META, Role.TEXT2, align=painting.CENTRE)
            return
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        at = QRectF(room.center().x() - size.width() / 2, room.top(), size.width(), size.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(at, self._image)
        painting.box(painter, at, 0, edge=Role.STRONG)
