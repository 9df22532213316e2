"""The county's schema: the steps lead to what the program expects, and a newer database is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from server.database import Database
from server.engines import is_wal_safe
from server.schema import VERSION_TABLE, NewerSchemaError, head, migrate
from server.settings import Settings
from server.tables.metadata import CountyTable


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(Settings.embedded(tmp_path).database_url)
    yield database
    database.close()


def test_the_steps_lead_to_the_declared_tables(database: Database) -> None:
    migrate(database.engine)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, CountyTable.metadata) == []
        assert context.get_current_revision() == head()


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database.engine)
    migrate(database.engine)
    with database.engine.connect() as connection:
        versions = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
    assert versions == [head()]


def test_a_database_of_a_newer_program_is_refused_with_a_sentence(database: Database) -> None:
    migrate(database.engine)
    with database.write() as session:
        session.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError, match="更新的程序写过"):
        migrate(database.engine)


def test_every_connection_waits_for_the_disk(database: Database) -> None:
    import sqlite3

    safe = is_wal_safe(sqlite3.sqlite_version_info)
    with database.engine.connect() as first, database.engine.connect() as second:
        for connection in (first, second):
            journal = connection.execute(text("PRAGMA journal_mode")).scalar()
            synchronous = connection.execute(text("PRAGMA synchronous")).scalar()
            assert (journal, synchronous) == (("wal", 2) if safe else ("delete", 3))
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_wal_is_used_only_where_the_library_is_safe(version: tuple[int, ...], safe: bool) -> None:
    assert is_wal_safe(version) is safe
