"""Rows of our tables as SQLite stores them: recognised by their shape when no schema says what they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Boolean, Integer, LargeBinary, Table
from sqlalchemy.orm import Session

from models.base import Base, JsonText
from models.carving import Row, Value

Stored = Mapping[str, Value]


class Shape:
    """The columns of one table: what they are called, and which values they can hold."""

    def __init__(self, table: type[Base]) -> None:
        self.name = table.__tablename__
        assert isinstance(table.__table__, Table)
        self._table = table.__table__
        self.columns = tuple(column.name for column in self._table.columns)
        self._has_numbers = bool(self._table.dialect_options["sqlite"]["with_rowid"])
        keys = tuple(self._table.primary_key.columns)
        self.keys = tuple(column.name for column in keys)
        self._number = keys[0].name if len(keys) == 1 and isinstance(keys[0].type, Integer) else None

    def read(self, row: Row) -> Stored | None:
        """The row by column; None if it cannot be one of this table."""
        if len(row.values) != len(self.columns) or (row.rowid is not None) is not self._has_numbers:
            return None
        found: dict[str, Value] = {}
        for column, value in zip(self._table.columns, row.values, strict=True):
            if column.name == self._number and value is None:
                found[column.name] = row.rowid
            elif value is None and column.nullable:
                found[column.name] = None
            elif _fits(column.type, value):
                found[column.name] = value
            else:
                return None
        return found


def newest(shape: Shape, rows: Iterable[Row]) -> list[Stored]:
    """Each row of the table once; of two with one key the later of ``rows``."""
    by_key = {
        tuple(found[key] for key in shape.keys): found
        for row in rows
        if (found := shape.read(row)) is not None
    }
    return list(by_key.values())


def insert(session: Session, shape: Shape, row: Stored, *, replacing: bool = False) -> bool:
    """The row exactly as it was stored; False if its key was taken and it was not to replace it."""
    verb = "REPLACE" if replacing else "IGNORE"
    names, marks = ", ".join(shape.columns), ", ".join("?" for _ in shape.columns)
    statement = f"INSERT OR {verb} INTO {shape.name} ({names}) VALUES ({marks})"  # noqa: S608 - names of our tables
    done = session.connection().exec_driver_sql(statement, tuple(row[name] for name in shape.columns))
    return done.rowcount > 0


def _fits(kind: object, value: Value) -> bool:
    match kind:
        case LargeBinary():
            return isinstance(value, bytes)
        case Integer() | Boolean():
            return isinstance(value, int)
        case JsonText():
            return isinstance(value, str) and _is_json(value)
        case _:
            return isinstance(value, str)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
