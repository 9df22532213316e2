"""The floor of everything that must be durable: one table, one row, one commit, the program's own pragmas."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from models.journal import JournalPlan, prepare_writer


def raw_file(path: Path, plan: JournalPlan) -> sqlite3.Connection:
    """A new file with the table ``objects``."""
    connection = sqlite3.connect(path, isolation_level=None)
    prepare_writer(connection, plan)
    connection.execute("CREATE TABLE objects (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
    return connection
