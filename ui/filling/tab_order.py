"""Tab through the lines of the page in reading order, whatever order they were built in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.filling.entries import Entry
from ui.widgets.focus_chain import is_stop


def holds(entry: Entry, widget: QWidget) -> bool:
    return any(own is widget or own.isAncestorOf(widget) for own in entry.widgets())


def line_of(entries: Sequence[Entry], widget: QWidget | None) -> int | None:
    """Index of the line that holds a widget."""
    if widget is None:
        return None
    return next((index for index, entry in enumerate(entries) if holds(entry, widget)), None)


def stops(entry: Entry) -> list[QWidget]:
    """What Tab reaches inside a line, in reading order."""
    return [
        widget for own in entry.widgets() for widget in (own, *own.findChildren(QWidget)) if is_stop(widget)
    ]


def stop_beside(entry: Entry, here: QWidget, step: int) -> QWidget | None:
    """The next stop in the same line, ``step`` 1 or -1; None when Tab leaves it."""
    chain = stops(entry)
    at = chain.index(here) + step if here in chain else -1
    return chain[at] if 0 <= at < len(chain) else None
