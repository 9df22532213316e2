"""The one table model: frozen rows under columns that are data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.tables.column import Align, Column
from ui.widgets.tip import plain_tip

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel, Generic[R]):
    """Rows are replaced or appended whole, never edited in place.

    With a ``key`` rows can be marked, several at once; a mark belongs to the key and outlives a new reading.

    Signals:
        more_requested: the end was reached and the rows said that there are more.
        marked: other rows are marked than before.
    """

    more_requested = Signal()
    marked = Signal()

    def __init__(
        self,
        columns: Sequence[Column[R]],
        parent: QObject | None = None,
        *,
        key: Callable[[R], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._marks: dict[str, R] = {}  # in the order in which they were marked
        self._rows: list[R] = []
        self._has_more = False
        self._asked = False

    @property
    def rows(self) -> tuple[R, ...]:
        return tuple(self._rows)

    def row(self, number: int) -> R | None:
        return self._rows[number] if 0 <= number < len(self._rows) else None

    @property
    def may_mark(self) -> bool:
        return self._key is not None

    @property
    def marks(self) -> tuple[R, ...]:
        """The marked rows, those that the list no longer shows included."""
        return tuple(self._marks.values())

    def is_marked(self, row: R) -> bool:
        return self._key is not None and self._key(row) in self._marks

    def mark(self, rows: Sequence[R], *, on: bool) -> None:
        """Mark rows or take their marks away."""
        if self._key is None:
            return
        for row in rows:
            if on:
                self._marks[self._key(row)] = row
            else:
                self._marks.pop(self._key(row), None)
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self.marked.emit()

    def clear_marks(self) -> None:
        self.mark(self.marks, on=False)

    def show_rows(self, rows: Sequence[R], *, has_more: bool = False) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._has_more, self._asked = has_more, False
        self.endResetModel()

    def append_rows(self, rows: Sequence[R], *, has_more: bool = False) -> None:
        self._has_more, self._asked = has_more, False
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows += rows
        self.endInsertRows()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._has_more and not self._asked

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self.more_requested.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row())
        if row is None or not index.isValid():
            return None
        column = self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.state(row).word if column.state is not None else column.text(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                words = [column.state(row).word] if column.state is not None else [column.text(row)]
                words += [state.word for state in column.pills(row)]
                words += ["已选"] if index.column() == 0 and self.is_marked(row) else []
                return f"{column.title} {'，'.join(words)}"
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(column.text(row)) or None
            case Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignRight if column.align is Align.RIGHT else Qt.AlignmentFlag.AlignLeft
                )
                return side | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation is Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return section + 1
        return None
