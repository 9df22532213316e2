"""People: PINs that lock, cards that travel, rights that hold, and the way back in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import FixedClock
from models import vault
from models.queries.people import get_person
from models.store import Store
from models.tables.audit import AuditEntry
from models.tables.outbox import Relay
from models.tables.people import Credential
from models.workflow import people, places, setup
from models.workflow.credentials import LockedOut, UnfitPin, UnknownPerson, WrongPin
from models.workflow.permitting import NotAllowed
from models.workflow.places import NewPlace, PlaceProblem
from tests.hospital import ADMIN, HEAD, NURSE, OFFICER, PIN, START, open_hospital


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", clock)
    yield opened
    opened.close()


def actions(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_signing_in_gives_the_person_and_is_noted(store: Store) -> None:
    person = people.sign_in(store, NURSE, PIN)
    assert (person.name, person.role, person.department) == ("张某", "nurse", "内科病区")
    assert actions(store)[-1] == "person.signed_in"


def test_five_wrong_pins_lock_for_fifteen_minutes(store: Store, clock: FixedClock) -> None:
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongPin) as wrong:
            people.sign_in(store, NURSE, "0000")
        assert wrong.value.left == left
    with pytest.raises(LockedOut, match="锁到 22:15"):
        people.sign_in(store, NURSE, "0000")
    with pytest.raises(LockedOut):
        people.sign_in(store, NURSE, PIN)
    assert actions(store)[-1] == "pin.locked"
    assert people.sign_in(store, HEAD, PIN).staff_no == HEAD
    clock.advance(minutes=15)
    assert people.sign_in(store, NURSE, PIN).staff_no == NURSE


def test_wrong_pins_are_counted_across_a_restart(store: Store, clock: FixedClock) -> None:
    for _ in range(3):
        with pytest.raises(WrongPin):
            people.sign_in(store, NURSE, "0000")
    home = store.home
    store.close()
    again = Store.open(home, clock=clock)
    with pytest.raises(WrongPin) as wrong:
        people.sign_in(again, NURSE, "0000")
    assert wrong.value.left == 1
    again.close()


def test_a_right_pin_forgives_the_wrong_ones(store: Store) -> None:
    with pytest.raises(WrongPin):
        people.sign_in(store, NURSE, "0000")
    people.sign_in(store, NURSE, PIN)
    with pytest.raises(WrongPin) as wrong:
        people.sign_in(store, NURSE, "0000")
    assert wrong.value.left == 4


def test_an_unknown_number_gets_a_sentence(store: Store) -> None:
    with pytest.raises(UnknownPerson, match="工号 9999 在这台电脑上没有登记"):
        people.sign_in(store, "9999", PIN)


@pytest.mark.parametrize("pin", ["123", "1234567", "abcd", "1111", "12 34", "１２３４"])
def test_a_pin_that_is_none_is_refused(store: Store, pin: str) -> None:
    with pytest.raises(UnfitPin, match="4 到 6 位数字"):
        people.set_pin(store, NURSE, old_pin=PIN, new_pin=pin)
    people.sign_in(store, NURSE, PIN)


def test_a_person_is_added_by_the_administrator_only(store: Store) -> None:
    facts = {"staff_no": "0240", "name": "吴某", "role": "nurse", "department": "外科病区", "pin": "8642"}
    with pytest.raises(NotAllowed, match="由管理员来做"):
        people.add_person(store, NURSE, **facts)
    added = people.add_person(store, ADMIN, **facts)
    assert people.sign_in(store, "0240", "8642") == added
    with pytest.raises(people.AlreadyThere, match="已经是吴某的"):
        people.add_person(store, ADMIN, **facts)
    assert vault.verify(store).faults == ()


def test_whoever_retires_signs_in_no_more_and_may_come_back(store: Store) -> None:
    people.retire_person(store, ADMIN, staff_no=NURSE)
    with pytest.raises(UnknownPerson):
        people.sign_in(store, NURSE, PIN)
    with store.read() as session:
        person = get_person(session, NURSE)
        assert person is not None
        assert not person.active
    people.add_person(
        store, ADMIN, staff_no=NURSE, name="张某", role=["nurse", "head"], department="外科病区", pin="8642"
    )
    back = people.sign_in(store, NURSE, "8642")
    assert (back.roles, back.department) == (("nurse", "head"), "外科病区")


def test_the_administrator_cannot_retire_themselves(store: Store) -> None:
    with pytest.raises(NotAllowed, match="不能让自己离岗"):
        people.retire_person(store, ADMIN, staff_no=ADMIN)


def test_a_forgotten_pin_is_reset_by_the_head_of_the_department(store: Store) -> None:
    people.reset_pin(store, HEAD, staff_no=NURSE, pin="8642")
    people.sign_in(store, NURSE, "8642")
    with pytest.raises(NotAllowed, match="不是内科病区的人"):
        people.reset_pin(store, HEAD, staff_no=OFFICER, pin="8642")
    with pytest.raises(NotAllowed):
        people.reset_pin(store, NURSE, staff_no=HEAD, pin="8642")


def test_the_recovery_code_lets_the_administrator_in_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path, clock=FixedClock(START))
    made = setup.set_up(
        store, hospital="示范县第一卫生院", level="township", admin_no=ADMIN, admin_name="钱某", admin_pin=PIN
    )
    people.reset_with_recovery_code(store, code=made.recovery_code, staff_no=ADMIN, pin="8642")
    assert people.sign_in(store, ADMIN, "8642").role == "admin"
    with pytest.raises(setup.AlreadySetUp, match="已经设置为示范县第一卫生院"):
        setup.set_up(store, hospital="另一所", level="county", admin_no="1", admin_name="某", admin_pin=PIN)
    store.close()


def test_no_pin_and_no_hash_is_in_clear_text_anywhere(store: Store) -> None:
    with store.read() as session:
        assert len(list(session.scalars(select(Credential)))) == 8
        assert len(list(session.scalars(select(Relay)))) == 8
    store.close()
    for path in store.home.rglob("*"):
        if path.is_file():
            assert b"$argon2" not in path.read_bytes(), path


def test_places_are_added_as_one_act_or_not_at_all(store: Store) -> None:
    new = [NewPlace(code=f"N{number}", name=f"新楼 {number} 层", area="inpatient") for number in (1, 2)]
    with pytest.raises(NotAllowed):
        places.add_places(store, NURSE, new)
    with pytest.raises(PlaceProblem, match="编号 P01 已经有"):
        places.add_places(store, OFFICER, [*new, NewPlace(code="P01", name="重号", area="other")])
    assert len(places.add_places(store, OFFICER, new)) == 2
    places.close_place(store, OFFICER, "N2", reason="拆除")
    assert vault.verify(store).faults == ()
