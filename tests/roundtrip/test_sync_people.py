"""Two persons at two computers without a line, one person who is quicker than the line, and a month without it."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from forms.revision import AttachmentEntry, read_revision
from models.store import Store
from models.tables.projections import RecordRow
from models.workflow import attachments, correcting, queueing
from models.workflow.revisions import Sealed, keep_revision
from models.workflow.sealing import seal
from server.tables.contents import ParentLink
from server.tables.objects import StoredObject
from sync.transport import Call, CallOutcome, HttpTransport
from sync.wire.codec import decode
from tests.county import RunningCounty, sealed_revision
from tests.hospital import ADMIN, OFFICER, PIN, seal_sample
from tests.roundtrip.conftest import Ward

OpenWard = Callable[[Path | None, str], Ward]
PATROL = "fire.daily_patrol"


@pytest.fixture
def pair(ward: Ward, open_ward: OpenWard) -> tuple[Ward, Ward, Sealed]:
    """Two computers with the same people, and a record that both have."""
    sealed = seal_sample(ward.store, PATROL)
    ward.sync()
    ward.store.close()
    first, second = open_ward(ward.store.home, "one"), open_ward(ward.store.home, "two")
    return first, second, sealed


def correct(store: Store, record_id: str, *, who: str = OFFICER, reason: str = "写错了") -> Sealed:
    draft = correcting.start_correction(store, record_id, reason=reason, person=who)
    return seal(store, author=who, pin=PIN, draft_id=draft.draft_id)


def exchange(*wards: Ward) -> None:
    """Until everybody has what the others had."""
    for _ in range(2):
        for ward in wards:
            assert ward.sync().left == 0


def heads(store: Store, record_id: str) -> set[str]:
    with store.read() as session:
        return set(session.get_one(RecordRow, record_id).heads)


def standings(county: RunningCounty) -> dict[str, str]:
    with county.county.database.read() as session:
        return dict(session.execute(select(StoredObject.object_id, StoredObject.standing)).all())


def parents(county: RunningCounty, rev_id: str) -> set[str]:
    with county.county.database.read() as session:
        return set(session.scalars(select(ParentLink.parent_id).where(ParentLink.rev_id == rev_id)))


@pytest.mark.fault(51)
def test_two_corrections_made_apart_are_both_kept_and_merged_by_a_person(
    pair: tuple[Ward, Ward, Sealed], county: RunningCounty
) -> None:
    one, two, sealed = pair
    here = correct(one.store, sealed.record_id, reason="时间写错了")
    there = correct(two.store, sealed.record_id, reason="地点写错了")
    exchange(one, two)
    both = {here.rev_id, there.rev_id}
    assert heads(one.store, sealed.record_id) == heads(two.store, sealed.record_id) == both
    assert "conflict" in {standings(county)[rev_id] for rev_id in both}

    merged = correct(two.store, sealed.record_id, reason="两版合成一版")
    exchange(two, one)
    assert heads(one.store, sealed.record_id) == heads(two.store, sealed.record_id) == {merged.rev_id}
    assert parents(county, merged.rev_id) == both


@pytest.mark.fault(53)
@pytest.mark.parametrize("_again", range(2))  # which of the two has the lower id is left to chance
def test_a_record_voided_here_and_corrected_there_is_two_versions_and_not_silently_gone(
    pair: tuple[Ward, Ward, Sealed], county: RunningCounty, _again: int
) -> None:
    one, two, sealed = pair
    void = correcting.void(one.store, sealed.record_id, reason="填重了", person=ADMIN, pin=PIN)
    edit = correct(two.store, sealed.record_id)
    exchange(one, two)
    both = {void.rev_id, edit.rev_id}
    assert heads(one.store, sealed.record_id) == heads(two.store, sealed.record_id) == both
    assert both <= set(standings(county))
    assert "conflict" in {standings(county)[rev_id] for rev_id in both}
    for ward in (one, two):
        with ward.store.read() as session:
            assert session.get_one(RecordRow, sealed.record_id).status == "sealed"
    settled = correct(one.store, sealed.record_id, reason="没有填重，留下更正的")
    exchange(one, two)
    assert heads(two.store, sealed.record_id) == {settled.rev_id}


class Meanwhile(HttpTransport):
    """Somebody does something while the first push is under way."""

    def __init__(self, url: str, then: Callable[[], object]) -> None:
        super().__init__(url)
        self._then: Callable[[], object] | None = then

    def call(self, call: Call) -> CallOutcome:
        outcome = super().call(call)
        if call.path == "/v1/sync/push" and self._then is not None:
            then, self._then = self._then, None
            then()
        return outcome


@pytest.mark.fault(52)
def test_a_correction_made_while_its_record_is_on_its_way_arrives_as_its_child(
    ward: Ward, county: RunningCounty
) -> None:
    ward.sync()
    sealed = seal_sample(ward.store, PATROL)
    made: list[Sealed] = []
    with closing(
        Meanwhile(ward.url, lambda: made.append(correct(ward.store, sealed.record_id)))
    ) as transport:
        assert ward.sync(transport=transport).left == 0
    assert ward.sync().is_clear
    (child,) = made
    assert parents(county, child.rev_id) == {sealed.rev_id}
    assert {standings(county)[one] for one in (sealed.rev_id, child.rev_id)} == {"stored"}


class Watching(HttpTransport):
    """Writes down what went in which order, and how big this process was."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.sent: list[str] = []
        self.most_pages = 0

    def call(self, call: Call) -> CallOutcome:
        self.most_pages = max(self.most_pages, resident_pages())
        if call.path == "/v1/sync/push":
            items = decode(zlib.decompress(call.body, wbits=31)).objects("items")
            self.sent += [item.text("object_id") for item in items]
        elif call.method == "PATCH":
            self.sent.append(call.path)
        return super().call(call)


RECORDS, PHOTOS, PHOTO_BYTES = 500, 10, 1 << 20
PAGE_BYTES = 4096
STATM = Path("/proc/self/statm")


def resident_pages() -> int:
    """0 where the system does not say."""
    return int(STATM.read_text().split()[1]) if STATM.exists() else 0


def fill(store: Store, records: int, photos: int, size: int) -> list[str]:
    """So many records as after weeks without a line, some with a photo; the last three are of incidents: their ids."""
    facility = store.require_installation().facility_id
    random = Random(1)
    entries = []
    for _ in range(photos):
        content = b"%PDF-1.4\n" + random.randbytes(size)
        name = attachments.add(store, content, "application/pdf")
        entries.append(AttachmentEntry(name="photos", sha256=name, size=len(content), mime="application/pdf"))
    incidents = []
    with store.write() as session:
        for number in range(records):
            is_incident = number >= records - 3
            sealed = sealed_revision(facility, attachments=entries[number : number + 1])
            revision = read_revision(sealed)
            now = store.clock.now()
            keep_revision(session, revision, sealed, None, origin="local", now=now)
            lane = "incident" if is_incident else "normal"
            queueing.queue(
                session,
                now=now,
                object_id=revision.rev_id,
                kind="revision",
                record_id=revision.record_id,
                lane=lane,
            )
            incidents += [revision.rev_id] * is_incident
    return incidents


@pytest.mark.fault(54)
def test_a_month_without_a_line_drains_incidents_first_and_within_bounded_memory(ward: Ward) -> None:
    ward.sync()
    incidents = fill(ward.store, RECORDS, PHOTOS, PHOTO_BYTES)
    before = resident_pages()
    with closing(Watching(ward.url)) as transport:
        report = ward.sync(transport=transport)
    assert report.is_clear, report
    assert transport.sent[:3] == incidents
    assert not any(one.startswith("/v1/blobs") for one in transport.sent[:RECORDS])
    chunks = Counter(transport.sent[RECORDS:])
    assert len(chunks) == PHOTOS
    assert (
        chunks.total() <= PHOTOS * 5 + 5
    )  # 1 MiB and a little in chunks of 256 KiB; the first begin smaller
    assert (transport.most_pages - before) * PAGE_BYTES < 64 << 20  # the county's side is in here too
