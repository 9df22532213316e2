"""A computer that the county puts out of use while it sends: it stops, keeps everything, and goes on once enrolled anew."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from server import verbs
from server.tables.facilities import Device
from sync.bundle.writing import export_bundle
from sync.enrolment import enrol
from sync.judging import CallOutcome
from sync.transport import Call, HttpTransport
from sync.wire.outcomes import Outcome
from tests.county import Computer, RunningCounty, sealed_revision
from tests.hospital import seal_sample
from tests.roundtrip.conftest import Ward


class Interrupted(HttpTransport):
    """Does something at the county just before the n-th batch leaves."""

    def __init__(self, address: str, before: int, act: Callable[[], object]) -> None:
        super().__init__(address)
        self._left, self._act = before, act

    def call(self, call: Call) -> CallOutcome:
        if call.path == "/v1/sync/push":
            self._left -= 1
            if not self._left:
                self._act()
        return super().call(call)


@pytest.mark.fault(40)
def test_a_revoked_computer_stops_keeps_all_and_delivers_under_a_new_number_without_a_duplicate(
    ward: Ward, county: RunningCounty, at_county: Callable[[], list[str]], tmp_path: Path
) -> None:
    first = ward.store.require_installation().device_id
    assert first is not None
    assert ward.sync().is_clear
    for _ in range(3):
        seal_sample(ward.store, "fire.daily_patrol")
    before = at_county()
    with contextlib.closing(
        Interrupted(ward.url, 1, lambda: verbs.say_device_revoked(county.county, first))
    ) as transport:
        report = ward.sync(transport=transport)
    assert report.sent == 0
    assert "停用" in report.reason
    assert at_county() == before, "the whole batch or nothing of it"
    waiting = ward.deliveries().count("pending")
    assert waiting >= 3
    sealed = seal_sample(ward.store, "fire.daily_patrol").rev_id
    assert export_bundle(ward.store, tmp_path / "医安.yian").waiting >= 4
    assert ward.sync().reason == report.reason
    enrol(ward.store, server_url=county.url, code=county.code())
    assert ward.store.require_installation().device_id != first
    assert ward.sync().is_clear
    assert set(ward.deliveries()) == {"received"}
    assert sealed in at_county()
    assert len(at_county()) == len(set(at_county()))
    assert verbs.say_verified(county.county).is_well


@pytest.mark.fault(40)
def test_a_batch_that_waits_while_its_computer_is_revoked_is_refused_as_a_whole(
    county: RunningCounty,
) -> None:
    """The token was good when the request came; what counts is the moment in which something would be kept."""
    computer = Computer(county.url).enrol(county.code())
    items = [computer.item(sealed_revision(computer.facility)) for _ in range(5)]
    answers: list[tuple[int, str]] = []

    def send() -> None:
        answer = computer.try_push(items)
        answers.append((answer.status_code, computer.problem(answer)))

    let_in = threading.Event()
    sender = threading.Thread(target=send)
    with county.county.database.write() as session:
        event.listen(county.county.database.engine, "checkin", lambda *_connection: let_in.set())
        sender.start()
        assert let_in.wait(20), "its token was looked at, and now it stands before the hospital's turn"
        session.get_one(Device, computer.device_id).revoked_at = "2026-11-20T14:00:00.000Z"
    sender.join()
    assert answers == [(403, "device-revoked")]
    again = Computer(county.url, facility_id=computer.facility).enrol(county.code())
    assert {result.outcome for result in again.push(*items).results} == {Outcome.STORED}
