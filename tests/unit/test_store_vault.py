"""Backup and restore: a copy is believed only after it was checked, and what it lacks comes from the black box."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select, text

from forms.clock import FixedClock
from models import vault
from models.copying import copy_verified, problem_of
from models.faults import AnotherProcess, BadBackup, Corrupt, StoreError
from models.home import DATABASE
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, drafts, signing
from tests.hospital import HEAD, NURSE, PIN, START, open_hospital, seal_sample

PATROL = "fire.daily_patrol"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", clock)
    yield opened
    opened.close()


def objects(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.scalars(select(SealedObject.object_id)))


def test_a_backup_is_a_whole_checked_database(store: Store, tmp_path: Path) -> None:
    seal_sample(store, PATROL)
    made = vault.backup(store, tmp_path / "stick")
    assert made.parent == tmp_path / "stick"
    assert problem_of(made) is None
    assert not list(made.parent.glob("*.part"))
    with sqlite3.connect(made) as copy:
        found = {row[0] for row in copy.execute("SELECT object_id FROM sealed_objects")}
    copy.close()
    assert found == objects(store)


@pytest.mark.fault(10)
def test_a_restore_brings_back_what_was_sealed_after_the_backup(store: Store, clock: FixedClock) -> None:
    seal_sample(store, PATROL)
    made = vault.backup(store)
    later = seal_sample(store, PATROL)
    signing.sign(store, rev_id=later.rev_id, role="supervisor", person=HEAD, pin=PIN)
    before = objects(store)
    store.close()
    restored = vault.restore(store.home, made, clock=clock)
    assert (restored.objects, restored.from_black_box) == (len(before), 2)
    assert restored.set_aside is not None
    assert (restored.set_aside / DATABASE).exists()
    again = Store.open(store.home, clock=clock)
    assert objects(again) == before
    with again.read() as session:
        assert list(session.get_one(RecordRow, later.record_id).awaiting) == []
        waiting = set(session.scalars(select(OutboxRow.object_id).where(OutboxRow.delivery == "pending")))
        assert later.rev_id in waiting
    assert vault.verify(again).faults == ()
    again.close()


@pytest.mark.fault(13)
def test_a_damaged_backup_is_refused_and_nothing_is_moved(store: Store, clock: FixedClock) -> None:
    made = vault.backup(store)
    data = bytearray(made.read_bytes())
    data[4096 * 3 : 4096 * 5] = b"\xff" * 8192
    made.write_bytes(data)
    store.close()
    before = (store.home / DATABASE).read_bytes()
    with pytest.raises(BadBackup, match="现在的记录没有动过"):
        vault.restore(store.home, made, clock=clock)
    assert (store.home / DATABASE).read_bytes() == before
    with pytest.raises(StoreError, match="没有找到备份文件"):
        vault.restore(store.home, store.home / "nothing.db", clock=clock)


@pytest.mark.fault(16)
def test_a_restore_waits_until_the_program_is_closed(store: Store, clock: FixedClock) -> None:
    made = vault.backup(store)
    with pytest.raises(AnotherProcess):
        vault.restore(store.home, made, clock=clock)
    assert vault.verify(store).faults == ()


@pytest.mark.fault(13)
def test_a_bad_copy_never_takes_the_place_of_a_good_one(store: Store, tmp_path: Path) -> None:
    good = copy_verified(store.path, tmp_path / "copy.db")
    before = good.read_bytes()
    broken = tmp_path / "broken.db"
    data = bytearray(before)
    data[4096 * 3 : 4096 * 5] = b"\xff" * 8192
    broken.write_bytes(data)
    with pytest.raises((Corrupt, sqlite3.DatabaseError)):
        copy_verified(broken, good)
    assert good.read_bytes() == before


def test_seven_daily_and_four_weekly_backups_are_kept(
    store: Store, clock: FixedClock, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(60):
        name = f"yian-202609{day + 1:02d}-120000.db" if day < 30 else f"yian-202610{day - 29:02d}-120000.db"
        (folder / name).write_bytes(b"")
    vault.backup(store, folder)
    kept = sorted(path.name[5:13] for path in folder.iterdir())
    assert kept[-1] == "20261120"
    assert kept[-8:-1] == [f"202610{day}" for day in range(24, 31)]
    assert len(kept) == 1 + 7 + 4


def test_a_backup_that_cannot_be_written_gets_a_sentence(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="备份没有做成"):
        vault.backup(store, tmp_path / "file")


@pytest.mark.fault(10)
def test_a_lost_database_is_rebuilt_from_the_backup_and_the_log(store: Store, clock: FixedClock) -> None:
    """A damaged page: the program says so, the file is set aside, and every record is there again."""
    made = vault.backup(store)
    for _ in range(3):
        seal_sample(store, PATROL)
    before = objects(store)
    store.close()
    path = store.home / DATABASE
    with path.open("r+b") as file:
        file.seek(0)
        file.write(b"\0" * 4096)
    with pytest.raises(Corrupt, match="点“修复”"):
        Store.open(store.home, clock=clock)
    vault.restore(store.home, made, clock=clock)
    again = Store.open(store.home, clock=clock)
    assert objects(again) == before
    assert vault.verify(again).faults == ()
    again.close()


@pytest.mark.fault(11, 14)
def test_an_old_database_put_back_by_hand_catches_up_at_the_next_start(
    store: Store, clock: FixedClock
) -> None:
    draft = drafts.start(store, form_id=PATROL, person=NURSE, department=None)
    store.close()
    shutil.copy(store.home / DATABASE, store.home / "old.db")
    later = Store.open(store.home, clock=clock)
    sealed = [seal_sample(later, PATROL).rev_id for _ in range(2)]
    later.close()
    shutil.copy(store.home / "old.db", store.home / DATABASE)
    again = Store.open(store.home, clock=clock)
    assert set(sealed) <= objects(again)
    assert [found.draft_id for found in drafts.open_drafts(again)] == [draft.draft_id]
    assert vault.verify(again).faults == ()
    again.close()


@pytest.mark.fault(14)
def test_a_serial_number_that_came_out_of_the_black_box_is_not_given_out_again(
    store: Store, clock: FixedClock
) -> None:
    store.close()
    shutil.copy(store.home / DATABASE, store.home / "old.db")
    later = Store.open(store.home, clock=clock)
    given = [seal_sample(later, PATROL).serial for _ in range(2)]
    later.close()
    shutil.copy(store.home / "old.db", store.home / DATABASE)
    again = Store.open(store.home, clock=clock)
    assert seal_sample(again, PATROL).serial not in given
    again.close()


def test_once_a_day_a_backup_is_made_and_forgotten_photos_go(store: Store, clock: FixedClock) -> None:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    orphan = attachments.add(store, out.getvalue(), "image/png")
    Image.new("RGB", (8, 9)).save(out, "PNG")
    named = attachments.add(store, out.getvalue(), "image/png")
    drafts.start(store, form_id=PATROL, person=NURSE, department=None, answers={"photos": [named]})
    assert vault.care_daily(store).made is not None
    assert vault.care_daily(store).made is None
    with store.read() as session:
        assert session.get(Attachment, orphan) is not None
    clock.advance(days=8)
    assert vault.care_daily(store).made is not None
    with store.read() as session:
        assert session.get(Attachment, orphan) is None
        assert session.get(Attachment, named) is not None
    assert vault.verify(store).faults == ()


def test_a_start_tells_when_the_log_does_not_hold_together(store: Store) -> None:
    assert vault.check_at_start(store) == ()
    with store.write() as session:
        session.execute(text("DROP TRIGGER refuse_update_audit"))
        session.execute(text("UPDATE audit SET actor = '9999' WHERE seq = (SELECT max(seq) FROM audit)"))
    assert vault.check_at_start(store) == (
        "审计日志的末尾接不上。记录都在，照常能填。请信息员运行一次核对。",
    )
