"""How high a widget with a layout stands at a width."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def height_at(widget: QWidget, width: int) -> int:
    """What its layout asks at that width, whether or not it wraps."""
    layout = widget.layout()
    if layout is None:
        return widget.sizeHint().height()
    return (
        layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
    )
