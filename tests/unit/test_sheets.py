"""The sheet of a log: which rows stand on it, who still has to sign them, and signing them in one act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import FixedClock, local
from models import vault
from models.queries import today
from models.queries.people import get_person
from models.queries.sheets import SheetView, read_sheet
from models.queries.today_sheets import SheetToSign
from models.store import Store
from models.tables.sealed import SealedObject
from models.workflow import correcting, signing
from models.workflow.credentials import WrongPin
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from models.workflow.sheet_signing import sign_sheet
from models.workflow.signing import CannotSign
from tests.hospital import HEAD, LEADER, NURSE, OFFICER, PIN, STAFF, START, open_hospital, seal_sample

LOG = "fire.station_callout"  # a sheet of a month, signed by its chief
DAY = local(START).date()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", FixedClock(START))
    yield opened
    opened.close()


def sheet(store: Store, *, day: date = DAY, form: str = LOG, reader: str | None = None) -> SheetView | None:
    with store.read() as session:
        person = get_person(session, reader) if reader else None
        return read_sheet(session, store.catalog, form, day, person, now=store.clock.now())


def seen(store: Store, *, day: date = DAY) -> SheetView:
    found = sheet(store, day=day)
    assert found is not None
    return found


def entry(store: Store, *, author: str = NURSE, days_ago: int = 0) -> Sealed:
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(minutes=1)
    claimed = store.clock.now() - timedelta(days=days_ago)
    return seal_sample(store, LOG, author=author, claimed_at=claimed, answers={"what": "training"})


def rev_ids(view: SheetView) -> list[str]:
    return [row.rev_id for row in view.rows]


def waiting_today(store: Store, staff_no: str) -> tuple[SheetToSign, ...]:
    with store.read() as session:
        person = get_person(session, staff_no)
    assert person is not None
    view = today.read(
        store.path,
        store.catalog.current(),
        staff_no=staff_no,
        roles=person.roles,
        department=person.department,
        now=store.clock.now(),
        area_names={},
    )
    assert not [one for one in view.to_sign if one.title == store.catalog.latest(LOG).title]
    return view.sheets


def test_a_row_stands_on_the_sheet_of_when_it_happened(store: Store) -> None:
    last_month, first, second = entry(store, days_ago=21), entry(store, days_ago=2), entry(store)
    assert rev_ids(seen(store)) == [first.rev_id, second.rev_id]
    assert rev_ids(seen(store, day=date(2026, 10, 1))) == [last_month.rev_id]
    assert seen(store).period.title == "2026 年 11 月"


def test_only_a_log_has_a_sheet(store: Store) -> None:
    assert sheet(store, form="fire.daily_patrol") is None


def test_a_voided_row_leaves_the_sheet_and_a_corrected_one_waits_anew(store: Store) -> None:
    gone, kept = entry(store), entry(store)
    sign_sheet(store, rev_ids(seen(store)), role="chief", person=OFFICER, pin=PIN)
    correcting.void(store, gone.record_id, reason="记错了", person=OFFICER, pin=PIN)
    assert rev_ids(seen(store)) == [kept.rev_id]
    assert seen(store).waiting == ()
    draft = correcting.start_correction(store, kept.record_id, reason="地点写错", person=HEAD)
    corrected = seal(store, draft_id=draft.draft_id, author=HEAD, pin=PIN)
    assert rev_ids(seen(store)) == [corrected.rev_id]
    assert [one.rev_ids for one in seen(store).waiting] == [(corrected.rev_id,)]


def test_one_pin_signs_what_was_shown_and_nothing_that_came_later(store: Store) -> None:
    entry(store)
    entry(store)
    shown = rev_ids(seen(store))
    later = entry(store)
    done = sign_sheet(store, shown, role="chief", person=OFFICER, pin=PIN)
    assert len(done.signed) == 2
    assert [one.rev_ids for one in seen(store).waiting] == [(later.rev_id,)]
    assert vault.verify(store).faults == ()


def test_a_wrong_pin_signs_none(store: Store) -> None:
    entry(store)
    with pytest.raises(WrongPin):
        sign_sheet(store, rev_ids(seen(store)), role="chief", person=OFFICER, pin="000000")
    with store.read() as session:
        assert session.scalars(select(SealedObject).where(SealedObject.kind == "signature")).all() == []


def test_an_empty_sheet_is_not_signed(store: Store) -> None:
    with pytest.raises(CannotSign, match="没有等着签的"):
        sign_sheet(store, (), role="chief", person=OFFICER, pin=PIN)


def test_signing_a_sheet_again_is_the_same_signatures(store: Store) -> None:
    entry(store)
    shown = rev_ids(seen(store))
    first = sign_sheet(store, shown, role="chief", person=OFFICER, pin=PIN)
    assert sign_sheet(store, shown, role="chief", person=OFFICER, pin=PIN).signed == first.signed
    with pytest.raises(CannotSign, match="已经有人签过"):
        sign_sheet(store, shown, role="chief", person=LEADER, pin=PIN)


def test_a_row_that_was_sent_back_stays_with_its_reason(store: Store) -> None:
    back = entry(store)
    signing.return_record(store, rev_id=back.rev_id, role="chief", person=OFFICER, reason="少写一人", pin=PIN)
    assert [row.returned for row in seen(store).rows] == ["少写一人"]
    assert seen(store).waiting == ()
    assert waiting_today(store, LEADER) == ()


def test_today_asks_for_one_signature_per_sheet_and_only_of_who_may_give_it(store: Store) -> None:
    entry(store, days_ago=21)
    entry(store)
    entry(store, author=OFFICER)
    asked = [(one.period, one.rows, one.role_title) for one in waiting_today(store, LEADER)]
    chief = "站长（消防安全管理人）"
    assert asked == [("2026 年 10 月", 1, chief), ("2026 年 11 月", 2, chief)]
    assert [one.rows for one in waiting_today(store, OFFICER)] == [1, 1]
    assert waiting_today(store, STAFF) == ()
