"""The middle of the fill page: the lines of the form, and the round sheet where one is keyed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from forms.answer_store import Path
from forms.problems import Problem
from ui.filling.editors.editor import Surroundings
from ui.filling.groups import Count, Group
from ui.filling.items_column import ItemsColumn
from ui.filling.session import FillSession
from ui.filling.sheet.sheet import RoundSheet


class Middle(QStackedWidget):
    """Signals:
    moved: another line or cell is current; its path.
    sheet_moved: the same in the sheet, with the number of its row.
    rest_requested: the rest of this group is normal.
    hint_requested: a key that does nothing where it was pressed.
    rows_requested: a row of this table is wanted.
    marked: so many cells were marked normal, and the word for them.
    undo_requested: the last step is to be taken back.
    switched: the lines or the sheet have come to the front.
    """

    moved = Signal(object)
    sheet_moved = Signal(int, object)
    rest_requested = Signal(object)
    hint_requested = Signal(str)
    rows_requested = Signal(object)
    marked = Signal(int, str)
    undo_requested = Signal()
    switched = Signal()

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around
        self._session: FillSession | None = None
        self._items: ItemsColumn | None = None
        self.sheet: RoundSheet | None = None

    @property
    def items(self) -> ItemsColumn:
        assert self._items is not None
        return self._items

    @property
    def shows_sheet(self) -> bool:
        return self.sheet is not None and self.currentWidget() is self.sheet

    def open(self, session: FillSession) -> None:
        """Begins with another filling; what was shown goes."""
        for widget in (self._items, self.sheet):
            if widget is not None:
                self.removeWidget(widget)
                widget.deleteLater()
        self.sheet = None
        self._session = session
        self._items = ItemsColumn(session, self._around)
        self._items.moved.connect(self.moved)
        self._items.rest_requested.connect(self.rest_requested)
        self._items.hint_requested.connect(self.hint_requested)
        self._items.rows_requested.connect(self.rows_requested)
        self.addWidget(self._items)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """The lines anew, and the sheet if the round goes to more than one place."""
        self.items.show_groups([group for group in groups if group.sheet is None])
        table = next((group.sheet for group in groups if group.sheet is not None), None)
        if table is None:
            if self.sheet is not None:
                self.removeWidget(self.sheet)
                self.sheet.deleteLater()
                self.sheet = None
                self.show_items()
        elif self.sheet is None:
            assert self._session is not None
            self.sheet = RoundSheet(self._session, table, self._around)
            self.sheet.other_requested.connect(self.focus_items)
            self.sheet.marked.connect(self.marked)
            self.sheet.undo_requested.connect(self.undo_requested)
            self.sheet.moved.connect(self.sheet_moved)
            self.sheet.rows_requested.connect(self.rows_requested)
            self.addWidget(self.sheet)
        else:
            self.sheet.reload()

    def show_others(self, count: Count) -> None:
        """How far what stands beside the sheet has come."""
        if self.sheet is not None:
            self.sheet.show_others(count)

    def show_items(self) -> None:
        self.setCurrentWidget(self.items)
        self.switched.emit()

    def show_sheet(self) -> None:
        if self.sheet is not None:
            self.setCurrentWidget(self.sheet)
            self.switched.emit()

    def focus_items(self) -> None:
        self.show_items()
        self.items.focus_current()

    def focus_sheet(self) -> None:
        if self.sheet is not None:
            self.show_sheet()
            self.sheet.focus_cell()

    def focus_current(self) -> None:
        if self.sheet is not None and self.shows_sheet:
            self.sheet.focus_cell()
        else:
            self.items.focus_current()

    def start(self, position: Path | None, *, sheet_first: bool) -> None:
        """Goes to where the work stopped; a round whose other fields are filled begins on its sheet."""
        sheet = self.sheet
        if sheet is not None and (sheet_first or (position is not None and sheet.holds(position))):
            self.show_sheet()
            sheet.go_to(position)
            return
        self.show_items()
        if position is None or not self.items.focus(position):
            self.items.focus_first()

    def go_to(self, path: Path) -> None:
        if self.sheet is not None and self.sheet.holds(path):
            self.show_sheet()
            self.sheet.go_to(path)
        elif self.items.entry(path) is not None:
            self.show_items()
            self.items.focus(path)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        self.items.show_problems(problems)
        if self.sheet is not None:
            self.sheet.show_problems(problems)

    def focus_problem(self, problem: Problem) -> None:
        """Lands in the very field or cell that a problem names."""
        if self.sheet is not None and self.sheet.holds(problem.path):
            self.show_sheet()
            self.sheet.focus_problem(problem)
        else:
            self.show_items()
            self.items.focus(problem.path, problem.key)
