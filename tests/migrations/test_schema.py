"""The schema: what migrations make is what the tables declare, and an upgrade loses nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event

from forms.clock import FixedClock
from models import schema
from models.base import Base
from models.copying import problem_of
from models.faults import Corrupt, NewerDatabase
from models.home import DATABASE
from models.migrations import first, upgrade
from models.migrations.history import HEAD, REVISIONS
from models.store import Store
from models.tables.triggers import TRIGGERS
from tests.hospital import START, open_hospital


def made_by(make: Callable[[Connection], None]) -> set[str]:
    """Every CREATE statement of a fresh database, without regard to spaces."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        make(connection)
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        found = {" ".join(re.sub(r"([(),])", r" \1 ", sql).split()) for sql in first.statements(driver)}
    engine.dispose()
    return found


def test_migrations_make_what_the_tables_declare() -> None:
    assert made_by(upgrade.run) == made_by(schema.create)


def test_alembic_sees_no_difference_between_head_and_the_tables() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade.run(connection)
        context = MigrationContext.configure(connection)
        found = [
            change for change in compare_metadata(context, Base.metadata) if "p_search" not in str(change)
        ]
    engine.dispose()
    assert found == []


def test_every_trigger_is_in_the_migrated_database() -> None:
    made = made_by(upgrade.run)
    for statement in TRIGGERS.values():
        assert " ".join(re.sub(r"([(),])", r" \1 ", statement).split()) in made


def test_the_history_names_every_revision_in_order() -> None:
    scripts = ScriptDirectory.from_config(upgrade.config())
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS
    assert scripts.get_current_head() == HEAD


@pytest.mark.fault(17)
def test_an_upgrade_leaves_a_checked_copy_of_the_database_before_it(tmp_path: Path) -> None:
    path = tmp_path / DATABASE
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE before (word TEXT)")
        connection.execute("INSERT INTO before VALUES ('原有')")
    connection.close()
    engine = create_engine(f"sqlite:///{path}")
    copy = upgrade.upgrade(engine, path, "0000_nothing")
    engine.dispose()
    assert schema.version_of(path) == HEAD
    assert problem_of(copy) is None
    with sqlite3.connect(copy) as old:
        assert old.execute("SELECT word FROM before").fetchall() == [("原有",)]
        assert old.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (1,)
    old.close()


@pytest.mark.fault(17)
@pytest.mark.parametrize("cut", [1, 2, 20, 40])
def test_a_migration_cut_off_at_any_statement_leaves_the_old_schema(tmp_path: Path, cut: int) -> None:
    path = tmp_path / DATABASE
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE before (word TEXT)")
    connection.close()
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path, isolation_level=None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    seen = 0

    def stop(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal seen
        seen += statement.startswith("CREATE")
        if seen == cut:
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", stop)
    with pytest.raises(KeyboardInterrupt):
        upgrade.upgrade(engine, path, "0000_nothing")
    engine.dispose()
    with sqlite3.connect(path) as left:
        assert left.execute("SELECT name FROM sqlite_schema").fetchall() == [("before",)]
    left.close()


@pytest.mark.fault(17)
def test_a_newer_database_is_refused_in_a_sentence_and_can_be_looked_at(tmp_path: Path) -> None:
    open_hospital(tmp_path).close()
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_future'")
    connection.close()
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(NewerDatabase, match="由更新的程序写过（9999_future）"):
        Store.open(tmp_path, clock=FixedClock(START))
    store = Store.open(tmp_path, clock=FixedClock(START), read_only=True)
    found = store.installation()
    assert found is not None
    assert found.facility_name == "示范县第一卫生院"
    store.close()
    assert (tmp_path / DATABASE).read_bytes() == before


def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute("CREATE TABLE other (word TEXT)")
    connection.close()
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(Corrupt, match="原文件没有动"):
        Store.open(tmp_path, clock=FixedClock(START))
    assert (tmp_path / DATABASE).read_bytes() == before
