"""A commit that reports an error: what is on the disk decides, not what was reported."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select

from forms.clock import FixedClock
from models import vault
from models.blackbox import Entry, scan
from models.store import Store
from models.tables.sealed import SealedObject
from models.workflow import drafts
from models.workflow.sealing import SealFailed, seal
from tests.hospital import NURSE, PIN, START, answers_for, open_hospital

PATROL = "fire.daily_patrol"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", FixedClock(START))
    yield opened
    opened.close()


def broken(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


def boxed(store: Store) -> list[str]:
    found = [entry for path in store.blackbox.files() for entry in scan(path)]
    return [entry.object_id for entry in found if isinstance(entry, Entry)]


def sealed_ids(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.scalars(select(SealedObject.object_id)))


@pytest.mark.fault(6, 8)
@pytest.mark.parametrize(
    ("code", "sentence"),
    [(sqlite3.SQLITE_IOERR_FSYNC, "硬盘读写出错"), (sqlite3.SQLITE_BUSY, "正被别的程序占着")],
)
def test_a_commit_that_did_not_happen_leaves_the_draft_and_nothing_in_the_box(
    store: Store, code: int, sentence: str
) -> None:
    draft = drafts.start(
        store, form_id=PATROL, person=NURSE, department=None, answers=answers_for(store, PATROL)
    )
    before = boxed(store)

    def fail(_connection: Connection) -> None:
        raise broken(code)

    event.listen(store._writer, "commit", fail)
    with pytest.raises(SealFailed, match=sentence):
        seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    event.remove(store._writer, "commit", fail)
    assert boxed(store) == before
    assert drafts.get(store, draft.draft_id) == draft
    sealed = seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    assert boxed(store) == [*before, sealed.rev_id]
    assert vault.verify(store).faults == ()


@pytest.mark.fault(8)
def test_a_commit_that_happened_in_spite_of_its_error_is_read_back_and_counts(store: Store) -> None:
    draft = drafts.start(
        store, form_id=PATROL, person=NURSE, department=None, answers=answers_for(store, PATROL)
    )

    def commit_and_fail(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.commit()
        raise broken(sqlite3.SQLITE_IOERR_DIR_FSYNC)

    event.listen(store._writer, "commit", commit_and_fail)
    sealed = seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    event.remove(store._writer, "commit", commit_and_fail)
    assert sealed.rev_id in sealed_ids(store)
    assert boxed(store)[-1] == sealed.rev_id
    with pytest.raises(drafts.DraftGone):
        drafts.get(store, draft.draft_id)
    assert vault.verify(store).faults == ()


def test_the_flush_of_the_box_comes_before_the_commit(store: Store) -> None:
    seen: list[bool] = []
    before = len(boxed(store))

    def look(_connection: Connection) -> None:
        seen.append(len(boxed(store)) == before + 1)

    event.listen(store._writer, "commit", look)
    seal(store, author=NURSE, pin=PIN, form=PATROL, answers=answers_for(store, PATROL))
    assert seen == [True]
