"""A long list of choices that drops from the widget it belongs to: type to narrow it, arrows and Enter to take one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.theme.tokens import Role, Type
from ui.widgets.label import Label

WIDE, HIGH = 320, 360
_CODE = Qt.ItemDataRole.UserRole


class PickList(QFrame):
    """A field and the choices that hold what is typed, in their words or in the words' initials.

    It goes by itself when the keys go elsewhere; Esc gives them back to where it dropped from.
    """

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        initials: Mapping[str, str],
        chosen: Callable[[str], None],
        name: str,
        under: QWidget,
    ) -> None:
        super().__init__(under.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "dialog")
        self._under = under
        self._choices, self._initials, self._chosen = tuple(choices), initials, chosen
        self.field = QLineEdit()
        self.field.setPlaceholderText("名称或拼音首字母")
        self.field.setAccessibleName(f"找{name}")
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps the keys
        self._none = Label("没有符合的", Type.META, Role.TEXT2)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(self._none)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self.resize(WIDE, HIGH)
        self._narrow("")

    def _narrow(self, typed: str) -> None:
        words = typed.strip().lower()
        self.list.clear()
        for code, word in self._choices:
            if words in word.lower() or words in self._initials.get(word, ""):
                item = QListWidgetItem(word)
                item.setData(_CODE, code)
                item.setToolTip(word)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(self.list.count() > 0)
        self._none.setVisible(self.list.count() == 0)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            code = str(item.data(_CODE))
            self._leave()
            self._chosen(code)

    def _leave(self) -> None:
        self._under.setFocus(Qt.FocusReason.OtherFocusReason)
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows of the field move in the list, Enter takes, Esc leaves."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            by = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }.get(Qt.Key(event.key()))
            if by is not None and self.list.count():
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + by)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentItem())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
        if watched is self.field and event.type() is QEvent.Type.FocusOut:
            self.close()
        return super().eventFilter(watched, event)


def pick(
    under: QWidget,
    choices: Sequence[tuple[str, str]],
    chosen: Callable[[str], None],
    *,
    initials: Mapping[str, str],
    name: str,
) -> PickList:
    """Show the list below a widget, inside the window; ``chosen`` hears the code that was taken."""
    popup = PickList(choices, initials, chosen, name, under)
    window = under.window()
    at = under.mapTo(window, under.rect().bottomLeft())
    popup.move(
        max(0, min(at.x(), window.width() - WIDE - 8)), max(0, min(at.y(), window.height() - HIGH - 8))
    )
    popup.show()
    popup.raise_()
    popup.field.setFocus(Qt.FocusReason.PopupFocusReason)
    return popup
