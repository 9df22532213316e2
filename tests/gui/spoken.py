"""The accessibility tree as a screen reader walks it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

Name, Value = QAccessible.Text.Name, QAccessible.Text.Value
Role = QAccessible.Role
ACTED_ON = {
    Role.Button,
    Role.CheckBox,
    Role.ComboBox,
    Role.EditableText,
    Role.Link,
    Role.List,
    Role.ListItem,
    Role.RadioButton,
    Role.SpinBox,
    Role.Table,
    Role.Tree,
}


def tree(node: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """The node and everything visible below it; of a table only itself, Qt reads its cells from the model."""
    if node.state().invisible:
        return
    yield node
    if node.role() not in (Role.Table, Role.Tree, Role.ComboBox):
        for index in range(node.childCount()):
            child = node.child(index)
            if child is not None:
                yield from tree(child)


def interface(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def nameless(root: QWidget) -> list[str]:
    """What can be acted on, or has the keys, and says no name."""
    return [
        f"{node.role().name} of {node.object() or node.parent().object()}"
        for node in tree(interface(root))
        if node.role() in ACTED_ON and node.state().focusable and not node.text(Name).strip()
    ]
