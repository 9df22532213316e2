"""A photo as large as the window allows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from ui.widgets.overlay import Dialog

WIDE, HIGH = 960, 560  # pixels a photo may take


class PhotoDialog(Dialog):
    """Esc closes it; nothing can be changed here."""

    def __init__(self, image: QImage, parent: QWidget | None = None) -> None:
        super().__init__("看照片", wide=WIDE + 60, kept="Esc 关上", parent=parent)
        shown = QLabel()
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setAccessibleName(f"照片，{image.width()}×{image.height()}")
        ratio = shown.devicePixelRatioF()
        most = QSize(round(WIDE * ratio), round(HIGH * ratio))
        size = image.size().boundedTo(most) if _fits(image.size(), most) else most
        scaled = image.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap = QPixmap.fromImage(scaled)
        pixmap.setDevicePixelRatio(ratio)
        shown.setPixmap(pixmap)
        self.body.addWidget(shown)


def _fits(size: QSize, most: QSize) -> bool:
    return size.width() <= most.width() and size.height() <= most.height()
