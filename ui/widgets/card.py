"""Boxes: the card, the hairline, and rows and columns of widgets."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.widgets.hanging import HangingRow


class Card(QFrame):
    """A bordered surface with a column of widgets; ``surface`` is a word of the style sheet."""

    def __init__(
        self,
        surface: str = "card",
        *,
        margins: tuple[int, int, int, int] = (16, 16, 16, 16),
        spacing: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", surface)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*margins)
        self.column.setSpacing(spacing)

    def set_surface(self, surface: str) -> None:
        self.setProperty("surface", surface)
        self.style().unpolish(self)
        self.style().polish(self)


class Rule(QFrame):
    """A hairline."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "rule")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


def row(*items: QWidget | QLayout | int | None, spacing: int = 8) -> QHBoxLayout:
    """A row of widgets; an int is a fixed gap, None a stretch. Its ends line up, see ``HangingRow``."""
    layout = HangingRow()
    fill(layout, *items, spacing=spacing)
    return layout


def column(*items: QWidget | QLayout | int | None, spacing: int = 8) -> QVBoxLayout:
    """A column of widgets; an int is a fixed gap, None a stretch."""
    layout = QVBoxLayout()
    fill(layout, *items, spacing=spacing)
    return layout


def fill(layout: QBoxLayout, *items: QWidget | QLayout | int | None, spacing: int = 8) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def clear(layout: QLayout) -> None:
    """Take every widget out of a layout and delete it later."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
