"""Lets single letters do nothing where a person has switched them off; in a text they are letters as ever."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

HELD = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class SingleKeys(QObject):
    """A filter of the application's keys; digits, arrows and named keys pass, as does all that is held with Ctrl or Alt."""

    def __init__(self, are_on: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._are_on = are_on
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and not self._are_on():
            return _is_letter(event) and isinstance(watched, QWidget) and not _takes_text(watched)
        return super().eventFilter(watched, event)


def _is_letter(event: QKeyEvent) -> bool:
    text = event.text()
    return len(text) == 1 and text.isascii() and text.isalpha() and not event.modifiers() & HELD


def _takes_text(widget: QWidget) -> bool:
    return widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
