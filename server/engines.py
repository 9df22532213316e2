"""Connections to both kinds of database, with the promises and the limits that every one of them keeps."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from server.limits import DatabaseLimits

BUSY_TIMEOUT_MS = 30_000
OLDEST_POSTGRESQL = 150_000


class UnsafeDatabaseError(RuntimeError):
    """This PostgreSQL would say “kept” before the disk has it; a Chinese sentence for who starts the server."""


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """False for the SQLite libraries whose WAL can lose a committed transaction (fixed March 2026)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def postgresql_engine(url: URL, limits: DatabaseLimits) -> Engine:
    """Connections that are tried before use, end what hangs, and commit to the disk.

    A restarted PostgreSQL is found again by the next request; nothing has to be restarted here.
    """
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=limits.connections,
        max_overflow=0,
        pool_timeout=limits.pool_wait_s,
        pool_recycle=1_800,
        hide_parameters=True,  # an error that is logged must not name what hospitals sent
        connect_args={"connect_timeout": limits.connect_s, "application_name": "yian"},
    )
    promises = "; ".join(
        (
            "SET synchronous_commit = on",
            f"SET statement_timeout = {limits.statement_ms}",
            f"SET lock_timeout = {limits.lock_ms}",
            f"SET idle_in_transaction_session_timeout = {limits.idle_ms}",
        )
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.autocommit = True  # else a SET would be undone with the transaction it stands in
        _check_promises(connection)
        _run(connection, promises)
        connection.autocommit = False

    return engine


def _check_promises(connection: DBAPIConnection) -> None:
    """UnsafeDatabaseError for a PostgreSQL that is too old or does not flush what it commits."""
    cursor = connection.cursor()
    cursor.execute(
        "SELECT current_setting('server_version_num')::int, current_setting('fsync'), "
        "current_setting('full_page_writes')"
    )
    row = cursor.fetchone()
    cursor.close()
    assert row is not None
    version, fsync, full_pages = row
    if version < OLDEST_POSTGRESQL:
        raise UnsafeDatabaseError(
            f"PostgreSQL 的版本太旧（{version // 10_000}）。什么也没有改动。请换 15 或更新的版本。"
        )
    if (fsync, full_pages) != ("on", "on"):
        raise UnsafeDatabaseError(
            f"PostgreSQL 的设置不安全（fsync={fsync}，full_page_writes={full_pages}），断电会丢已签收的记录。"
            "什么也没有改动。请把两项都设为 on，再启动。"
        )


def _run(connection: DBAPIConnection, statements: str) -> None:
    cursor = connection.cursor()
    cursor.execute(statements)
    cursor.close()


def embedded_engine(url: URL, limits: DatabaseLimits) -> Engine:
    """SQLite in one file, in the journal mode that is safe with this library, every commit flushed."""
    engine = create_engine(
        url,
        pool_size=limits.connections,
        max_overflow=0,
        pool_timeout=limits.pool_wait_s,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )
    journal = "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"
    if not is_wal_safe(sqlite3.sqlite_version_info):
        journal = "PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA"

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN is said below
        for pragma in (*journal, "PRAGMA foreign_keys = ON", "PRAGMA secure_delete = ON"):
            _run(connection, pragma)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("yian_begin", "BEGIN"))

    return engine
