"""A computer that went back in time, or twice is there, against a real county: nothing lost, nothing twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from models import vault
from models.home import DATABASE
from models.repair import repair
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, drafts
from models.workflow.sealing import seal
from sync import wording
from tests.hospital import NURSE, PIN, answers_for, seal_sample
from tests.pages import overwrite
from tests.roundtrip.conftest import Ward

PATROL = "fire.daily_patrol"
AtCounty = Callable[[], list[str]]


def objects(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.scalars(select(SealedObject.object_id)))


def serials(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(RecordRow.serial)))


def delivery(ward: Ward, object_id: str) -> str:
    with ward.store.read() as session:
        return session.scalars(select(OutboxRow.delivery).where(OutboxRow.object_id == object_id)).one()


def seal_with_photo(store: Store) -> tuple[str, str]:
    """A record and the photo it names."""
    content = b"%PDF-1.4\n" + Random(5).randbytes(400_000)
    sha256 = attachments.add(store, content, "application/pdf", identifying=True)
    answers = answers_for(store, "event.adverse_event") | {"photos": [sha256]}
    draft = drafts.start(store, form_id="event.adverse_event", person=NURSE, department=None, answers=answers)
    return seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN).rev_id, sha256


@pytest.mark.fault(14)
def test_a_backup_of_thirty_days_ago_comes_back_to_all_that_was_sent_since(
    ward: Ward, open_ward: Callable[[Path | None, str], Ward], tmp_path: Path, at_county: AtCounty
) -> None:
    """The disk died: only the backup of day 0 and the keys are left, no black box. It seals before its first pass."""
    seal_sample(ward.store, PATROL)
    assert ward.sync().is_clear
    unsent = seal_sample(ward.store, PATROL).rev_id
    backup = Path(shutil.copy(vault.backup(ward.store), tmp_path / "old.db"))
    for _ in range(3):
        ward.clock.advance(days=10)
        seal_sample(ward.store, PATROL)
        _, photo = seal_with_photo(ward.store)
        assert ward.sync().is_clear
    before, given = objects(ward.store), serials(ward.store)
    device_id = ward.store.require_installation().device_id
    ward.store.close()

    (tmp_path / "new disk").mkdir()
    shutil.copytree(ward.store.home / "keys", tmp_path / "new disk" / "keys")
    vault.restore(tmp_path / "new disk", backup, clock=ward.clock)
    again = open_ward(tmp_path / "new disk", "again")
    again.clock.advance(days=30)
    assert delivery(again, unsent) == "pending"
    fresh = seal_sample(again.store, PATROL)
    assert fresh.serial not in given
    report = again.sync()
    assert report.is_clear, report
    assert wording.COPY in report.notices
    assert again.store.require_installation().device_id != device_id
    assert delivery(again, unsent) == "received"
    assert again.sync().is_clear
    assert objects(again.store) == before | {fresh.rev_id}
    assert len(serials(again.store)) == len(set(serials(again.store)))
    with again.store.read() as session:
        assert session.get(Attachment, photo) is not None
    assert vault.verify(again.store).faults == ()
    assert sorted(at_county()) == sorted(set(at_county()))
    assert objects(again.store) >= set(at_county()) >= {fresh.rev_id}


@pytest.mark.fault(15)
def test_two_computers_from_one_disk_give_out_numbers_and_records_of_their_own(
    ward: Ward, open_ward: Callable[[Path | None, str], Ward], at_county: AtCounty
) -> None:
    ward.sync()
    ward.store.close()
    first, other = open_ward(ward.store.home, "first of two"), open_ward(ward.store.home, "other of two")
    for _ in range(2):
        seal_sample(first.store, PATROL)
        assert first.sync().is_clear
        assert other.sync().is_clear
        seal_sample(other.store, PATROL)
        assert other.sync().is_clear
        assert first.sync().is_clear
    assert first.store.require_installation().device_id != other.store.require_installation().device_id
    assert first.store.require_installation().segment != other.store.require_installation().segment
    assert objects(first.store) == objects(other.store) >= set(at_county())
    assert len(serials(first.store)) == len(set(serials(first.store)))
    assert len(at_county()) == len(set(at_county()))


@pytest.mark.fault(10)
def test_what_neither_backup_nor_black_box_nor_file_give_the_county_does(
    ward: Ward, at_county: AtCounty
) -> None:
    """Every page is noise and the black box is gone: what is later than the backup comes with the next pass."""
    seal_sample(ward.store, PATROL)
    assert ward.sync().is_clear
    before = objects(ward.store)
    made = vault.backup(ward.store)
    later, photo = seal_with_photo(ward.store)
    assert ward.sync().is_clear
    ward.store.close()
    shutil.rmtree(ward.store.home / "blackbox")
    for page in range(1, (ward.store.home / DATABASE).stat().st_size // 4096 + 1):
        overwrite(ward.store.home / DATABASE, page, Random(page))
    done = repair(ward.store.home, clock=ward.clock)
    assert (done.backup, done.objects, done.lost) == (made, len(before), ())
    again = Ward(
        store=Store.open(ward.store.home, clock=ward.clock), clock=ward.clock, url=ward.url, random=Random(7)
    )
    try:
        assert again.sync().is_clear
        assert objects(again.store) == before | {later}
        with again.store.read() as session:
            assert attachments.read(session, again.store.keys, photo) is not None
        assert vault.verify(again.store).faults == ()
    finally:
        again.store.close()
