"""A picture that stands for a photo taken on a round; it says itself that it is none."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter

WIDE, HIGH = 1600, 1200


def take_photo(path: Path, words: str) -> Path:
    """A JPEG of a camera's size, light and grain, with words on it."""
    image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    light = QLinearGradient(0, 0, WIDE, HIGH)
    light.setColorAt(0.0, QColor("#8b97a0"))
    light.setColorAt(0.5, QColor("#c8c2b4"))
    light.setColorAt(1.0, QColor("#5d5a55"))
    painter.fillRect(image.rect(), light)
    for number in range(6):
        box = QRect(420 + 130 * (number % 3), 560 + 190 * (number // 3), 170, 210)
        painter.fillRect(box, QColor("#b08a5a").darker(100 + 9 * number))
        painter.setPen(QColor("#6e5433"))
        painter.drawRect(box)
    for number in range(12_000):  # grain, the same in every run
        x, y = (number * 7919) % WIDE, (number * 104_729) % HIGH
        shade = 100 + round(80 * math.sin(number))
        painter.setPen(QColor(shade, shade, shade, 60))
        painter.drawPoint(x, y)
    painter.setPen(QColor("#ffffff"))
    painter.setFont(QFont("Noto Sans SC", 40))
    painter.drawText(
        image.rect().adjusted(40, 40, -40, -40), Qt.AlignmentFlag.AlignBottom, f"演示照片·{words}"
    )
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(path), None, 88):
        raise OSError(f"cannot write {path}")
    return path
