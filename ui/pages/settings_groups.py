"""The groups of 设置: each a panel with its own few questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from ui.settings_file import WindowSettings
from ui.tables.column import Column
from ui.tables.model import RowsModel
from ui.tables.table import Table
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label

SCHEMES = (("", "跟随系统", ""), ("light", "浅色", ""), ("dark", "深色", ""), ("contrast", "高对比", ""))
DENSITIES = (("standard", "标准", ""), ("compact", "紧凑", ""))
LOCKS = (("5", "5 分", ""), ("10", "10 分", ""), ("30", "30 分", ""))


class LookPanel(Card):
    """Signals:
    changed(object): (name, value) of one window setting.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(20, 16, 20, 16), spacing=12, parent=parent)
        self.scheme = Segments(SCHEMES, "颜色")
        self.density = Segments(DENSITIES, "疏密")
        self.lock = Segments(LOCKS, "多久没动就锁上")
        self.large = QCheckBox("大字：全部放大四分之一，下次打开医安时生效")
        self.still = QCheckBox("减少动画")
        self.scheme.chosen.connect(lambda code: self.changed.emit(("scheme", code)))
        self.density.chosen.connect(lambda code: self.changed.emit(("density", code)))
        self.lock.chosen.connect(lambda code: self.changed.emit(("lock_minutes", int(code))))
        self.large.clicked.connect(lambda on: self.changed.emit(("large", on)))
        self.still.clicked.connect(lambda on: self.changed.emit(("motion", not on)))
        self.column.addWidget(Label("外观", Type.SECTION))
        for word, control in (("颜色", self.scheme), ("疏密", self.density), ("多久没动就锁上", self.lock)):
            name = Label(word, Type.BODY, Role.TEXT2)
            name.setFixedWidth(130)
            self.column.addLayout(row(name, control, None))
        self.column.addWidget(self.large)
        self.column.addWidget(self.still)
        self.column.addStretch(1)

    def present(self, settings: WindowSettings) -> None:
        self.scheme.set_current(settings.scheme)
        self.density.set_current(settings.density)
        minutes = str(settings.lock_minutes)
        self.lock.set_current(minutes if minutes in {code for code, _, _ in LOCKS} else "10")
        self.large.setChecked(settings.large)
        self.still.setChecked(not settings.motion)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRow:
    """One person or place in a list."""

    key: str
    title: str
    what: str
    where: str


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
        parent: QWidget | None = None,
    ) -> None:
        """``actions`` are (id, word, icon); ids beginning with ``add`` need no current row."""
        super().__init__(margins=(20, 14, 16, 12), spacing=8, parent=parent)
        columns: tuple[Column[NameRow], ...] = (
            Column(title=heads[0], text=lambda one: one.key, wide=110, quiet=True),
            Column(title=heads[1], text=lambda one: one.title, wide=180, stretch=True, heavy=True),
            Column(title=heads[2], text=lambda one: one.what, wide=150),
            Column(title=heads[3], text=lambda one: one.where, wide=150, keep=1),
        )
        self._rows: RowsModel[NameRow] = RowsModel(columns, self)
        self.table = Table(self._rows, title)
        self.count = Label("", Type.META, Role.TEXT2)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(Label(title, Type.SECTION))
        head.addSpacing(8)
        head.addWidget(self.count, 1)
        for name, word, icon in actions:
            button = Button(word, Kind.PLAIN, icon=icon)
            button.clicked.connect(lambda _=False, name=name: self._act(name))
            head.addWidget(button)
        self.column.addLayout(head)
        self.column.addWidget(self.table, 1)

    def present(self, rows: Sequence[NameRow]) -> None:
        kept = self.table.current
        self._rows.show_rows(rows)
        self.count.setText(f"{len(rows)}")
        self.table.go_to(next((n for n, one in enumerate(rows) if kept and one.key == kept.key), 0))

    def _act(self, name: str) -> None:
        current = self.table.current
        if name.startswith("add"):
            self.acted.emit(name, "")
        elif current is not None:
            self.acted.emit(name, current.key)


class FactsPanel(Card):
    """Facts in two columns and a few buttons.

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
        line_of_buttons = QHBoxLayout()
        line_of_buttons.setSpacing(4)
        for name, word, icon in actions:
            button = Button(word, Kind.PLAIN, icon=icon)
            button.clicked.connect(lambda _=False, name=name: self.acted.emit(name))
            self.buttons[name] = button
            line_of_buttons.addWidget(button)
        line_of_buttons.addStretch(1)
        self.column.addLayout(line_of_buttons)
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
