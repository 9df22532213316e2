"""Keeps the Python half of a widget for as long as Qt keeps the widget.

A widget that only its parent names is now and then taken for garbage by Python's collector, though Qt still shows it: it
loses its attributes and every event in it fails. What scrolls is asked by each change of focus, so it showed there.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_held: dict[int, QWidget] = {}


def hold(widget: QWidget) -> None:
    """Until Qt has destroyed it."""
    number = id(widget)
    _held[number] = widget
    widget.destroyed.connect(lambda: _held.pop(number, None))
