"""The groups of 设置: each a panel with its own few questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label
from ui.widgets.progress import ProgressLine

IN_A_LINE = 5  # buttons


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRow:
    """One person or place in a list; ``about`` is told below it while it is current."""

    key: str
    title: str
    what: str
    where: str
    about: str = ""
    is_gone: bool = False  # departed, or closed


class ListPanel(Card):
    """People or places: a list, and what can be done with the current one.

    Signals:
        acted(str, str): the id of a button, and the key of the current row ("" for adding).
    """

    acted = Signal(str, str)

    def __init__(
        self,
        title: str,
        heads: tuple[str, str, str, str],
        actions: tuple[tuple[str, str, str], ...],
        here: tuple[str, str],
        unit: str,
        parent: QWidget | None = None,
    ) -> None:
        """``actions`` are (id, word, icon); ids beginning with ``add`` need no current row. ``here`` are the words
        for who or what is still there, and who or what is not; they are counted in ``unit``.
        """
        super().__init__(margins=(20, 14, 20, 12), spacing=8, parent=parent)
        columns: tuple[Column[NameRow], ...] = (
            Column(title=heads[0], text=lambda one: one.key, wide=110, quiet=True),
            Column(title=heads[1], text=lambda one: one.title, wide=180, stretch=True, heavy=True),
            Column(title=heads[2], text=lambda one: one.what, wide=150, stretch=True),
            Column(title=heads[3], text=lambda one: one.where, wide=150, stretch=True, keep=1),
        )
        self._rows: RowsModel[NameRow] = RowsModel(columns, self)
        self.table = Table(self._rows, title)
        self._all: Sequence[NameRow] = ()
        self._unit = unit
        self.count = Label("", Type.META, Role.TEXT2)
        self.which = Segments((("here", here[0], ""), ("gone", here[1], "")), f"哪些{title}")
        self.which.chosen.connect(lambda _: self._show())
        self.about = Label("", Type.META, wrap=True)
        self._box = Card("quote", margins=(14, 8, 14, 8))
        self._box.column.addWidget(self.about)
        self.buttons: dict[str, Button] = {}
        adding, changing = row(spacing=4), row(spacing=4)
        for name, word, icon in actions:
            button = self.buttons[name] = Button(word, Kind.PLAIN, icon=icon)
            button.clicked.connect(lambda _=False, name=name: self._act(name))
            (adding if name.startswith("add") else changing).addWidget(button)
        changing.addStretch(1)
        self.column.addLayout(row(Label(title, Type.SECTION), 8, self.count, None, adding))
        self.column.addLayout(row(self.which, None))
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self._box)
        self.column.addLayout(changing)
        self.table.moved.connect(self._on_moved)

    @property
    def shown(self) -> tuple[NameRow, ...]:
        return self._rows.rows

    def present(self, rows: Sequence[NameRow]) -> None:
        self._all = rows
        self._show()

    def _show(self) -> None:
        gone = self.which.current == "gone"
        shown = [one for one in self._all if one.is_gone is gone]
        kept = self.table.current
        self._rows.show_rows(shown)
        self.count.setText(f"{sum(not one.is_gone for one in self._all)} {self._unit}")
        self.table.go_to(next((n for n, one in enumerate(shown) if kept and one.key == kept.key), 0))

    def _on_moved(self, one: NameRow | None) -> None:
        self.about.setText(one.about if one else "没有")
        self._box.setVisible(one is None or bool(one.about))
        for name, button in self.buttons.items():
            button.setEnabled(name.startswith("add") or (one is not None and not one.is_gone))

    def _act(self, name: str) -> None:
        current = self.table.current
        if name.startswith("add"):
            self.acted.emit(name, "")
        elif current is not None:
            self.acted.emit(name, current.key)


class FactsPanel(Card):
    """Facts in two columns and a few buttons; something long shows how far it has come.

    Signals:
        acted(str): the id of a button.
    """

    acted = Signal(str)

    def __init__(
        self,
        title: str,
        line: str,
        actions: tuple[tuple[str, str, str], ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(margins=(20, 16, 20, 16), spacing=12, parent=parent)
        self.column.addWidget(Label(title, Type.SECTION))
        self.column.addWidget(Label(line, Type.BODY, Role.TEXT2, wrap=True))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.column.addLayout(self._grid)
        self.buttons: dict[str, Button] = {}
        for start in range(0, len(actions), IN_A_LINE):
            line_of_buttons = row(spacing=4)
            for name, word, icon in actions[start : start + IN_A_LINE]:
                button = Button(word, Kind.PLAIN, icon=icon)
                button.clicked.connect(lambda _=False, name=name: self.acted.emit(name))
                self.buttons[name] = button
                line_of_buttons.addWidget(button)
            line_of_buttons.addStretch(1)
            self.column.addLayout(line_of_buttons)
        self.progress = ProgressLine()
        self.column.addWidget(self.progress)
        self.column.addStretch(1)

    def present(self, facts: Sequence[tuple[str, str]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for number, (name, value) in enumerate(facts):
            self._grid.addWidget(Label(name, Type.BODY, Role.TEXT2), number, 0, Qt.AlignmentFlag.AlignTop)
            shown = Label(value, Type.BODY, wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(shown, number, 1)
