"""The county's database: one engine, and the only two transaction boundaries."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from server.engines import embedded_engine, postgresql_engine
from server.limits import DatabaseLimits
from server.tables.metadata import CountyTable


class Database:
    """Both kinds of session belong to one request and are closed with it."""

    def __init__(self, url: URL, limits: DatabaseLimits | None = None) -> None:
        limits = limits or DatabaseLimits()
        self.is_embedded = url.get_backend_name() == "sqlite"
        self.engine = embedded_engine(url, limits) if self.is_embedded else postgresql_engine(url, limits)
        self._turn = threading.Lock()  # embedded: writers queue here instead of polling a busy file

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Everything in the block is durable when it ends, or nothing of it. The one place that commits."""
        if not self.is_embedded:
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
