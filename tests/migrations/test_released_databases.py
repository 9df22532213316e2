"""A database of every schema that was ever released, with a hospital's days in it, opens in this program without a loss."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from forms.clock import FixedClock
from models import schema
from models.migrations import first, proof
from models.migrations.history import HEAD, REVISIONS
from models.migrations.proof import Fingerprint, differences, fingerprint
from models.projections import rebuild
from models.queries import outbox
from models.store import Store
from models.verifying import verify
from tools.demo_days import NOW
from tools.released_database import FOLDER, thaw

FREEZE = "the tables changed: run python -m tools.released_database (never for a schema that was released)"


def test_there_is_a_frozen_database_of_every_schema_and_no_other() -> None:
    assert sorted(one.name for one in FOLDER.iterdir()) == [f"{revision}.db.xz" for revision in REVISIONS], (
        FREEZE
    )


def test_the_frozen_database_of_the_newest_schema_has_the_tables_of_this_program(tmp_path: Path) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        schema.create(connection)
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        ours = first.statements(driver)
    engine.dispose()
    with closing(sqlite3.connect(thaw(HEAD, tmp_path / "home"))) as frozen:
        assert {" ".join(sql.split()) for sql in first.statements(frozen)} == {
            " ".join(sql.split()) for sql in ours
        }, FREEZE


@pytest.mark.fault(17)
@pytest.mark.parametrize("revision", REVISIONS)
def test_every_row_and_byte_of_a_released_database_is_there_after_the_upgrade(
    tmp_path: Path, revision: str
) -> None:
    home = tmp_path / "home"
    database = thaw(revision, home)
    before = fingerprint(database)
    assert before.counts["sealed_objects"] > 40  # a hospital's days, not an empty one
    assert before.counts["audit"] > 40
    assert before.counts["drafts"] == 1
    assert before.counts["attachment_chunks"] > 1
    with closing(Store.open(home, clock=FixedClock(NOW))) as store:
        report = verify(store, derived=False)
        assert report.faults == ()
        assert report.objects == before.counts["sealed_objects"]
        rebuild.rebuild(store)
        assert verify(store).is_clean
        with store.read() as session:
            assert outbox.summary(session).pending == before.counts["outbox"]
        assert store.require_installation().facility_name == "示范县第一卫生院"
    assert schema.version_of(database) == HEAD
    after = fingerprint(database)
    for name in ("sealed_objects", "attachments", "attachment_chunks", "outbox", "drafts", "credentials"):
        assert (after.counts[name], after.digests.get(name)) == (
            before.counts[name],
            before.digests.get(name),
        )


def test_the_proof_on_a_copy_leaves_the_database_alone_and_nothing_behind(tmp_path: Path) -> None:
    home = tmp_path / "home"
    database = thaw(HEAD, home)
    bytes_before = database.read_bytes()
    with closing(
        Store.open(home, clock=FixedClock(NOW))
    ) as store:  # as the version before does, still at work
        names = sorted(one.name for one in home.iterdir())
        found = proof.prove(home, clock=FixedClock(NOW))
        assert sorted(one.name for one in home.iterdir()) == names
        assert store.installation() is not None
    assert [fault for fault in found.faults if "推算出来的表" not in fault] == []
    assert (found.schema_before, found.schema_after) == (HEAD, HEAD)
    assert found.rows > 100
    assert found.objects > 40
    assert database.read_bytes() == bytes_before


def test_a_row_a_byte_or_a_table_that_an_upgrade_lost_is_named(tmp_path: Path) -> None:
    database = thaw(HEAD, tmp_path / "home")
    before = fingerprint(database)
    spoiled: dict[str, tuple[str, ...]] = {
        "表 drafts 原有": ("DELETE FROM drafts WHERE draft_id = (SELECT min(draft_id) FROM drafts)",),
        "表 outbox 的内容": ("UPDATE outbox SET chain = upper(chain) WHERE op_seq = 2",),
        "表 audit 的": ("DROP TABLE audit",),
    }
    told = []
    for number, statements in enumerate(spoiled.values()):
        copy = thaw(HEAD, tmp_path / f"copy{number}")
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            for (trigger,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER [{trigger}]")
            for statement in statements:
                assert connection.execute(statement).rowcount != 0
        told.append(differences(before, fingerprint(copy)))
    assert [len(one) for one in told] == [1, 1, 1]
    assert "表 drafts 原有" in told[0][0]
    assert "表 outbox 的内容在升级后的副本里变了" in told[1][0]
    assert "表 audit 的" in told[2][0]
    assert "没有了" in told[2][0]
    assert differences(before, before) == ()
    assert differences(Fingerprint(counts={}, digests={}), before) == ()  # new tables are no loss
