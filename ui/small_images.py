"""Photos made small enough to show, in the background: whatever their size, no more of them is decoded than is shown."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

MOST_PIXELS = 60_000_000  # of a picture that has to be decoded whole; a JPEG is scaled while it is decoded


def small_image(content: bytes, most: QSize) -> QImage | None:
    """Upright, in proportion, not larger than ``most`` and never enlarged; None for what is no picture or too large."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if bytes(reader.format().data()) != b"jpeg" and size.width() * size.height() > MOST_PIXELS:
        return None
    if size.isValid() and (size.width() > most.width() or size.height() > most.height()):
        small = size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(small.expandedTo(QSize(1, 1)))
    image = reader.read()
    return None if image.isNull() else image
