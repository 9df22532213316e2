"""Chapter A, fire: each row of the requirements done in a real store, as its sentence demands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from forms.clock import FixedClock, local
from forms.json_value import Json
from models.queries.people import get_person
from models.queries.sheets import SheetView, read_sheet
from models.store import Store
from models.workflow import drafts, paper
from models.workflow.revisions import Sealed
from models.workflow.sheet import NotReady
from models.workflow.sheet_signing import sign_sheet
from models.workflow.signing import CannotSign
from tests.hospital import (
    HEAD,
    LEADER,
    NURSE,
    OFFICER,
    PIN,
    STAFF,
    START,
    abnormal,
    open_hospital,
    patrol_with,
    seal_sample,
)
from tests.papers import text_of

DAY = local(START).date()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", FixedClock(START))
    yield opened
    opened.close()


# A3 ---------------------------------------------------------------------------------


def certify(store: Store, person: str, *, until: str = "2027-06-30") -> Sealed:
    return seal_sample(
        store,
        "register.certificate",
        author=OFFICER,
        answers={
            "person": person,
            "kind": "fire_control",
            "number": f"XF-{person}",
            "issued": "2023-07-01",
            "expiry": until,
        },
    )


def log_entry(
    store: Store, hour: int, *, author: str = NURSE, partner: str | None = STAFF, **answers: Json
) -> Sealed:
    """An entry of today at that full hour, in the shift 00–08, 08–16 or 16–24."""
    midnight = local(START).replace(hour=0, minute=0)
    starts = midnight + timedelta(hours=hour // 8 * 8)
    at = midnight + timedelta(hours=hour)
    facts: dict[str, Json] = {
        "at": at.isoformat(timespec="minutes"),
        "entry": "running",
        "shift_starts": starts.isoformat(timespec="minutes"),
        "shift_ends": (starts + timedelta(hours=8)).isoformat(timespec="minutes"),
        "operator_1": author,
        "operator_2": partner,
        "manned": {"value": "yes"},
    }
    return seal_sample(store, "fire.duty_room", author=author, claimed_at=at, answers=facts | dict(answers))


def sheet(store: Store, day: date = DAY, *, form: str = "fire.duty_room") -> SheetView:
    with store.read() as session:
        found = read_sheet(session, store.catalog, form, day, None, now=store.clock.now())
    assert found is not None
    return found


def test_a3_two_certified_people_write_an_entry_every_two_hours_and_the_day_is_whole(store: Store) -> None:
    for person in (NURSE, STAFF, HEAD, OFFICER):
        certify(store, person)
    pairs = ((NURSE, STAFF), (HEAD, OFFICER), (NURSE, STAFF))
    for hour in range(0, 24, 2):
        author, partner = pairs[hour // 8]
        if hour < 22:
            log_entry(store, hour, author=author, partner=partner)
    assert [local(row.claimed_at).hour for row in sheet(store).rows] == list(range(0, 22, 2))
    assert sheet(store).flaws == ()


def test_a3_a_missing_entry_an_empty_shift_and_a_long_one_are_found(store: Store) -> None:
    certify(store, NURSE)
    certify(store, STAFF)
    for hour in (0, 2, 6):
        log_entry(store, hour)
    for hour in (16, 18, 20):
        log_entry(store, hour)
    told = sheet(store).flaws
    assert "02:00 到 06:00 没有运行记录，隔了 4 小时" in told
    assert "08:00 到 16:00 没有人值班的记录" in told
    log_entry(store, 8)
    assert "张某从 11-20 00:00 连续值班 24 小时，超过 8 小时" in sheet(store).flaws


def test_a3_nobody_is_called_conforming_without_a_valid_certificate(store: Store) -> None:
    certify(store, NURSE)
    certify(store, STAFF, until="2026-11-19")
    with pytest.raises(NotReady, match="消防设施操作员证"):
        log_entry(store, 20)
    finding = {"text": "赵某证书过期", "handling": "fixed", "done": "已换人"}
    sealed = log_entry(store, 20, manned={"value": "no", "finding": finding})
    assert sealed.serial
    assert "赵某没有登记有效的消防设施操作员证" in sheet(store).flaws


def test_a3_one_person_is_not_two_and_a_shift_is_not_longer_than_eight_hours(store: Store) -> None:
    certify(store, NURSE)
    with pytest.raises(NotReady) as refused:
        log_entry(store, 20, partner=NURSE, shift_ends="2026-11-21T02:00+08:00")
    assert {problem.path[0] for problem in refused.value.problems} == {"operator_2", "shift_ends"}
    with pytest.raises(NotReady, match="同班值班员"):
        log_entry(store, 20, partner=None)


def test_a3_the_next_row_takes_the_shift_and_its_people_from_the_last(store: Store) -> None:
    for person in (NURSE, STAFF):
        certify(store, person)
    log_entry(store, 20)
    draft = drafts.start(store, form_id="fire.duty_room", person=STAFF, department=None)
    taken = {name: draft.answers.get(name) for name in ("operator_1", "operator_2", "shift_ends", "at")}
    assert taken == {
        "operator_1": STAFF,
        "operator_2": NURSE,
        "shift_ends": "2026-11-21T00:00+08:00",
        "at": "2026-11-20T22:00+08:00",
    }
    assert isinstance(store.clock, FixedClock)
    store.clock.advance(hours=3)
    after = drafts.start(store, form_id="fire.duty_room", person=HEAD, department=None)
    assert after.answers.get("operator_2") is None
    assert after.answers["shift_starts"] == "2026-11-21T01:00+08:00"


def test_a3_a_fault_that_cannot_be_put_right_at_once_asks_for_the_repair_record(store: Store) -> None:
    certify(store, NURSE)
    certify(store, STAFF)
    finding = {
        "text": "备电故障",
        "handling": "hazard",
        "owner": STAFF,
        "due": "2026-11-21T22:00+08:00",
        "place": "P16",
    }
    sealed = log_entry(store, 20, controller={"value": "fault", "finding": finding}, repair="yes")
    assert len(sealed.hazards) == 1


def test_a3_the_manager_signs_the_whole_sheet_under_one_pin_and_it_is_printed(store: Store) -> None:
    for person in (NURSE, STAFF):
        certify(store, person)
    sealed = [log_entry(store, hour) for hour in (16, 18, 20)]
    before = sheet(store)
    assert [(one.signer.role, len(one.rev_ids)) for one in before.waiting] == [
        ("partner", 3),
        ("fire_manager", 3),
    ]
    with pytest.raises(CannotSign):
        sign_sheet(store, before.waiting[1].rev_ids, role="fire_manager", person=NURSE, pin=PIN)
    done = sign_sheet(store, before.waiting[1].rev_ids, role="fire_manager", person=OFFICER, pin=PIN)
    assert (len(done.signed), done.left) == (3, ())
    sign_sheet(store, before.waiting[0].rev_ids, role="partner", person=STAFF, pin=PIN)
    assert sheet(store).waiting == ()
    pdf = paper.print_ledger(store, [one.record_id for one in sealed], person=OFFICER)
    words = text_of(pdf)
    for said in ("消防控制室值班记录", "运行记录", "张某", "李某0107"):
        assert said in words


def test_a3_what_a_rule_forbids_is_left_and_told_and_the_rest_of_the_sheet_is_signed(store: Store) -> None:
    for person in (NURSE, STAFF, OFFICER):
        certify(store, person)
    own = log_entry(store, 16, author=OFFICER)
    other = log_entry(store, 18)
    done = sign_sheet(store, (own.rev_id, other.rev_id), role="fire_manager", person=OFFICER, pin=PIN)
    assert [one.rev_id for one in done.left] == [own.rev_id]
    assert "要是两个人" in done.left[0].reason
    with store.read() as session:
        officer = get_person(session, OFFICER)
    assert officer is not None
    assert sheet(store).waiting_for(officer) == ()
