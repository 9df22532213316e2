"""What has got the keys is brought into sight by every area around it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget


@runtime_checkable
class Follows(Protocol):
    """An area that scrolls so that a widget in it is seen."""

    def follow(self, widget: QWidget) -> None: ...


def follow_focus(widget: QWidget) -> None:
    """Tells the areas around a widget, the nearest first, that it has the keys now."""
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, Follows):
            around.follow(widget)
        around = around.parentWidget()
