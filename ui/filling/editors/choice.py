"""Editors for one of a list and many of a list: cards, boxes or a drop-down, by how much there is to read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStyleOptionComboBox, QWidget

from forms.definition import Field
from forms.json_value import Json
from forms.listed import Choice
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.options import OptionBoxes, OptionCards

CARDS_AT_MOST = 6
_SHORT_HINT = 10
BOXES_AT_MOST = 6
_BOX_WORDS = 34  # characters of all labels together that still read as boxes in half a page


class DropDown(QComboBox):
    """A drop-down the wheel cannot change by accident; Backspace empties it."""

    def __init__(
        self, options: tuple[Choice, ...], *, empty: str = "请选", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setPlaceholderText(empty)
        for option in options:
            self.addItem(f"{option.label}  {option.hint}" if option.hint else option.label, option.code)
        self.currentIndexChanged.connect(self._dim)
        self.setCurrentIndex(-1)
        self._dim(-1)

    def _dim(self, index: int) -> None:
        """Nothing chosen yet is written as a hint; the sheet would give it the colour of an answer."""
        self.setProperty("empty", "true" if index < 0 else "false")
        self.style().polish(self)

    def code(self) -> str | None:
        found = self.currentData()
        return found if isinstance(found, str) else None

    def set_code(self, code: str | None) -> None:
        self.setCurrentIndex(self.findData(code) if code else -1)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        option.currentText = option.fontMetrics.elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, self.width() - 52
        )
        self.setToolTip(self.currentText() if option.currentText.endswith("…") else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.setCurrentIndex(-1)
            self.activated.emit(-1)
            return
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)


class OneOfEditor(Editor):
    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._control = _control(field)
        self._control.setEnabled(not around.is_read_only)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._control)
        self.setFocusProxy(self._control)
        match self._control:
            case OptionCards() as cards:
                cards.chosen.connect(self.edited.emit)
            case OptionBoxes() as boxes:
                boxes.changed.connect(lambda codes: self.edited.emit(codes[0] if codes else None))
            case DropDown() as drop_down:
                drop_down.setAccessibleName(field.label)
                drop_down.activated.connect(lambda _index: self.edited.emit(drop_down.code()))

    def spread(self, columns: int) -> None:
        """Lays cards out in so many columns."""
        if isinstance(self._control, OptionCards):
            self._control.set_columns(columns)

    def set_value(self, value: Json) -> None:
        code = value if isinstance(value, str) else None
        match self._control:
            case OptionCards() as cards:
                cards.set_current(code)
            case OptionBoxes() as boxes:
                boxes.set_chosen((code,) if code else ())
            case DropDown() as drop_down:
                drop_down.set_code(code)


class ManyOfEditor(Editor):
    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._boxes = OptionBoxes(field.choices, many=True, name=field.label)
        self._boxes.setEnabled(not around.is_read_only)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._boxes)
        self.setFocusProxy(self._boxes)
        self._boxes.changed.connect(lambda codes: self.edited.emit(list(codes) or None))

    def set_value(self, value: Json) -> None:
        self._boxes.set_chosen(
            [code for code in value if isinstance(code, str)] if isinstance(value, list) else ()
        )


def _control(field: Field) -> OptionCards | OptionBoxes | DropDown:
    choices = field.choices
    if field.width == "full" and len(choices) <= CARDS_AT_MOST and any(choice.hint for choice in choices):
        return OptionCards(choices, name=field.label, columns=_columns(choices))
    words = sum(len(choice.label) + 2 for choice in choices)
    room = _BOX_WORDS if field.width == "full" else _BOX_WORDS // 2
    if len(choices) <= BOXES_AT_MOST and words <= room and not any(choice.hint for choice in choices):
        return OptionBoxes(choices, name=field.label)
    return DropDown(choices)


def _columns(choices: tuple[Choice, ...]) -> int:
    """Cards beside each other where what they mean is short, else two in a line."""
    if any(len(choice.hint) > _SHORT_HINT or len(choice.label) > _SHORT_HINT for choice in choices):
        return 2
    return len(choices) if len(choices) <= 4 else 3
