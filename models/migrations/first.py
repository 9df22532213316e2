"""Writes ``versions/0001_first.sql`` from the tables as they are; used until the first release, then never again.

``python -m models.migrations.first``
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine

from models import schema

TARGET = Path(__file__).parent / "versions" / "0001_first.sql"
OWN = ("alembic_version",)


def statements(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Every CREATE of a database, in order, without what SQLite or Alembic makes for themselves."""
    virtual = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'")
    ]
    rows = connection.execute(
        "SELECT name, sql FROM sqlite_schema AS one WHERE sql IS NOT NULL ORDER BY type = 'trigger', "
        "(SELECT min(rowid) FROM sqlite_schema AS held WHERE held.name = one.tbl_name), type = 'index', "
        "CASE type WHEN 'index' THEN name END, rowid"  # a table's indexes are a set: by name
    )
    return tuple(
        sql.strip()
        for name, sql in rows
        if name not in OWN
        and not any(name.startswith(f"{table}_") and _is_shadow(name, table) for table in virtual)
    )


def _is_shadow(name: str, table: str) -> bool:
    return name.removeprefix(f"{table}_") in {"data", "idx", "content", "docsize", "config"}


def main() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        schema.create(connection)
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        found = statements(driver)
    TARGET.write_text("\n\n".join(map(_laid_out, found)) + "\n", encoding="utf-8")


def _laid_out(statement: str) -> str:
    """One statement without blank lines, so that a blank line can part it from the next."""
    return "\n".join(line.rstrip() for line in statement.replace("\t", "  ").splitlines() if line.strip())


if __name__ == "__main__":
    main()
