"""The county's database: one engine, and the only two transaction boundaries."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Engine, Insert, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from server.tables.metadata import CountyTable

BUSY_TIMEOUT_MS = 30_000


class Database:
    """Both kinds of session belong to one request and are closed with it."""

    def __init__(self, url: URL) -> None:
        self.engine = _make_engine(url)
        self._is_embedded = self.engine.dialect.name == "sqlite"
        self._turn = threading.Lock()  # embedded: writers queue here instead of polling a busy file

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Everything in the block is durable when it ends, or nothing of it. The one place that commits."""
        if not self._is_embedded:
            with Session(self.engine) as session:
                yield session
                session.commit()
            return
        with self._turn, Session(self.engine) as session:
            session.connection(execution_options={"yian_begin": "BEGIN IMMEDIATE"})
            yield session
            session.commit()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view; nothing done in the block is kept."""
        with Session(self.engine) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def insert_once(session: Session, table: type[CountyTable]) -> Insert:
    """An insert that leaves a row alone that is already there, whoever put it there and whenever."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql_insert(table).on_conflict_do_nothing()
    return sqlite_insert(table).on_conflict_do_nothing()


def is_wal_safe(version: tuple[int, ...]) -> bool:
    """False for the SQLite libraries whose WAL can lose a committed transaction (fixed March 2026)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def _make_engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=20, max_overflow=20, pool_timeout=10)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})
    journal = "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"
    if not is_wal_safe(sqlite3.sqlite_version_info):
        journal = "PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA"

    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN is said below
        cursor = connection.cursor()
        for pragma in (*journal, "PRAGMA foreign_keys = ON", "PRAGMA secure_delete = ON"):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("yian_begin", "BEGIN"))

    return engine
