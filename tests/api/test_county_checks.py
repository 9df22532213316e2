"""What the county notices by itself: changed bytes, failed commits, hazards that move."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.json_value import Json
from forms.revision import SignatureMark, build_revision
from forms.trigger import hazard_id
from server import verbs
from server.push import take_batch
from server.reexamination import reexamine
from server.tables.contents import HazardRow
from server.tables.objects import StoredObject
from server.tokens import Caller
from sync.wire.digest import sha256_hex
from sync.wire.push import PushRequest
from tests.county import Computer, RunningCounty, patrol_answers, sealed_revision
from tests.released_forms import CATALOG, NOW, valid

RECORD = "01930000-0000-7000-8000-00000000000a"
ROW = "0a0b0c0d"
HAZARD = hazard_id(RECORD, "exits", ROW)


def patrol(facility: str, *, parents: tuple[str, ...] = (), good: bool = False) -> bytes:
    """A round of one place, in which the exits were blocked (or, corrected, were not)."""
    finding = {
        "text": "楼梯间堆放纸箱",
        "class": "exit_blocked",
        "handling": "hazard",
        "owner": "0415",
        "due": "2026-11-19",
    }
    exits = {"value": "normal"} if good else {"value": "abnormal", "finding": finding}
    return sealed_revision(
        facility,
        record_id=RECORD,
        parents=parents,
        answers=patrol_answers(row_id=ROW, exits=exits),  # type: ignore[arg-type]
    )


def step(facility: str, form_id: str, *, author: str, after: tuple[str, ...] = (), **answers: Json) -> bytes:
    form = CATALOG.latest(form_id)
    return build_revision(
        form=form,
        record_id=f"01930000-0000-7000-8000-{abs(hash(form_id)) % 10**12:012}",
        facility=facility,
        author=author,
        author_name="赵某",
        claimed_at=NOW,
        keyed_at=NOW,
        sealed_at=NOW,
        serial="示01",
        answers=valid(form).sealed_answers()[0] | answers,
        subject=HAZARD,
        after=after,
        signature=SignatureMark(method="pin"),
    )


def hazard(county: RunningCounty, computer: Computer) -> HazardRow | None:
    with county.county.database.read() as session:
        return session.get(HazardRow, (computer.facility, HAZARD))


def test_a_finding_opens_a_hazard_and_its_steps_move_it(county: RunningCounty, computer: Computer) -> None:
    computer.push_one(patrol(computer.facility))
    found = hazard(county, computer)
    assert found is not None
    assert (found.state, found.is_open, found.owner, found.text) == (
        "registered",
        True,
        "0415",
        "楼梯间堆放纸箱",
    )
    fixed = step(computer.facility, "hazard.rectify", author="0415", done_by=["0415"])
    computer.push_one(fixed)
    passed = step(
        computer.facility, "hazard.recheck", author="0231", after=(sha256_hex(fixed),), verdict="pass"
    )
    computer.push_one(passed)
    closed = hazard(county, computer)
    assert closed is not None
    assert (closed.state, closed.is_open) == ("closed", False)


def test_a_step_may_come_before_the_record_that_found_the_hazard(
    county: RunningCounty, computer: Computer
) -> None:
    computer.push_one(step(computer.facility, "hazard.rectify", author="0415", done_by=["0415"]))
    assert hazard(county, computer) is None
    computer.push_one(patrol(computer.facility))
    found = hazard(county, computer)
    assert found is not None
    assert found.state == "awaiting_recheck"


def test_a_finding_withdrawn_by_a_correction_is_to_be_checked(
    county: RunningCounty, computer: Computer
) -> None:
    first = patrol(computer.facility)
    computer.push_one(first)
    computer.push_one(patrol(computer.facility, parents=(sha256_hex(first),), good=True))
    found = hazard(county, computer)
    assert found is not None
    assert (found.state, found.is_open) == ("to_check", True)


def test_verify_names_an_object_that_was_changed_behind_the_servers_back(
    county: RunningCounty, computer: Computer
) -> None:
    result = computer.push_one(sealed_revision(computer.facility))
    assert result.receipt is not None
    assert verbs.say_verified(county.county).is_well
    object_id = result.receipt.leaf.object_id
    with county.county.database.write() as session:
        session.execute(update(StoredObject).values(sealed=b"{}"))
    said = verbs.say_verified(county.county)
    assert not said.is_well
    assert f"{object_id}: digest" in said.lines


def test_a_commit_that_fails_is_never_answered_as_stored(county: RunningCounty, computer: Computer) -> None:
    item = computer.item(sealed_revision(computer.facility))

    def refuse(session: Session) -> None:
        if session.new or session.execute(select(StoredObject.object_id)).first():
            raise OSError("no space left on device")

    event.listen(Session, "before_commit", refuse)
    try:
        answer = computer.try_push([item])
    finally:
        event.remove(Session, "before_commit", refuse)
    assert answer.status_code == 500
    assert computer.problem(answer) == "server-fault"
    (result,) = computer.push(item).results
    assert result.outcome == "stored"


@pytest.mark.parametrize("path", ["/v1/sync/push", "/v1/sync/check", "/v1/tokens", "/v1/enrolments"])
def test_a_body_that_is_no_message_is_a_problem_and_not_a_fault(computer: Computer, path: str) -> None:
    answer = computer.send("POST", path, b"<html>")
    assert (answer.status_code, computer.problem(answer)) == (422, "unreadable")


def test_a_parked_record_is_understood_when_its_form_comes(county: RunningCounty, computer: Computer) -> None:
    first = patrol(computer.facility)
    known, ignorant = county.county, replace(county.county, catalog=Catalog(Path("nowhere"), (), {}, ""))
    with known.database.write() as session:
        caller = Caller(facility_id=computer.facility, device_id=computer.device_id)
        batch = PushRequest(incarnation="i", last_receipt=None, items=(computer.item(first),))
        (result,) = take_batch(session, ignorant, caller, batch).results
    assert (result.outcome, result.problem) == ("parked", "form-unknown")
    assert hazard(county, computer) is None
    with known.database.write() as session:
        assert reexamine(session, known) == 1
        assert reexamine(session, known) == 0
    assert hazard(county, computer) is not None
    again = computer.push_one(first)
    assert (again.outcome, again.standing, again.receipt) == ("duplicate", "stored", result.receipt)
