"""The one line that people type into: what it cannot take back itself, the page takes back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

MOST = 20_000  # characters; far over any form, and what a line can still lay out between two keys


class Line(QLineEdit):
    """Keeps every character as it was typed or pasted, line breaks as spaces, and shows its beginning when left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(MOST)

    def event(self, event: QEvent) -> bool:
        if leaves_to_page(event, undo=self.isUndoAvailable(), redo=self.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)


def leaves_to_page(event: QEvent, *, undo: bool, redo: bool) -> bool:
    """Whether Ctrl+Z or Ctrl+Y in a text is for the page: nothing is left to take back or bring again in it."""
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo):
        return not undo
    is_redo = event.matches(QKeySequence.StandardKey.Redo) or event.keyCombination() == _CTRL_Y
    return is_redo and not redo


_CTRL_Y = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)


def kept_text(box: QPlainTextEdit) -> str:
    """The text of a box, every character as it is; Qt's own plain text turns a no-break space into a space."""
    return box.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")
