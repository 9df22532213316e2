"""What hands do at the keyboard and the mouse: when they last did, and single letters that a person has switched off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

HELD = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class Hands(QObject):
    """A filter of all events of the application.

    Digits, arrows and named keys pass, as does all that is held with Ctrl or Alt; in a text letters are letters as ever.
    """

    def __init__(
        self, on_touch: Callable[[], None], are_letters_on: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._on_touch, self._are_letters_on = on_touch, are_letters_on
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent | QMouseEvent):
            self._on_touch()
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        is_off = not self._are_letters_on() and _is_letter(event)
        return is_off and isinstance(watched, QWidget) and not _takes_text(watched)


def _is_letter(event: QKeyEvent) -> bool:
    text = event.text()
    return len(text) == 1 and text.isascii() and text.isalpha() and not event.modifiers() & HELD


def _takes_text(widget: QWidget) -> bool:
    return widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
