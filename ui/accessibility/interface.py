"""The bridge between painted widgets and the screen reader: one Qt interface for every ``Hearable`` one.

PySide6 6.12 takes factories and interfaces written in Python: docs/decisions/0043 says what was tried.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

from ui.accessibility.part import Hearable, Heard, HeardInParts, Part

_ROLES = {
    Heard.GROUP: QAccessible.Role.Grouping,
    Heard.LIST: QAccessible.Role.List,
    Heard.ITEM: QAccessible.Role.ListItem,
    Heard.RADIO: QAccessible.Role.RadioButton,
    Heard.CHECK: QAccessible.Role.CheckBox,
    Heard.BUTTON: QAccessible.Role.Button,
    Heard.TEXT: QAccessible.Role.StaticText,
    Heard.PICTURE: QAccessible.Role.Graphic,
    Heard.CHART: QAccessible.Role.Chart,
    Heard.MARK: QAccessible.Role.ProgressBar,
}
_PRESS = QAccessibleActionInterface.pressAction()


class _Press(QAccessibleActionInterface):
    """Presses a part as a click would."""

    def __init__(self, part: PartInterface) -> None:
        super().__init__()
        self._part = part

    def actionNames(self) -> list[str]:
        return [_PRESS] if self._part.part().press is not None else []

    def doAction(self, name: str) -> None:
        press = self._part.part().press
        if name == _PRESS and press is not None:
            press()

    def localizedActionName(self, name: str) -> str:
        return "按下" if name == _PRESS else name

    def localizedActionDescription(self, _name: str) -> str:
        return ""

    def keyBindingsForAction(self, _name: str) -> list[str]:
        return []


class PartInterface(QAccessibleInterface):
    """One part of a painted widget; it asks the widget anew each time, so it never tells what was."""

    def __init__(self, whole: WidgetInterface, index: int) -> None:
        super().__init__()
        self._whole, self._index = whole, index
        self._press = _Press(self)

    def part(self) -> Part:
        parts = self._whole.parts()
        return parts[self._index] if self._index < len(parts) else Part(name="", rect=QRect())

    def isValid(self) -> bool:
        return self._whole.is_alive() and self._index < len(self._whole.parts())

    def object(self) -> QObject:
        return cast(QObject, None)  # Qt asks the parent where a part has no object of its own

    def window(self) -> QWindow:
        return self._whole.window()

    def rect(self) -> QRect:
        widget = self._whole.painted()
        if widget is None:
            return QRect()
        rect = self.part().rect
        return QRect(widget.mapToGlobal(rect.topLeft()), rect.size())

    def parent(self) -> QAccessibleInterface:
        return self._whole

    def child(self, _index: int) -> QAccessibleInterface:
        return cast(QAccessibleInterface, None)

    def childCount(self) -> int:
        return 0

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface:
        return cast(QAccessibleInterface, None)

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        part = self.part()
        match kind:
            case QAccessible.Text.Name:
                return part.name
            case QAccessible.Text.Value:
                return part.value
            case QAccessible.Text.Description | QAccessible.Text.Help:
                return part.note
            case _:
                return ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Parts are painted, never written into."""

    def role(self) -> QAccessible.Role:
        return _ROLES[self.part().kind]

    def state(self) -> QAccessible.State:
        part, widget = self.part(), self._whole.painted()
        is_here = part.is_current and widget is not None and widget.hasFocus()
        is_option = part.kind in (Heard.RADIO, Heard.CHECK)
        facts = {
            "focusable": part.kind not in (Heard.TEXT, Heard.PICTURE, Heard.MARK),
            "selectable": part.kind is Heard.ITEM,
            "checkable": is_option,
            "checked": is_option and part.is_chosen,
            "selected": part.kind is Heard.ITEM and (part.is_chosen or part.is_current),
            "focused": is_here,
            "disabled": widget is None or not widget.isEnabled(),
            "invisible": widget is None or not widget.isVisible(),
            "offscreen": widget is not None and not widget.visibleRegion().intersects(part.rect),
        }
        state = QAccessible.State()
        for name, is_so in facts.items():
            setattr(state, name, is_so)
        return state

    def interface_cast(self, kind: QAccessible.InterfaceType) -> QAccessibleActionInterface | None:  # type: ignore[override]
        return self._press if kind is QAccessible.InterfaceType.ActionInterface else None


_kept: list[WidgetInterface] = []
"""Qt deletes them last of all: let go before, they end the process at its exit under Qt 6.9."""


class WidgetInterface(QAccessibleWidget):
    """A painted widget as a whole; its parts are its children."""

    def __init__(self, widget: QWidget, kind: Heard) -> None:
        super().__init__(widget, _ROLES[kind])
        self._widget = widget
        self._made: list[PartInterface] = []
        _kept.append(self)
        widget.destroyed.connect(self._forget)

    def is_alive(self) -> bool:
        return isValid(self._widget)

    def painted(self) -> QWidget | None:
        return self._widget if self.is_alive() else None

    def parts(self) -> tuple[Part, ...]:
        widget: object = self.painted()
        return tuple(widget.heard_parts()) if isinstance(widget, HeardInParts) else ()

    def _forget(self) -> None:
        """Qt keeps what was registered until the process ends, unless it is told."""
        made, self._made = self._made, []
        for part in made:
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(part))

    def text(self, kind: QAccessible.Text) -> str:
        if kind is QAccessible.Text.Value:
            return "、".join(part.value or part.name for part in self.parts() if part.is_chosen)
        return super().text(kind)

    def childCount(self) -> int:
        return len(self.parts()) + super().childCount()

    def child(self, index: int) -> QAccessibleInterface:
        count = len(self.parts())
        if index >= count:
            return super().child(index - count)
        while len(self._made) <= index:
            made = PartInterface(self, len(self._made))
            QAccessible.registerAccessibleInterface(made)
            self._made.append(made)
        return self._made[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, PartInterface) and child in self._made:
            return self._made.index(child)
        found = super().indexOfChild(child)
        return found + len(self.parts()) if found >= 0 else found

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        for index in range(len(self.parts())):
            if self.child(index).rect().contains(x, y):
                return self.child(index)
        return super().childAt(x, y)

    def focusChild(self) -> QAccessibleInterface:
        for index, part in enumerate(self.parts()):
            if part.is_current and self._widget.hasFocus():
                return self.child(index)
        return super().focusChild()


def _make(_class: str, thing: QObject) -> QAccessibleInterface | None:
    if isinstance(thing, QWidget) and isinstance(thing, Hearable):
        return WidgetInterface(thing, thing.heard_as)
    return None


_installed: list[bool] = []


def install() -> None:
    """Lets every ``Hearable`` widget of this process speak; calling it again changes nothing."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_make)
