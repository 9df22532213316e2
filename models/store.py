"""The store of one computer: the only place that opens transactions and commits them.

Guarantee of ``write()``: when it returns, the transaction is on the disk, and what was sealed in it is in the
black box as well; when it raises, nothing of it is in either.

SQLAlchemy and the tables cost three times a bare window. They are imported where a session begins, so that a start,
a sign-in and the page of today, which look with sqlite3 alone, need not wait for them.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from forms.catalog import Catalog
from forms.clock import Clock
from models import schema
from models.blackbox import BOXED, BlackBox, Entry
from models.faults import (
    Corrupt,
    DatabaseGone,
    DiskFault,
    DiskFull,
    NewerDatabase,
    NotSetUp,
    OlderDatabase,
    ReadOnly,
    store_error,
)
from models.form_packs import offer
from models.home import DATABASE, Ballast, HomeLock, is_new, prepare, refuse_unsafe_place
from models.installation import Installation, stated_installation
from models.journal import JournalPlan, journal_plan, prepare_reader, prepare_writer
from models.keys import Keys

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session

log = logging.getLogger("yian.store")


class Store:
    """Open with ``Store.open``; one process writes, others may look with ``read_only``."""

    def __init__(
        self, home: Path, *, clock: Clock, plan: JournalPlan, lock: HomeLock | None, name: str = DATABASE
    ) -> None:
        self.home = home
        self.clock = clock
        self.plan = plan
        self.keys = Keys(home / "keys")
        self.blackbox = BlackBox(home / "blackbox")
        self.ballast = Ballast(home)
        self.path = home / name
        self._lock = lock
        self._writing = threading.Lock()
        self._writer_thread: int | None = None
        self._making = threading.Lock()
        self._writing_engine: Engine | None = None  # made for the first session
        self._reading_engine: Engine | None = None

    @property
    def _writer(self) -> Engine:
        with self._making:
            if self._writing_engine is None:
                self._writing_engine = _engine(self._connect_writer, "BEGIN IMMEDIATE", size=1)
            return self._writing_engine

    @property
    def _readers(self) -> Engine:
        with self._making:
            if self._reading_engine is None:
                self._reading_engine = _engine(self._connect_reader, "BEGIN", size=8)
            return self._reading_engine

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        clock: Clock,
        read_only: bool = False,
        sqlite_version: tuple[int, int, int] | None = None,
    ) -> Store:
        """The store in a folder, made if there is none; StoreError with a sentence if that cannot be.

        A database of a newer program raises NewerDatabase; it can be opened with ``read_only``.
        """
        home = home.absolute()
        version = sqlite_version or sqlite3.sqlite_version_info[:3]
        plan = journal_plan((version[0], version[1], version[2]))
        if read_only:
            return cls._open_to_look(home, clock=clock, plan=plan)
        prepare(home)
        lock = HomeLock(home)
        store = cls(home, clock=clock, plan=plan, lock=lock)
        try:
            store._bring_up_to_date()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open_beside(cls, home: Path, name: str, *, clock: Clock, lock: HomeLock) -> Store:
        """A database under another name in the same folder, made or brought up to date; for building its successor.

        Keys and black box are the folder's own. The black box is not looked into. ``lock`` stays the caller's.
        """
        version = sqlite3.sqlite_version_info[:3]
        plan = journal_plan((version[0], version[1], version[2]))
        store = cls(home.absolute(), clock=clock, plan=plan, lock=lock, name=name)
        with store._in_words():
            match schema.age(version_there := schema.version_of(store.path)):
                case schema.Age.EMPTY:
                    with store._writer.begin() as connection:
                        schema.create(connection)
                case schema.Age.OLDER:
                    store._migrate(str(version_there))
                case _:
                    pass
        return store

    @classmethod
    def _open_to_look(cls, home: Path, *, clock: Clock, plan: JournalPlan) -> Store:
        refuse_unsafe_place(home)
        if is_new(home):
            raise NotSetUp
        if not (home / DATABASE).exists():
            raise DatabaseGone
        store = cls(home, clock=clock, plan=plan, lock=None)
        try:
            version = schema.version_of(store.path)
        except sqlite3.DatabaseError as error:
            raise store_error(error, home) or Corrupt(str(error)) from error
        match schema.age(version):
            case schema.Age.EMPTY:
                raise NotSetUp
            case schema.Age.OLDER:
                raise OlderDatabase
            case schema.Age.CURRENT | schema.Age.NEWER:
                return store

    @property
    def is_read_only(self) -> bool:
        return self._lock is None

    @cached_property
    def catalog(self) -> Catalog:
        """The program's forms, and those that the county sent."""
        catalog = Catalog.load(index=self.home / "catalog.index")
        with self.look() as connection:
            offer(connection, catalog, self.clock.now())
        return catalog

    def installation(self) -> Installation | None:
        with self.look() as connection:
            return stated_installation(connection)

    def require_installation(self) -> Installation:
        found = self.installation()
        if found is None:
            raise NotSetUp
        return found

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """One consistent view with sqlite3 alone; nothing can be changed through it. Rows are ``sqlite3.Row``."""
        with self._in_words(), closing(self._connect_reader()) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view; nothing can be changed through it."""
        from sqlalchemy.orm import Session  # noqa: PLC0415 - see the head of this module

        session = Session(self._readers, expire_on_commit=False, autoflush=False)
        try:
            with self._in_words():
                yield session
        finally:
            session.close()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The one writing transaction; StoreError with nothing changed if the disk or a neighbour refuses."""
        if self.is_read_only:
            raise ReadOnly
        if self._writer_thread == threading.get_ident():
            raise RuntimeError("write() inside write(): pass the session on")
        from sqlalchemy.orm import Session  # noqa: PLC0415 - see the head of this module

        with self._writing:
            self._writer_thread = threading.get_ident()
            session = Session(self._writer, expire_on_commit=False)
            try:
                with self._in_words():
                    yield session
                    self._commit(session)
            except Exception as error:
                self._undo(session, error)
                raise
            finally:
                session.close()
                self._writer_thread = None

    def close(self, *, keep_lock: bool = False) -> None:
        """``keep_lock``: the caller goes on working in the folder, and lets go of the lock itself."""
        for engine in (self._reading_engine, self._writing_engine):
            if engine is not None:
                engine.dispose()
        self.blackbox.close()
        if self._lock is not None and not keep_lock:
            self._lock.release()
            self._lock = None

    # opening

    def _bring_up_to_date(self) -> None:
        with self._in_words():
            match schema.age(version := schema.version_of(self.path)):
                case schema.Age.EMPTY:
                    if self.blackbox.files():
                        raise DatabaseGone
                    with self._writer.begin() as connection:
                        schema.create(connection)
                case schema.Age.OLDER:
                    self._migrate(str(version))
                case schema.Age.NEWER:
                    raise NewerDatabase(str(version))
                case schema.Age.CURRENT:
                    self._catch_up()

    def _catch_up(self) -> None:
        """After a crash the black box can be ahead of the database: what it holds was sealed, so it is put back."""
        if not self.blackbox.files():
            return
        self.blackbox.mend_tail()
        if self._lacks_something():
            # Imported here: replay stands on this module, and only a program that crashed needs it.
            from models.replay import replay  # noqa: PLC0415

            replay(self)

    def _lacks_something(self) -> bool:
        last = next(self.blackbox.latest(), ())
        ids = [entry.object_id for entry in last if entry.is_operation]
        both = "SELECT 1 FROM outbox JOIN sealed_objects USING (object_id) WHERE object_id = ?"
        with self.look() as connection:
            return any(connection.execute(both, (one,)).fetchone() is None for one in set(ids))

    def _migrate(self, version: str) -> None:
        # Imported here: Alembic takes 0.4 s to import, and only a program that was just updated needs it.
        from models.migrations.upgrade import upgrade  # noqa: PLC0415

        upgrade(self._writer, self.path, version)

    # writing

    def _commit(self, session: Session) -> None:
        session.flush()
        entries: list[Entry] = session.info.pop(BOXED, [])
        mark = self.blackbox.append(entries, self.clock.now())
        try:
            session.commit()
        except Exception as error:
            if mark is None:
                raise
            self._undo(session, error)
            if not self._holds(entries):
                self.blackbox.take_back(mark)
                raise
            log.warning(
                "commit reported %s, but %d entries were read back", type(error).__name__, len(entries)
            )

    def _undo(self, session: Session, error: Exception) -> None:
        match store_error(error, self.home):
            case DiskFault() | Corrupt():
                # After a failed flush the handle is worth nothing, not even for a rollback: close it, open anew, read
                # back. What was begun is undone by the journal at the next use.
                session.invalidate()
                self._writer.dispose()
            case DiskFull():
                session.rollback()
                self.ballast.let_go()
            case _:
                session.rollback()

    def _holds(self, entries: Sequence[Entry]) -> bool:
        ids = {entry.object_id for entry in entries if entry.is_operation}
        one = "SELECT 1 FROM outbox WHERE object_id = ?"
        with closing(self._connect_reader()) as connection:
            return bool(ids) and all(connection.execute(one, (found,)).fetchone() for found in ids)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """What the world did comes out as StoreError, what we did wrong as it is."""
        try:
            yield
        except Exception as error:
            sentence = store_error(error, self.home)
            if sentence is None or sentence is error:
                raise
            raise sentence from error

    # connections

    def _connect_writer(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        prepare_writer(connection, self.plan)
        return connection

    def _connect_reader(self) -> sqlite3.Connection:
        if os.access(self.home, os.W_OK) and os.access(self.path, os.W_OK):
            return self._reader("mode=rw", self.plan)
        if any(self.path.with_name(self.path.name + end).exists() for end in ("-wal", "-journal")):
            return self._reader("mode=ro", None)
        return self._reader("immutable=1", None)

    def _reader(self, how: str, plan: JournalPlan | None) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?{how}", uri=True, isolation_level=None, check_same_thread=False
        )
        prepare_reader(connection, plan)
        return connection


def _engine(connect: Callable[[], sqlite3.Connection], begin: str, *, size: int) -> Engine:
    from sqlalchemy import create_engine, event  # noqa: PLC0415 - see the head of this module
    from sqlalchemy.pool import QueuePool  # noqa: PLC0415

    from models import layout  # noqa: F401, PLC0415 (tables name each other: every session knows them all)

    engine = create_engine(
        "sqlite+pysqlite://", creator=connect, poolclass=QueuePool, pool_size=size, max_overflow=0
    )

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", on_begin)
    return engine
