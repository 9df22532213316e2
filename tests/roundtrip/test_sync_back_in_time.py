"""A computer or the county that goes back in time, and a clock that jumps: nothing is lost, nothing is there twice."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import FixedClock
from models.store import Store
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from server.settings import Settings
from sync import bookmarks, patience, wording
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.outcomes import Unexpected
from sync.transport import Call, CallOutcome, HttpTransport
from tests.county import HOSPITAL, RunningCounty, running_county
from tests.hospital import START, seal_sample
from tests.roundtrip.conftest import Ward

AtCounty = Callable[[], list[str]]
OpenWard = Callable[[Path | None, str], Ward]
PATROL = "fire.daily_patrol"


def held(store: Store) -> dict[str, bytes]:
    with store.read() as session:
        return dict(session.execute(select(SealedObject.object_id, SealedObject.bytes)).all())


@pytest.mark.fault(14)
def test_a_backup_of_thirty_days_ago_gets_everything_back_and_uses_no_number_twice(
    ward: Ward, open_ward: OpenWard, tmp_path: Path, at_county: AtCounty
) -> None:
    ward.sync()
    waiting = seal_sample(ward.store, PATROL).rev_id  # in the backup it was not sent yet
    ward.store.close()
    backup = Path(shutil.copytree(ward.store.home, tmp_path / "backup"))
    today = open_ward(ward.store.home, "today")
    for _ in range(3):
        today.clock.advance(days=10)
        seal_sample(today.store, PATROL)
        assert today.sync().is_clear
    everything = held(today.store)
    today.store.close()

    restored = open_ward(backup, "restored")
    restored.clock.advance(days=30)
    new = seal_sample(restored.store, PATROL).rev_id
    report = restored.sync()
    assert (report.left, report.quarantined, report.reason) == (0, 0, "")
    assert wording.COPY in report.notices  # its next number stands for something else already
    assert restored.sync().is_clear
    assert held(restored.store) == everything | {new: held(restored.store)[new]}
    assert {waiting, new} <= set(at_county())
    assert len(at_county()) == len(set(at_county()))


@pytest.mark.fault(38)
def test_a_county_that_lost_everything_gets_back_what_any_computer_still_has(
    ward: Ward, open_ward: OpenWard, tmp_path: Path, at_county: AtCounty
) -> None:
    """Even what a computer sealed that is not there any more, because another had fetched it."""
    ward.sync()
    ward.store.close()
    stolen = open_ward(ward.store.home, "stolen")
    left = open_ward(ward.store.home, "left")
    seal_sample(left.store, PATROL)
    seal_sample(stolen.store, PATROL)
    assert left.sync().is_clear
    assert stolen.sync().is_clear
    assert left.sync().is_clear
    stolen.store.close()
    everything = set(at_county())
    with running_county(Settings.embedded(tmp_path / "new", clock=FixedClock(START))) as new:
        new.add_hospital(HOSPITAL)
        enrol(left.store, server_url=new.url, code=new.code())
        report = left.sync(new.url)
        assert report.is_clear
        assert any("恢复过旧备份" in notice for notice in report.notices)
        document = _exported(new)
        assert sorted(document) == sorted(everything)
        assert left.sync(new.url).sent == 0


def _exported(county: RunningCounty) -> list[str]:
    from server import verbs

    document = verbs.say_export(county.county).document
    assert isinstance(document, list)
    return [str(row["rev_id"]) for row in document if isinstance(row, dict)]


@pytest.mark.fault(45)
@pytest.mark.parametrize("cursor", ["forged", "W10.AAAA"])
def test_a_cursor_that_leads_nowhere_is_forgotten_and_nothing_comes_twice(
    ward: Ward, at_county: AtCounty, cursor: str
) -> None:
    ward.sync()
    before = held(ward.store)
    with ward.store.write() as session:
        bookmarks.keep_cursor(session, cursor)
    first, second = ward.sync(), ward.sync()
    assert (first.is_clear, first.received) == (True, 0)
    assert (second.is_clear, second.received, second.sent) == (True, 0, 0)  # what was delivered was rechecked
    assert held(ward.store) == before
    assert len(at_county()) == len(set(at_county()))


class Wanderer:
    """A clock that is set ten years on, ten years back and right again, each time that it is read."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._reads = 0

    def now(self) -> datetime:
        self._reads += 1
        jump = (0, 3653, -3653)[self._reads % 3]
        return self._start + timedelta(days=jump, seconds=self._reads)


@pytest.mark.fault(50)
def test_a_clock_that_jumps_in_the_middle_of_everything_changes_no_order_and_loses_nothing(
    ward: Ward, at_county: AtCounty
) -> None:
    ward.store.close()
    clock = Wanderer(START)
    store = Store.open(ward.store.home, clock=clock)
    try:
        for jump in (3653, -3653, 0):  # the ids of these go back in time
            ward.clock.advance(days=jump)
            store.clock = ward.clock
            seal_sample(store, PATROL)
        with closing(HttpTransport(ward.url)) as transport:
            first = run_pass(store, transport=transport, clock=clock, random=ward.random)
            again = run_pass(store, transport=transport, clock=clock, random=ward.random)
        with store.read() as session:
            rows = session.execute(
                select(OutboxRow.op_seq, OutboxRow.server_seq).order_by(OutboxRow.op_seq)
            ).all()
    finally:
        store.close()
    assert (first.left, first.quarantined, again.sent) == (0, 0, 0)
    assert any(notice.startswith("这台电脑的时间和县里差了") for notice in (*first.notices, *again.notices))
    assert [seq for _, seq in rows] == sorted(seq for _, seq in rows)
    assert len(at_county()) == len(set(at_county()))


class Stumbling(HttpTransport):
    """A county that stumbles over every push."""

    def call(self, call: Call) -> CallOutcome:
        return Unexpected(code="384017ab") if call.path == "/v1/sync/push" else super().call(call)


@pytest.mark.fault(50)
@pytest.mark.parametrize("days", [3653, -3653])
def test_what_waits_under_a_wrong_clock_is_neither_hastened_nor_forgotten(
    ward: Ward, county: RunningCounty, days: int
) -> None:
    ward.sync()
    seal_sample(ward.store, PATROL)
    ward.clock.advance(days=days)
    with closing(Stumbling(ward.url)) as transport:
        for _ in range(patience.QUARANTINE_TRIES + 1):
            county.clock.advance(minutes=20)
            report = ward.sync(transport=transport)
    assert (report.left, report.quarantined) == (1, 0)  # many tries, but not for a day by the county's clock
    ward.clock.advance(days=-days)
    county.clock.advance(minutes=20)
    assert ward.sync().is_clear
