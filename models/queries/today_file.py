"""The database of the page of today, read with sqlite3 alone. Imports nothing that is slow to import."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class TodayFile:
    """Questions to one open connection; nothing is written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.installation: dict[str, Any] = self.setting("installation") or {}

    def rows(self, statement: str, *values: str) -> list[sqlite3.Row]:
        return self._connection.execute(statement, values).fetchall()

    def one(self, statement: str, *values: str) -> sqlite3.Row:
        row: sqlite3.Row = self._connection.execute(statement, values).fetchone()
        return row

    def setting(self, name: str) -> Any:
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return json.loads(row["value"]) if row else None


@contextmanager
def opened(database: Path) -> Iterator[TodayFile]:
    """sqlite3.Error if the file cannot be read."""
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        yield TodayFile(connection)
    finally:
        connection.close()
