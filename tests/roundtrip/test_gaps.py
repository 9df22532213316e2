"""What a hospital has and the county does not: named on both sides, and never called complete."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from sqlalchemy import select

from forms.identity import new_random_id
from forms.revision import AttachmentEntry
from models.tables.outbox import OutboxRow, Unread
from models.workflow import queueing
from server import verbs
from server.gaps import NeverCame, find_gaps
from sync import ledger
from sync.wire.codec import decode
from sync.wire.digest import content_digest, sha256_hex
from sync.wire.enrolment import EnrolmentAnswer
from sync.wire.limits import MAX_SEALED_BYTES
from tests.county import HOSPITAL, Computer, RunningCounty, sealed_revision
from tests.hospital import seal_sample
from tests.roundtrip.conftest import Ward

PASSWORD = "county-2026"


@pytest.fixture
def computer(county: RunningCounty) -> Computer:
    return Computer(county.url).enrol(county.code())


@pytest.fixture
def page(county: RunningCounty) -> Callable[[str], str]:
    """A page of the county as an officer sees it."""
    verbs.say_officer_added(county.county, "周某", "officer", PASSWORD)
    browser = requests.Session()
    browser.post(f"{county.url}/sign-in", data={"name": "周某", "password": PASSWORD}, timeout=20)

    def read(path: str) -> str:
        answer = browser.get(county.url + path, timeout=20)
        assert answer.ok, answer.text
        return answer.text

    return read


def put_too_large_a_credential(ward: Ward) -> str:
    """An object that the county can never keep; its id."""
    with ward.store.write() as session:
        data = b"x" * (MAX_SEALED_BYTES + 1)
        return queueing.relay(session, kind="credential", data=data, now=ward.clock.now())


def test_what_the_county_refused_is_named_there_and_here(
    ward: Ward, second: Ward, county: RunningCounty, page: Callable[[str], str]
) -> None:
    seal_sample(ward.store, "fire.daily_patrol")
    refused = put_too_large_a_credential(ward)
    report = ward.sync()
    assert (report.left, report.quarantined) == (0, 1)
    with ward.store.read() as session:
        row = session.scalars(select(OutboxRow).where(OutboxRow.object_id == refused)).one()
        assert (row.delivery, row.last_problem is not None) == ("quarantined", True)
    facility_id = ward.store.require_installation().facility_id
    with county.county.database.read() as session:
        (device,) = find_gaps(session, facility_id).devices
    assert [(one.op_seq, one.about, one.kind) for one in device.set_apart] == [
        (row.op_seq, refused, "credential")
    ]
    assert device.never_came == ()
    said = verbs.say_gaps(county.county, HOSPITAL)
    assert not said.is_well
    assert any(f"第 {row.op_seq} 号没送成" in line and "太大" in line for line in said.lines)
    assert "1 条没送成" in page("/")
    assert refused in page(f"/gaps/{facility_id}")
    assert second.sync().is_clear
    with second.store.read() as session:
        assert session.scalars(select(Unread)).all() == []


def test_a_second_refusal_for_the_same_reason_is_told_once(ward: Ward, county: RunningCounty) -> None:
    put_too_large_a_credential(ward)
    ward.sync()
    told = len(ward.deliveries())
    with ward.store.write() as session:
        assert ledger.release_quarantined(session) == 1
    assert ward.sync().quarantined == 1
    assert len(ward.deliveries()) == told
    (line,) = verbs.say_gaps(county.county, HOSPITAL).lines
    assert "没送成" in line


def test_numbers_that_never_came_are_named_and_those_of_a_copy_begin_where_it_was_copied(
    county: RunningCounty, computer: Computer
) -> None:
    computer.op_seq = 1
    computer.push_one(sealed_revision(computer.facility))
    computer.op_seq = 5
    computer.push_one(sealed_revision(computer.facility))
    with county.county.database.read() as session:
        (device,) = find_gaps(session, computer.facility).devices
    assert device.never_came == (NeverCame(first=1, last=1), NeverCame(first=3, last=5))
    assert "第 3 到 5 号没到" in "".join(verbs.say_gaps(county.county, None).lines)
    answer = computer.send_message("POST", "/v1/enrolments/copies", {"wish": "a number of my own"})
    computer.enrolment = EnrolmentAnswer.from_json(decode(answer.content))
    computer.sign_in()
    computer.op_seq = 8
    computer.push_one(sealed_revision(computer.facility))
    with county.county.database.read() as session:
        _, copy = find_gaps(session, computer.facility).devices
    assert (copy.last_op_seq, copy.never_came) == (9, ())


@pytest.mark.fault(49)
def test_a_record_whose_second_photo_never_comes_is_never_called_complete(
    county: RunningCounty, computer: Computer, page: Callable[[str], str]
) -> None:
    photos = [new_random_id().encode(), new_random_id().encode()]
    entries = [
        AttachmentEntry(
            name=f"photo{number}",
            sha256=sha256_hex(photo),
            size=len(photo),
            mime="image/jpeg",
            identifying=False,
        )
        for number, photo in enumerate(photos)
    ]
    sealed = sealed_revision(computer.facility, attachments=entries)
    result = computer.push(computer.item(sealed))
    assert set(result.missing_blobs) == {entry.sha256 for entry in entries}
    sent = computer.send(
        "PATCH",
        f"/v1/blobs/{entries[0].sha256}",
        photos[0],
        Upload_Offset="0",
        Upload_Length=str(len(photos[0])),
        Content_Digest=content_digest(photos[0]),
    )
    assert sent.status_code == 204
    record = f"/records/{computer.facility}/{sha256_hex(sealed)}"
    assert "不完整：1/2" in page(record)
    assert page(record).count("还没收到") == 1
    assert "收到 1，共 2" in page("/")
    with county.county.database.read() as session:
        gaps = find_gaps(session, computer.facility)
    assert (gaps.missing_attachments, gaps.is_whole) == ((entries[1].sha256,), False)
    assert f"附件没收到 {entries[1].sha256}" in verbs.say_gaps(county.county, HOSPITAL).lines[0]
