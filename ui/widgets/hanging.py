"""What is drawn smaller than its rectangle, because a focus ring needs room around it, and how far."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem


@runtime_checkable
class Hanging(Protocol):
    """A widget that keeps empty room at its ends."""

    def hang(self, *, last: bool) -> int:
        """Pixels between its rectangle and what is seen of it, at its right end if ``last``, else at its left."""
        ...


class HangingRow(QHBoxLayout):
    """A row whose ends line up with what stands above and below it.

    The room of its first and its last widget hangs over the edge, as far as the widget that holds them reaches: a
    ring is never cut off.
    """

    def setGeometry(self, rect: QRect) -> None:
        holder = self.parentWidget()
        if holder is not None:
            inside = self.contentsMargins()
            left = min(hang(self, last=False), max(rect.left(), 0) + inside.left())
            right = min(hang(self, last=True), max(holder.width() - 1 - rect.right(), 0) + inside.right())
            rect = rect.adjusted(-left, 0, right, 0)
        super().setGeometry(rect)


def hang(layout: QLayout, *, last: bool) -> int:
    """The empty room at one end of a row, 0 where a stretch or something without room stands."""
    at = range(layout.count())
    for number in reversed(at) if last else at:
        item = layout.itemAt(number)
        widget, inner = (item.widget(), item.layout()) if item else (None, None)
        if widget is not None:
            if widget.isHidden():
                continue
            return widget.hang(last=last) if isinstance(widget, Hanging) else 0
        if item is not None and item.spacerItem() is not None and _is_strut(item):
            continue
        if isinstance(inner, QHBoxLayout) and not isinstance(inner, HangingRow):
            return hang(inner, last=last)
        return 0
    return 0


def _is_strut(item: QLayoutItem) -> bool:
    """It only holds the row at a height."""
    return item.sizeHint().width() == 0 and not item.expandingDirections() & Qt.Orientation.Horizontal
