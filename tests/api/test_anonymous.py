"""A report without a person leaves no trace of a computer, an instant or an order."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import select

from forms.json_value import Json
from server.tables.objects import AnonymousObject, Operation, StoredObject
from sync.wire.anonymous import AnonymousAnswer, AnonymousPage, AnonymousReport
from sync.wire.codec import decode, encode
from sync.wire.outcomes import Outcome
from sync.wire.receipt import is_genuine
from tests.county import Computer, RunningCounty


def credential(computer: Computer) -> str:
    assert computer.enrolment is not None
    return f"Facility {computer.facility}:{computer.enrolment.anonymous_credential}"


def report(**members: Json) -> AnonymousReport:
    sealed = encode({"kind": "anonymous", "nonce": secrets.token_hex(16), **members})
    return AnonymousReport(object_id=hashlib.sha256(sealed).hexdigest(), sealed=sealed)


def send(computer: Computer, some: AnonymousReport) -> AnonymousAnswer:
    answer = computer.send_message(
        "POST", "/v1/sync/anonymous", some.to_json(), Authorization=credential(computer)
    )
    assert answer.status_code == 200, answer.text
    return AnonymousAnswer.from_json(decode(answer.content))


def test_a_report_is_received_with_a_day_and_no_number(computer: Computer) -> None:
    answer = send(computer, report())
    assert answer.outcome is Outcome.STORED
    assert (answer.receipt.leaf.received_at, answer.receipt.leaf.server_seq) == ("2026-11-20", 0)
    assert is_genuine(answer.receipt, computer.county_keys)


def test_a_report_sent_again_is_a_duplicate_with_its_first_receipt(
    computer: Computer, county: RunningCounty
) -> None:
    some = report()
    first = send(computer, some)
    county.clock.advance(days=2)
    again = send(computer, some)
    assert (again.outcome, again.receipt) == (Outcome.DUPLICATE, first.receipt)


def test_both_computers_of_a_hospital_have_the_same_credential(
    computer: Computer, county: RunningCounty
) -> None:
    second = Computer(county.url, facility_id=None).enrol(county.code())
    assert credential(second) == credential(computer)


def test_a_computers_own_token_is_refused(computer: Computer) -> None:
    answer = computer.send_message("POST", "/v1/sync/anonymous", report().to_json())
    assert (answer.status_code, computer.problem(answer)) == (403, "not-with-a-device")


def test_no_table_says_which_computer_when_or_after_what(computer: Computer, county: RunningCounty) -> None:
    reports = [report() for _ in range(12)]
    for some in reports:
        send(computer, some)
    with county.county.database.read() as session:
        assert session.execute(select(Operation)).all() == []
        assert session.execute(select(StoredObject)).all() == []
        rows = session.execute(select(AnonymousObject)).scalars().all()
        assert {row.day for row in rows} == {"2026-11-20"}
        assert all(row.object_id in {some.object_id for some in reports} for row in rows)


def test_reports_are_listed_in_the_order_of_random_names(computer: Computer) -> None:
    reports = [report() for _ in range(5)]
    for some in reports:
        send(computer, some)
    answer = computer.send("GET", "/v1/sync/anonymous?limit=3", Authorization=credential(computer))
    listed = AnonymousPage.from_json(decode(answer.content))
    names = sorted(some.object_id for some in reports)
    assert [some.object_id for some in listed.reports] == names[:3]
    assert listed.more
    rest = computer.send("GET", f"/v1/sync/anonymous?after={names[2]}", Authorization=credential(computer))
    assert [some.object_id for some in AnonymousPage.from_json(decode(rest.content)).reports] == names[3:]


def test_a_photo_of_a_report_is_asked_for(computer: Computer) -> None:
    photo: dict[str, Json] = {"sha256": "a" * 64}
    assert send(computer, report(attachments=[photo])).missing_blobs == ("a" * 64,)
