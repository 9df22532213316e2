"""Editor for whole and decimal numbers, with unit and bounds. Values are decimal text, never floats."""

from __future__ import annotations

import re
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout

from forms.definition import Field, FieldType
from forms.half_width import half_width
from forms.json_value import Json
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.editors.line import Line
from ui.theme.tokens import Role, Type
from ui.widgets.label import Label

_NUMBER = re.compile(r"[+-]?(\d{1,24}(\.\d{0,24})?|\.\d{1,24})")
"""No exponent: nobody writes one, and 1e999999 would be a million digits."""


class NumberEditor(Editor):
    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._is_whole = field.type is FieldType.INTEGER
        self._line = Line(self)
        self._line.setReadOnly(around.is_read_only)
        self._line.setMaximumWidth(180)
        self._line.setAccessibleName(field.label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._line)
        if field.unit:
            layout.addWidget(Label(field.unit, Type.BODY, Role.TEXT2))
        bounds = _bounds(field)
        if bounds:
            layout.addWidget(Label(bounds, Type.NOTE, Role.TEXT3))
        layout.addStretch(1)
        self.setFocusProxy(self._line)
        self._line.textEdited.connect(lambda text: self.typed.emit(self._kept(text)))
        self._line.returnPressed.connect(self.left)

    def set_value(self, value: Json) -> None:
        text = "" if value is None or isinstance(value, (list, dict)) else str(value)
        if self._kept(self._line.text()) != value:
            self._line.setText(text)

    def _kept(self, text: str) -> Json:
        """The value to keep; text that is no number is kept as it is, so that the problem can name it."""
        clean = half_width(text).replace("。", ".").strip()
        if not clean:
            return None
        if not _NUMBER.fullmatch(clean):
            return text.strip()
        number = Decimal(clean)
        if self._is_whole:
            return int(number) if number == number.to_integral_value() else text.strip()
        return f"{number:f}"


def _bounds(field: Field) -> str:
    match (field.minimum, field.maximum):
        case (None, None):
            return ""
        case ("0", None):
            return ""
        case (low, None):
            return f"{low} 以上"
        case (None, high):
            return f"{high} 以下"
        case (low, high):
            return f"{low}–{high}"
