"""Where the answers of one filling lie: by path, with rows found by their permanent ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from forms.definition import FieldType, Form
from forms.json_value import Json

Path = tuple[str, ...]  # ("exits",) or ("places", row_id, "exits")
Row = dict[str, Json]


class AnswerStore:
    """A copy of given answers; what does not fit the form is kept and can be found, but is never an error."""

    def __init__(self, form: Form, answers: Mapping[str, Json]) -> None:
        self.answers: dict[str, Json] = {name: _copied(value) for name, value in answers.items()}
        self._tables = {field.name: field for field in form.fields() if field.type is FieldType.ROWS}
        self._rows: dict[str, dict[str, Row]] = {}
        for name in self._tables:
            self._index(name)

    def get(self, path: Path) -> Json:
        if len(path) == 1:
            return self.answers.get(path[0])
        rows = self._rows.get(path[0])
        row = rows.get(path[1]) if rows else None
        return None if row is None else row.get(path[2])

    def put(self, path: Path, value: Json) -> None:
        """Stores a value, or removes it with None; KeyError if there is no such row."""
        holder = self.answers if len(path) == 1 else self._rows[path[0]][path[1]]
        if value is None:
            holder.pop(path[-1], None)
        else:
            holder[path[-1]] = value
        if len(path) == 1 and path[0] in self._tables:
            self._index(path[0])

    def is_table(self, name: str) -> bool:
        return name in self._tables

    def row_ids(self, name: str) -> tuple[str, ...]:
        return tuple(self._rows.get(name, ()))

    def row(self, name: str, row_id: str) -> Row:
        """KeyError if there is no such row."""
        return self._rows[name][row_id]

    def row_count(self, name: str) -> int:
        return len(self._rows.get(name, ()))

    def add_row(self, name: str, row_id: str) -> Row:
        """A new last row; ValueError if the table has one of that id."""
        if row_id in self._rows[name]:
            raise ValueError(f"{name} has a row {row_id} already")
        row: Row = {"row_id": row_id}
        stored = self.answers.get(name)
        self.answers[name] = [*stored, row] if isinstance(stored, list) else [row]
        self._rows[name][row_id] = row
        return row

    def remove_row(self, name: str, row_id: str) -> None:
        """KeyError if there is no such row."""
        self._replace(name, row_id, None)

    def move_row(self, name: str, row_id: str, position: int) -> None:
        """Puts the row at ``position`` from 0; KeyError if there is no such row."""
        self._replace(name, row_id, position)

    def unknown(self) -> Iterator[tuple[Path, str]]:
        """Paths that the form does not have, and rows that are none, each with what it is."""
        for name, table in self._tables.items():
            stored = self.answers.get(name)
            if not isinstance(stored, list):
                continue
            columns = {column.name for column in table.fields} | {"row_id"}
            if len(stored) != len(self._rows[name]):
                yield (name,), "rows"
            for row_id, row in self._rows[name].items():
                yield from (((name, row_id, key), "key") for key in row if key not in columns)

    def _replace(self, name: str, row_id: str, position: int | None) -> None:
        row = self._rows[name][row_id]
        stored = self.answers[name]
        rows = [other for other in stored if other is not row] if isinstance(stored, list) else []
        if position is not None:
            rows.insert(position, row)
        if rows:
            self.answers[name] = rows
        else:
            del self.answers[name]
        self._index(name)

    def _index(self, name: str) -> None:
        stored = self.answers.get(name)
        rows: Iterable[Json] = stored if isinstance(stored, list) else ()
        self._rows[name] = {}
        for row in rows:
            if isinstance(row, dict) and isinstance(row_id := row.get("row_id"), str) and row_id:
                self._rows[name].setdefault(row_id, row)


def _copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value
