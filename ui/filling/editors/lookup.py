"""Editor for people, places and assets: staff number, name, pinyin initials or a free word finds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from forms.definition import Field, FieldType
from forms.json_value import Json
from ui.filling.choices import Option, exact, labelled, matching
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.editors.line import Line
from ui.filling.flow import Flow
from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import Role, Type
from ui.theme.typography import width as text_width
from ui.widgets.chip import Chip

_WORDS = {
    FieldType.PERSON: "工号、姓名或首字母",
    FieldType.PLACE: "名称或首字母",
    FieldType.ASSET: "编号、名称或首字母",
}
_ROW = 34


class LookupLine(Line):
    """A line that finds options while typing.

    Signals:
        chose: an option was taken from the list or named exactly; its code.
        wrote: a finished text that is no option.
        cleared: the text was emptied.
    """

    chose = Signal(str)
    wrote = Signal(str)
    cleared = Signal()

    def __init__(
        self, options: Callable[[], Sequence[Option]], *, words: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._found: list[Option] = []
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(8)
        view = QListView()
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._completer.setPopup(view)
        self._popup = view
        view.setItemDelegate(_OptionDelegate(self))
        self._completer.setWidget(self)
        view.clicked.connect(self._on_activated)
        self._completer.activated.connect(self._on_named)
        self.setPlaceholderText(words)
        self.textEdited.connect(self._on_typed)
        self.addAction(
            icons.icon("chevron-down", 16, Role.TEXT2), QLineEdit.ActionPosition.TrailingPosition
        ).triggered.connect(self.open_list)

    def found(self, row: int) -> Option | None:
        return self._found[row] if 0 <= row < len(self._found) else None

    def show_option(self, code: str) -> None:
        """Shows the name that a code stands for, a person with number and department."""
        option = next((option for option in self._options() if option.code == code), None)
        note = f" {option.note}" if option is not None and option.note else ""
        self.setText(f"{option.label}{note}" if option is not None else code)
        self.setCursorPosition(0)
        self.setModified(False)

    def open_list(self) -> None:
        """Shows everything that may be chosen."""
        self.setFocus()
        self._offer("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wants = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Down and wants and not self._popup.isVisible():
            self.open_list()
            return
        at = self._popup.currentIndex() if self._popup.isVisible() else QModelIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at.isValid():
            # Taken here: Qt gives this key to the line first and to the list after it, which would take twice.
            event.accept()
            self._take_row(at.row())
            if self.text():
                self.returnPressed.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.settle()

    def hideEvent(self, event: QHideEvent) -> None:
        """The list goes with its line: left open it would keep the keys from the page that comes."""
        super().hideEvent(event)
        self._popup.hide()

    def settle(self) -> None:
        """Takes what was typed: the one option it means, or the words themselves."""
        if not self.isModified():
            return
        self.setModified(False)
        text = self.text().strip()
        option = exact(self._options(), text)
        if option is not None:
            self._take(option)
        elif text:
            self.wrote.emit(text)
        else:
            self.cleared.emit()

    def _take(self, option: Option) -> None:
        self.show_option(option.code)
        self.chose.emit(option.code)

    def _on_typed(self, text: str) -> None:
        if text.strip():
            self._offer(text)
        else:
            self._popup.hide()
            self.cleared.emit()

    def _offer(self, text: str) -> None:
        self._found = matching(self._options(), text)
        self._model.setStringList([option.label for option in self._found])
        if not self._found:
            self._popup.hide()
            return
        self._completer.setCompletionPrefix("")
        self._completer.complete()
        if text:
            self._popup.setCurrentIndex(self._model.index(0))

    def _on_named(self, label: str) -> None:
        option = next((option for option in self._found if option.label == label), None)
        row = self._popup.currentIndex().row()
        self._take_row(row if option is None or row >= 0 else self._found.index(option))

    def _on_activated(self, index: QModelIndex) -> None:
        self._take_row(index.row())

    def _take_row(self, row: int) -> None:
        option = self.found(row)
        if option is not None:
            self._popup.hide()
            self._take(option)


class _OptionDelegate(QStyledItemDelegate):
    """Name in bold, the note (staff number, ward) beside it."""

    def __init__(self, line: LookupLine) -> None:
        super().__init__(line)
        self._line = line

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(option.rect.width(), _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        found = self._line.found(index.row())
        if found is None:
            return
        rect = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour(Role.BRAND_SOFT))
            painter.fillRect(QRectF(rect.left(), rect.top(), 4, rect.height()), colour(Role.FOCUS))
        left = rect.left() + 12
        painting.line(
            painter,
            QRectF(left, rect.top(), rect.width() - 24, rect.height()),
            found.label,
            Type.BODY,
            heavy=True,
        )
        if found.note:
            left += text_width(found.label, Type.BODY, heavy=True) + 12
            painting.line(
                painter,
                QRectF(left, rect.top(), rect.right() - left - 8, rect.height()),
                found.note,
                Type.META,
                Role.TEXT2,
            )


class LookupEditor(Editor):
    """One option in the line itself, several as chips above it."""

    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._many = field.multiple
        self._codes: list[str] = []
        self._field = field
        source = {
            FieldType.PERSON: around.choices.people,
            FieldType.PLACE: around.choices.places,
            FieldType.ASSET: around.choices.assets,
        }[field.type]
        self._options: Callable[[], Sequence[Option]] = lambda: source(field.of_kind)
        self.line = LookupLine(self._offered, words=_WORDS[field.type])
        self.line.setReadOnly(around.is_read_only)
        self.line.setAccessibleName(field.label)
        self._chips = QWidget()
        self._flow = Flow(self._chips, gap=0)
        self._flow.setContentsMargins(-4, -4, 0, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._chips)
        line = QHBoxLayout()
        line.addWidget(self.line)
        layout.addLayout(line)
        self._chips.setVisible(False)
        self.setFocusProxy(self.line)
        self.line.chose.connect(self._on_taken)
        self.line.wrote.connect(self._on_taken)
        self.line.cleared.connect(self._on_cleared)
        self.line.returnPressed.connect(self._on_return)

    def set_value(self, value: Json) -> None:
        codes = [code for code in value if isinstance(code, str)] if isinstance(value, list) else []
        if isinstance(value, str):
            codes = [value]
        if codes == self._codes:
            return
        self._codes = codes
        if self._many:
            self._show_chips()
        else:
            self.line.show_option(codes[0] if codes else "")

    def _offered(self) -> list[Option]:
        taken = set(self._codes) if self._many else set()
        return [option for option in self._options() if option.code not in taken]

    def _on_taken(self, code: str) -> None:
        if self._many:
            self._codes = [*self._codes, code]
            self.line.clear()
            self.line.setModified(False)
            self._show_chips()
            self.edited.emit(list(self._codes))
        else:
            self._codes = [code]
            self.edited.emit(code)

    def _on_cleared(self) -> None:
        if not self._many and self._codes:
            self._codes = []
            self.edited.emit(None)

    def _on_return(self) -> None:
        waiting = bool(self.line.text()) and self._many
        self.line.settle()
        if not waiting:
            self.left.emit()

    def _show_chips(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for code in self._codes:
            chip = Chip("")
            chip.set_value(labelled(self._options(), code))
            chip.setAccessibleName(f"{labelled(self._options(), code)}，按 Delete 去掉")
            chip.cleared.connect(lambda code=code: self._drop(code))
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._codes))
        self.resized.emit()

    def _drop(self, code: str) -> None:
        self._codes = [other for other in self._codes if other != code]
        self._show_chips()
        self.line.setFocus()
        self.edited.emit(list(self._codes) or None)
