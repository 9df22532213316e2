"""Editors for words: one line, and several."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy

from forms.definition import Field
from forms.json_value import Json
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.editors.line import Line, kept_text, leaves_to_page
from ui.theme.tokens import LINE, Type


class TextEditor(Editor):
    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._line = Line(self)
        self._line.setReadOnly(around.is_read_only)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line)
        self.setFocusProxy(self._line)
        self._line.setAccessibleName(field.label)
        self._line.textEdited.connect(lambda text: self.typed.emit(text or None))
        self._line.returnPressed.connect(self.left)

    def set_value(self, value: Json) -> None:
        text = value if isinstance(value, str) else ""
        if text != self._line.text():
            self._line.setText(text)


class Paragraph(QPlainTextEdit):
    """A text box that grows with its text between two and eight lines.

    Signals:
        grown: its height has changed.
        pasted_image: an image was pasted where only words fit.
    """

    grown = Signal()
    pasted_image = Signal(object)

    def __init__(self, *, lines: int = 2) -> None:
        super().__init__()
        self._least = lines
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_text_changed)
        self._shown_lines = lines
        self._fit()

    def text(self) -> str:
        """Every character as it was written."""
        return kept_text(self)

    def event(self, event: QEvent) -> bool:
        document = self.document()
        if leaves_to_page(event, undo=document.isUndoAvailable(), redo=document.isRedoAvailable()):
            event.ignore()
            return False
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(240, self._shown_lines * LINE[Type.BODY] + 26)

    def _on_text_changed(self) -> None:
        before = self._shown_lines
        self._fit()
        if self._shown_lines != before:
            self.updateGeometry()
            self.grown.emit()

    def _fit(self) -> None:
        wanted = int(self.document().size().height())
        self._shown_lines = max(self._least, min(8, wanted))
        self.setMinimumHeight(self.sizeHint().height())
        self.setMaximumHeight(self.sizeHint().height())
        more = wanted > self._shown_lines
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if more else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasImage():
            self.pasted_image.emit(source.imageData())
            return
        self.insertPlainText(source.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
            return
        super().keyPressEvent(event)


class LongTextEditor(Editor):
    def __init__(self, field: Field, around: Surroundings, *, lines: int = 3) -> None:
        super().__init__()
        self._box = Paragraph(lines=lines)
        self._box.setReadOnly(around.is_read_only)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box)
        self.setFocusProxy(self._box)
        self._box.setAccessibleName(field.label)
        self._is_setting = False
        self._box.textChanged.connect(self._on_text_changed)
        self._box.grown.connect(self.resized)

    def set_value(self, value: Json) -> None:
        text = value if isinstance(value, str) else ""
        if text != self._box.text():
            self._is_setting = True
            self._box.setPlainText(text)
            self._is_setting = False

    def _on_text_changed(self) -> None:
        if not self._is_setting:
            self.typed.emit(self._box.text() or None)
