"""What is shown and not asked: notes and calculated values."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from forms.definition import Field
from forms.json_value import Json
from ui.filling.editors.editor import Editor, Surroundings
from ui.theme.tokens import Role, Type
from ui.widgets.label import Label
from ui.widgets.pill import Mark


class NoteEditor(Editor):
    """A sentence of the form itself."""

    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        mark = Mark("info", 16, Role.TEXT3)
        layout.addWidget(mark)
        layout.addWidget(Label(field.label, Type.META, Role.TEXT2, wrap=True), 1)

    def set_value(self, value: Json) -> None:
        """A note has no answer."""


class CalculatedEditor(Editor):
    """A value the form works out; it follows every change and cannot be typed."""

    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._field = field
        self._shown = Label("", Type.ITEM, heavy=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 6)
        layout.setSpacing(8)
        layout.addWidget(self._shown)
        if field.unit:
            layout.addWidget(Label(field.unit, Type.BODY, Role.TEXT2))
        layout.addStretch(1)
        self.set_value(None)

    def set_value(self, value: Json) -> None:
        text = _said(self._field, value)
        self._shown.setText(text or "（还算不出）")
        self._shown.set_role(Role.TEXT if text else Role.TEXT3)


def _said(field: Field, value: Json) -> str:
    if value is None or isinstance(value, (list, dict)):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return next((choice.label for choice in field.choices if choice.code == value), str(value))
