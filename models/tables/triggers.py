"""Triggers that make SQLite itself refuse what must never happen to a row."""

from __future__ import annotations

from sqlalchemy import Connection, FromClause, event

TRIGGERS: dict[str, str] = {}
"""Name → statement of every trigger, in the order of declaration; migrations and tests compare with it."""


def refuse(table: FromClause, verb: str, reason: str, *, when: str = "1") -> None:
    """Abort ``verb`` (UPDATE or DELETE) on ``table`` with ``reason`` whenever ``when`` holds for the row."""
    name = f"refuse_{verb.lower()}_{table.description}"
    statement = (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table.description} FOR EACH ROW WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
    )
    TRIGGERS[name] = statement

    def create(_target: FromClause, connection: Connection, **_options: object) -> None:
        connection.exec_driver_sql(statement)

    event.listen(table, "after_create", create)
