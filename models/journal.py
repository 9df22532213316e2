"""How SQLite writes on this computer: the journal mode its version can be trusted with, and the pragmas."""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import dataclass

BUSY_TIMEOUT_MS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPlan:
    mode: str  # wal | delete
    synchronous: int  # 2 FULL, 3 EXTRA


def journal_plan(version: tuple[int, int, int]) -> JournalPlan:
    """WAL + FULL where the WAL-reset bug is mended (3.51.3, 3.50.7 and 3.44.6 on), else DELETE + EXTRA.

    Source: sqlite.org/wal.html#walresetbug. DELETE + FULL would lose the last commit in a power cut.
    """
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
    return JournalPlan(mode="wal", synchronous=2) if mended else JournalPlan(mode="delete", synchronous=3)


def prepare_writer(connection: sqlite3.Connection, plan: JournalPlan) -> None:
    """Set every pragma of the writing connection and read each back; RuntimeError if one did not take."""
    _prepare(connection, plan)
    connection.execute(
        "PRAGMA secure_delete = ON"
    )  # what is deleted is overwritten: drafts, anonymous reports
    _expect(connection, "secure_delete", 1)


def prepare_reader(connection: sqlite3.Connection, plan: JournalPlan | None) -> None:
    """The same for a reading connection, which can change nothing. No plan: a file that cannot be written."""
    if plan is not None:
        _prepare(connection, plan)
    connection.execute("PRAGMA query_only = ON")
    _expect(connection, "query_only", 1)


def _prepare(connection: sqlite3.Connection, plan: JournalPlan) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    connection.execute(f"PRAGMA journal_mode = {plan.mode}")
    connection.execute(f"PRAGMA synchronous = {plan.synchronous}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -16384")
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
    _expect(connection, "busy_timeout", BUSY_TIMEOUT_MS)
    _expect(connection, "journal_mode", plan.mode)
    _expect(connection, "synchronous", plan.synchronous)
    _expect(connection, "foreign_keys", 1)


def _expect(connection: sqlite3.Connection, pragma: str, value: int | str) -> None:
    found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    if found != value:
        raise RuntimeError(f"PRAGMA {pragma} is {found!r}, not {value!r}")
