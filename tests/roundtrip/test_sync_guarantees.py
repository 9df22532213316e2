"""What the program promises about delivery, against a real server on a real port."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from models.tables.outbox import OutboxRow
from server import verbs
from sync import wording
from sync.outcomes import Cause
from sync.wire.digest import content_digest
from tests.county import RunningCounty
from tests.hospital import seal_sample
from tests.lines import Cut, Stranger, line_to
from tests.roundtrip.conftest import Ward

AtCounty = Callable[[], list[str]]


def test_everything_sealed_arrives_once_and_is_proved(ward: Ward, at_county: AtCounty) -> None:
    sealed = [seal_sample(ward.store, "fire.daily_patrol").rev_id for _ in range(3)]
    report = ward.sync()
    assert report.is_clear, report
    assert report.sent == len(ward.deliveries())
    assert set(ward.deliveries()) == {"received"}
    assert set(sealed) <= set(at_county())
    assert len(at_county()) == len(set(at_county()))


def test_a_second_pass_sends_nothing(ward: Ward) -> None:
    ward.sync()
    again = ward.sync()
    assert (again.sent, again.left, again.is_clear) == (0, 0, True)


@pytest.mark.fault(20)
def test_an_answer_lost_after_commit_is_not_a_duplicate(ward: Ward, at_county: AtCounty) -> None:
    sealed = seal_sample(ward.store, "fire.daily_patrol").rev_id
    with line_to(ward.url) as line:
        line.cut = Cut(path="/v1/sync/push", answer_bytes=0)
        cut = ward.sync(line.url)
        assert (cut.sent, cut.reason) == (0, wording.explain_cause(Cause.CUT))
        assert cut.wait_s > 0
        assert "received" not in ward.deliveries()
        assert sealed in at_county()
        assert ward.sync(line.url).is_clear
    assert sorted(at_county()) == sorted(set(at_county()))


@pytest.mark.fault(20)
def test_half_an_answer_is_no_receipt(ward: Ward) -> None:
    with line_to(ward.url) as line:
        line.cut = Cut(path="/v1/sync/push", answer_bytes=700)
        assert ward.sync(line.url).sent == 0
        assert set(ward.deliveries()) == {"pending"}
        assert ward.sync(line.url).is_clear


PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 17\r\nConnection: close\r\n\r\n<html>login</html"
REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
REQUIRED = b"HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
LIE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n"
    b"Content-Digest: "
    + content_digest(b'{"ok":"true"}').encode()
    + b'\r\nConnection: close\r\n\r\n{"ok":"true"}'
)


@pytest.mark.fault(22)
@pytest.mark.parametrize("page", [PORTAL, REDIRECT, REQUIRED, LIE], ids=["200", "302", "511", "JSON"])
def test_a_portal_page_is_not_a_receipt(ward: Ward, page: bytes) -> None:
    stranger = Stranger(page)
    try:
        report = ward.sync(stranger.url)
    finally:
        stranger.close()
    assert report.reason.startswith("连到的不是县里的服务器")
    assert set(ward.deliveries()) == {"pending"}
    assert all(b"Authorization" not in request for request in stranger.requests)


def test_a_server_that_answers_500_loses_nothing(ward: Ward) -> None:
    stranger = Stranger(
        b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    try:
        report = ward.sync(stranger.url)
    finally:
        stranger.close()
    assert report.reason.startswith("县里的服务器没能处理这一条。记录还在本机")
    assert set(ward.deliveries()) == {"pending"}


@pytest.mark.fault(27)
def test_without_a_network_the_reason_says_what_is_safe(ward: Ward) -> None:
    stranger = Stranger(b"")
    stranger.close()
    report = ward.sync(stranger.url)
    assert report.reason == wording.explain_cause(Cause.OFFLINE)
    assert report.left == len(ward.deliveries())
    assert ward.sync().is_clear


def test_two_computers_get_each_others_records(ward: Ward, second: Ward) -> None:
    ward.sync()
    report = second.sync()
    assert report.received >= len(ward.object_ids())
    with second.store.read() as session:
        from models.tables.sealed import SealedObject

        held = {row.object_id: row.bytes for row in session.query(SealedObject)}
    with ward.store.read() as session:
        mine = {row.object_id: row.bytes for row in session.query(SealedObject)}
    assert held == mine


@pytest.mark.fault(50)
def test_a_clock_ten_years_off_still_sends_and_says_so(ward: Ward) -> None:
    ward.clock.advance(days=-3650)
    report = ward.sync()
    assert (report.left, report.quarantined) == (0, 0)
    assert any(notice.startswith("这台电脑的时间和县里差了") for notice in report.notices)


@pytest.mark.fault(37)
def test_a_restored_county_gets_back_what_it_lost(
    ward: Ward, county: RunningCounty, at_county: AtCounty
) -> None:
    from sqlalchemy import delete

    from server.tables.contents import RevisionRow
    from server.tables.objects import StoredObject

    ward.sync()
    before = set(at_county())
    with county.county.database.write() as session:
        lost = session.query(StoredObject).order_by(StoredObject.server_seq.desc()).limit(5).all()
        names = [row.object_id for row in lost]
        session.execute(delete(StoredObject).where(StoredObject.object_id.in_(names)))
        session.execute(delete(RevisionRow).where(RevisionRow.rev_id.in_(names)))
    verbs.say_new_epoch(county.county)
    report = ward.sync()
    assert report.is_clear
    assert report.sent == 5
    assert any("恢复过旧备份" in notice for notice in report.notices)
    assert set(at_county()) == before
    assert len(at_county()) == len(before)


@pytest.mark.fault(15)
def test_a_copied_computer_takes_a_number_of_its_own_and_nothing_is_there_twice(
    ward: Ward, open_ward: Callable[..., Ward], tmp_path: object, at_county: AtCounty
) -> None:
    ward.sync()
    ward.store.close()
    clone = open_ward(ward.store.home, "clone")
    original = open_ward(ward.store.home, "original")
    seal_sample(original.store, "fire.daily_patrol")
    seal_sample(clone.store, "fire.daily_patrol")
    assert original.sync().is_clear
    report = clone.sync()
    assert report.is_clear
    assert report.notices == (wording.COPY,)
    first, other = original.store.require_installation(), clone.store.require_installation()
    assert first.device_id != other.device_id
    assert original.object_ids() | clone.object_ids() >= set(at_county())
    assert len(at_county()) == len(set(at_county()))


def test_a_rejected_record_is_set_apart_with_its_reason_and_can_be_sent_again(
    ward: Ward, county: RunningCounty
) -> None:
    from models.workflow import queueing
    from sync import ledger

    with ward.store.write() as session:
        queueing.relay(session, kind="order", data=b'{"kind":"order"}', now=ward.clock.now())
    report = ward.sync()
    assert (report.left, report.quarantined) == (0, 1)
    assert report.reason == wording.QUARANTINED.format(count=1)
    with ward.store.read() as session:
        row = session.query(OutboxRow).filter(OutboxRow.delivery == "quarantined").one()
        assert row.last_problem == "督办只能由县里发出。"
    with ward.store.write() as session:
        assert ledger.release_quarantined(session) == 1
    assert ward.sync().quarantined == 1


@pytest.mark.fault(32)
def test_a_poisoned_item_does_not_block_the_rest(ward: Ward, county: RunningCounty) -> None:
    from dataclasses import replace

    from sync.judging import CallOutcome
    from sync.outcomes import Unexpected
    from sync.transport import Call, HttpTransport

    poisoned = seal_sample(ward.store, "fire.daily_patrol").rev_id

    class Poisonable(HttpTransport):
        """A county whose server stumbles whenever the poisoned record is in a batch."""

        def call(self, call: Call) -> CallOutcome:
            import zlib

            if call.path == "/v1/sync/push" and poisoned.encode() in zlib.decompress(call.body, wbits=31):
                return Unexpected(code="384017ab")
            return super().call(replace(call))

    transport = Poisonable(ward.url)
    report = ward.sync(transport=transport)
    assert report.left == 1
    assert sorted(set(ward.deliveries())) == ["pending", "received"]
    with ward.store.read() as session:
        row = session.query(OutboxRow).filter(OutboxRow.object_id == poisoned).one()
        assert "384017ab" in (row.last_problem or "")
        assert row.next_try_at is not None
    for _ in range(8):
        ward.clock.advance(hours=4)
        county.clock.advance(hours=4)
        ward.sync(transport=transport)
    assert ward.sync(transport=transport).quarantined == 1
    transport.close()


@pytest.mark.fault(27, 48)
def test_a_photo_is_resumed_and_at_most_one_chunk_is_sent_again(
    ward: Ward, second: Ward, county: RunningCounty
) -> None:
    from models.workflow import attachments
    from sync.wire.limits import CHUNK_BYTES

    content = b"%PDF-1.4\n" + Random(1).randbytes(3 * CHUNK_BYTES)
    sha256 = attachments.add(ward.store, content, "application/pdf")
    _seal_with_attachment(ward, sha256)
    with line_to(ward.url) as line:
        line.cut = Cut(path=f"/v1/blobs/{sha256}", answer_bytes=0)
        ward.sync(line.url)
        for _ in range(4):
            line.cut = Cut(path=f"/v1/blobs/{sha256}", answer_bytes=0)
            ward.sync(line.url)
        line.cut = None
        assert ward.sync(line.url).is_clear
        sent = sum(size for path, size, _ in line.request_sizes if path.startswith("/v1/blobs"))
    assert sent < len(content) + 2 * CHUNK_BYTES
    second.sync()
    with second.store.read() as session:
        assert attachments.read(session, second.store.keys, sha256) == content


def _seal_with_attachment(ward: Ward, sha256: str) -> None:
    from forms.revision import AttachmentEntry, read_revision
    from models.workflow import queueing
    from models.workflow.revisions import keep_revision
    from tests.county import sealed_revision

    facility = ward.store.require_installation().facility_id
    entry = AttachmentEntry(name="photos", sha256=sha256, size=1, mime="application/pdf")
    sealed = sealed_revision(facility, attachments=[entry])
    revision = read_revision(sealed)
    with ward.store.write() as session:
        keep_revision(session, revision, sealed, None, origin="local", now=ward.clock.now())
        queueing.queue(
            session,
            now=ward.clock.now() + timedelta(0),
            object_id=revision.rev_id,
            kind="revision",
            record_id=revision.record_id,
        )
