"""Qt's order of Tab, asked so that PySide still knows afterwards whose child each widget is.

PySide takes what a call without arguments returns for a child of what was asked, and keeps it only as long as that. The
next widget in the order seldom is one, and an area takes the keys for its own viewport: then parent and child hold each
other, nobody else holds them, and Python's collector takes both while they are shown. Under Qt 6.12 they lose their
attributes, under Qt 6.9 they are gone from the window. So nothing else in the window asks Qt these two questions.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def proxy_of(widget: QWidget) -> QWidget | None:
    """Who takes the keys for a widget."""
    proxy = widget.focusProxy()
    if proxy is not None:
        _put_back(proxy, set())
    return proxy


def tab_chain(root: QWidget) -> list[QWidget]:
    """The widgets below a root that Tab reaches, in order."""
    passed: list[QWidget] = []
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        passed.append(widget)
        widget = widget.nextInFocusChain()
    back: set[QWidget] = set()
    for widget in (*passed, root):
        _put_back(widget, back)
    return [widget for widget in passed if root.isAncestorOf(widget) and is_stop(widget)]


def is_stop(widget: QWidget) -> bool:
    """Whether Tab comes to rest on a widget."""
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes_tab and widget.isVisible() and widget.isEnabled() and proxy_of(widget) is None


def _put_back(widget: QWidget, back: set[QWidget]) -> None:
    """Below its parent, from the window down: a parent that is not held lets go of what it holds. Qt changes nothing."""
    if widget in back:
        return
    parent = widget.parentWidget()
    if parent is not None:
        _put_back(parent, back)
    widget.setParent(parent)
    back.add(widget)
