"""The cells of a round sheet as a table model: row = place, columns as on paper, remarks at the end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from forms.answer_store import Path
from forms.check_answer import AnswerKind, kind_of
from forms.definition import Field, FieldType
from forms.finding import FIXED, HAZARD
from ui.filling.choices import labelled
from ui.filling.editors.editor import Surroundings
from ui.filling.session import FillSession

Index = QModelIndex | QPersistentModelIndex


class Part(StrEnum):
    """What a column is."""

    NUMBER = "number"
    CELL = "cell"  # a place, a time, another field
    CHECK = "check"
    REMARK = "remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    part: Part
    field: Field | None = None

    @property
    def head(self) -> str:
        if self.part is Part.NUMBER:
            return "序"
        if self.part is Part.REMARK or self.field is None:
            return "异常说明"
        return self.field.short or self.field.label


class SheetModel(QAbstractTableModel):
    def __init__(
        self, session: FillSession, table: Field, around: Surroundings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self._table, self._around = session, table, around
        self.remarked: Path | None = None  # the failed cell that the remark being written is about
        asked = [column for column in table.fields if column.part_of is None]
        self.columns = (
            SheetColumn(part=Part.NUMBER),
            *(
                SheetColumn(part=Part.CHECK if column.type is FieldType.CHECK else Part.CELL, field=column)
                for column in asked
                if column.type is not FieldType.NOTE
            ),
            SheetColumn(part=Part.REMARK),
        )
        self._row_ids = session.filling.row_ids(table.name)
        self._bad: dict[int, list[Path]] = {}
        session.changed.connect(self._on_changed)

    @property
    def table(self) -> Field:
        return self._table

    @property
    def row_ids(self) -> tuple[str, ...]:
        return self._row_ids

    def reload(self) -> None:
        """The rows have come or gone."""
        self.beginResetModel()
        self._bad.clear()
        self._row_ids = self.session.filling.row_ids(self._table.name)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._row_ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def path(self, row: int, column: int) -> Path | None:
        field = self.columns[column].field
        return (self._table.name, self._row_ids[row], field.name) if field is not None else None

    def position(self, path: Path) -> tuple[int, int] | None:
        """Row and column of a cell."""
        if len(path) != 3 or path[0] != self._table.name or path[1] not in self._row_ids:
            return None
        column = next(
            (i for i, one in enumerate(self.columns) if one.field is not None and one.field.name == path[2]),
            None,
        )
        return (self._row_ids.index(path[1]), column) if column is not None else None

    def kind(self, row: int, column: int) -> AnswerKind:
        path, field = self.path(row, column), self.columns[column].field
        if path is None or field is None or field.type is not FieldType.CHECK:
            return AnswerKind.OPEN
        return kind_of(field, self.session.value(path))

    def bad_paths(self, row: int) -> list[Path]:
        """The failed cells of a row, remembered until the row changes: every cell asks when it is painted."""
        if row not in self._bad:
            self._bad[row] = self._find_bad(row)
        return self._bad[row]

    def _find_bad(self, row: int) -> list[Path]:
        found: list[Path] = []
        for column in range(len(self.columns)):
            path = self.path(row, column)
            if path is not None and self.kind(row, column) is AnswerKind.BAD:
                found.append(path)
        return found

    def check_columns(self) -> list[int]:
        return [index for index, column in enumerate(self.columns) if column.part is Part.CHECK]

    def check_paths(self, row: int) -> list[Path]:
        paths = (self.path(row, column) for column in self.check_columns())
        return [path for path in paths if path is not None]

    def first_open(self, row: int) -> int:
        """The first column of a row that still wants an answer, else its first check."""
        for index, column in enumerate(self.columns):
            path = self.path(row, index)
            if path is None or column.field is None:
                continue
            wanted = column.part is Part.CHECK or self.session.filling.required(path)
            if wanted and self.session.value(path) in (None, ""):
                return index
        checks = self.check_columns()
        return checks[0] if checks else 1

    def is_row_full(self, row: int) -> bool:
        return all(self.session.answer(path) is not None for path in self.check_paths(row))

    def shown(self, row: int, column: int) -> str:
        """The text of a cell that is not a check."""
        one = self.columns[column]
        if one.part is Part.NUMBER:
            return str(row + 1)
        if one.part is Part.REMARK:
            return "；".join(self.remark(path) for path in self.bad_paths(row))
        path = self.path(row, column)
        value = self.session.value(path) if path is not None else None
        if one.field is None or value is None:
            return ""
        match one.field.type:
            case FieldType.PLACE if isinstance(value, str):
                return labelled(self._around.choices.places(one.field.of_kind), value)
            case FieldType.ASSET if isinstance(value, str):
                return labelled(self._around.choices.assets(one.field.of_kind), value)
            case FieldType.PERSON if isinstance(value, str):
                return labelled(self._around.choices.people(""), value)
            case FieldType.ONE_OF:
                return next(
                    (choice.label for choice in one.field.choices if choice.code == value), str(value)
                )
            case _:
                return str(value)

    def remark(self, path: Path) -> str:
        """What is written about a failed cell, and where it goes: 二层平台堆纸箱→隐患."""
        finding = self.session.finding(path)
        text = str(finding.get("text") or "")
        match finding.get("handling"):
            case str() as handling if handling == HAZARD:
                return f"{text}→隐患"
            case str() as handling if handling == FIXED:
                return f"{text}→当场整改"
            case _:
                return text

    def lacks(self, row: int) -> bool:
        """Whether a failed cell of the row still lacks something."""
        return any(self.session.filling.problems_at(path) for path in self.bad_paths(row))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole or role == Qt.ItemDataRole.EditRole:
            return self.shown(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._said(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole and self.columns[index.column()].part is Part.REMARK:
            return self.shown(index.row(), index.column()) or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].head
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        part = self.columns[index.column()].part
        return base | Qt.ItemFlag.ItemIsEditable if part in (Part.CELL, Part.REMARK) else base

    def _said(self, row: int, column: int) -> str:
        field = self.columns[column].field
        where = f"第 {row + 1} 行，{self.shown(row, 1)}"
        if field is None or field.answers is None:
            return f"{where}，{self.columns[column].head}，{self.shown(row, column) or '空'}"
        path = self.path(row, column)
        code = self.session.answer(path) if path else None
        choice = field.answers.choice(code) if code else None
        return f"{where}，{field.label}，{choice.label if choice else '未答'}"

    def _on_changed(self, paths: tuple[Path, ...]) -> None:
        rows = {self._row_ids.index(path[1]) for path in paths if len(path) == 3 and path[1] in self._row_ids}
        if not paths:
            rows = set(range(len(self._row_ids)))
        for row in rows:
            self._bad.pop(row, None)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))
