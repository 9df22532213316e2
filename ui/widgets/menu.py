"""A short list of choices that drops from the widget it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget


def offer(
    under: QWidget,
    choices: Iterable[tuple[str, str]],
    chosen: Callable[[str], None],
    *,
    at: QPoint | None = None,
) -> None:
    """Show the words of ``choices`` and call ``chosen`` with the code of the one that is taken.

    ``at`` is a point of the screen, for a menu that belongs to where the pointer is.
    """
    menu = QMenu(under.window())
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for code, word in choices:
        menu.addAction(word).triggered.connect(lambda _=False, code=code: chosen(code))
    if menu.isEmpty():
        menu.addAction("（还没有可选的）").setEnabled(False)
    menu.popup(at or under.mapToGlobal(under.rect().bottomLeft()))
