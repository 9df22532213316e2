"""Receiving: a second computer gets everything once, in any order, and reads it when it has the key."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.canonical import canonical, digest
from forms.clock import FixedClock
from forms.order import build_order
from forms.revision import read_revision
from models import vault
from models.keys import KeyMissing
from models.projections.rebuild import compare
from models.store import Store
from models.tables.outbox import OutboxRow, Relay, Unread
from models.tables.projections import HazardRow, PersonRow, RecordRow
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import approving, attachments, correcting, people, receiving, setup, signing
from models.workflow.credentials import UnknownPerson
from models.workflow.receiving import ReceivedObject
from tests.hospital import ADMIN, HEAD, NURSE, PIN, START, abnormal, open_hospital, patrol_with, seal_sample


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "first", FixedClock(START))
    yield opened
    opened.close()


@pytest.fixture
def second(tmp_path: Path, first: Store) -> Iterator[Store]:
    opened = Store.open(tmp_path / "second", clock=FixedClock(START))
    here = first.require_installation()
    setup.join(
        opened,
        facility_id=here.facility_id,
        hospital=here.facility_name,
        level=here.level,
        segment="02",
        device_id="device-2",
        server_url="https://county.example",
    )
    yield opened
    opened.close()


def everything(store: Store) -> list[ReceivedObject]:
    """What the outbox of a computer would bring to the county, in its order."""
    with store.read() as session:
        rows = session.execute(select(OutboxRow.kind, OutboxRow.object_id).order_by(OutboxRow.op_seq)).all()
        bytes_of = dict(session.execute(select(SealedObject.object_id, SealedObject.bytes)).all())
        bytes_of.update(session.execute(select(Relay.object_id, Relay.bytes)).all())
    return [ReceivedObject(kind=kind, object_id=name, data=bytes_of[name]) for kind, name in rows]


def stored_bytes(store: Store, sha256: str) -> bytes:
    """The bytes of that name, an attachment's or a private part's, as they lie in the store."""
    with store.read() as session:
        part = session.scalars(select(PrivatePart).where(PrivatePart.sha256 == sha256)).one_or_none()
        if part is not None and part.ciphertext is not None:
            return part.ciphertext
        return b"".join(attachments.stored_chunks(session, sha256))


def projected(store: Store) -> dict[str, tuple[str, str]]:
    with store.read() as session:
        return {row.record_id: (row.rev_id, row.status) for row in session.scalars(select(RecordRow))}


def give_key(first: Store, second: Store) -> None:
    approving.approve_device(first, ADMIN, second.keys.device.exchange_public)
    receiving.receive(second, everything(first))


def work(first: Store) -> str:
    """A patrol with a hazard, countersigned; and an incident with a private part. The incident's record id."""
    sealed = seal_sample(first, "fire.daily_patrol", answers=patrol_with(first, {2: {"exits": abnormal()}}))
    signing.sign(first, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN)
    return seal_sample(first, "event.adverse_event", answers={"occurred_time": "21:40"}).record_id


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_and_twice_the_second_computer_shows_the_same(
    first: Store, second: Store, seed: int
) -> None:
    work(first)
    objects = everything(first)
    random.Random(seed).shuffle(objects)
    received = receiving.receive(second, objects)
    again = receiving.receive(second, objects)
    assert (received.stored, received.refused, received.unread) == (len(objects), (), 0)
    assert (again.stored, again.known) == (0, len(objects))
    assert projected(second) == projected(first)
    assert compare(second) == ()
    assert vault.verify(second).faults == ()
    with first.read() as one, second.read() as other:
        hazards = [[row.hazard_id for row in session.scalars(select(HazardRow))] for session in (one, other)]
    assert hazards[0] == hazards[1] != []


def test_without_the_key_people_are_known_and_cannot_sign_in_and_with_it_they_can(
    first: Store, second: Store
) -> None:
    receiving.receive(second, everything(first))
    with second.read() as session:
        assert session.get_one(PersonRow, NURSE).name == "张某"
    with pytest.raises(UnknownPerson):
        people.sign_in(second, NURSE, PIN)
    give_key(first, second)
    assert people.sign_in(second, NURSE, PIN).name == "张某"
    assert second.keys.current_key_id == first.keys.current_key_id


def test_a_grant_for_another_computer_opens_nothing(first: Store, second: Store, tmp_path: Path) -> None:
    stranger = Store.open(tmp_path / "third", clock=FixedClock(START))
    approving.approve_device(first, ADMIN, stranger.keys.device.exchange_public)
    receiving.receive(second, everything(first))
    assert not second.keys.has_hospital_key
    stranger.close()


def test_private_parts_and_photos_arrive_apart_and_are_read_with_the_key(first: Store, second: Store) -> None:
    record_id = work(first)
    receiving.receive(second, everything(first))
    with second.read() as session:
        wanted = receiving.wanted_blobs(session)
        rev_id = session.get_one(RecordRow, record_id).rev_id
        revision = read_revision(session.get_one(SealedObject, rev_id).bytes)
        with pytest.raises(correcting.CannotCorrect, match="不在这台电脑上"):
            correcting.all_answers(session, second, revision)
    assert wanted
    for blob in wanted:
        data = stored_bytes(first, blob.sha256)
        with second.write() as session:
            assert not receiving.receive_blob(session, second, blob.sha256, data + b"!")
            assert receiving.receive_blob(session, second, blob.sha256, data)
            assert not receiving.receive_blob(session, second, digest(b"unasked"), b"unasked")
    with second.read() as session:
        assert receiving.wanted_blobs(session) == ()
        with pytest.raises(KeyMissing):
            correcting.all_answers(session, second, revision)
    give_key(first, second)
    with second.read() as session:
        assert correcting.all_answers(session, second, revision)["occurred_time"] == "21:40"
        assert session.get(PrivatePart, rev_id) is not None


def test_a_retired_person_is_locked_out_on_the_other_computer_too(first: Store, second: Store) -> None:
    give_key(first, second)
    early = everything(first)
    people.retire_person(first, ADMIN, staff_no=NURSE)
    receiving.receive(second, everything(first))
    receiving.receive(second, early)
    with pytest.raises(UnknownPerson):
        people.sign_in(second, NURSE, PIN)


def test_changed_bytes_and_another_hospitals_records_are_refused(
    first: Store, second: Store, tmp_path: Path
) -> None:
    other = open_hospital(tmp_path / "other", another=True)
    foreign = everything(other)[0]
    other.close()
    mine = everything(first)
    changed = replace(mine[-1], data=mine[-1].data + b" ")
    received = receiving.receive(second, [changed, foreign])
    assert received.refused == (changed.object_id, foreign.object_id)
    assert received.stored == 0


def test_what_this_program_cannot_read_is_kept_raw(second: Store) -> None:
    here = second.require_installation()
    future = canonical({"kind": "survey", "format": 1, "facility": here.facility_id})
    broken = canonical({"kind": "revision", "format": 1})
    items = [
        ReceivedObject(kind="survey", object_id=digest(future), data=future),
        ReceivedObject(kind="revision", object_id=digest(broken), data=broken),
    ]
    assert receiving.receive(second, items).unread == 2
    assert receiving.reread_unread(second) == 0
    with second.read() as session:
        assert {row.object_id for row in session.scalars(select(Unread))} == {
            item.object_id for item in items
        }


def test_an_order_of_the_county_reaches_its_hazard(first: Store) -> None:
    sealed = seal_sample(first, "fire.daily_patrol", answers=patrol_with(first, {2: {"exits": abnormal()}}))
    order = build_order(
        facility=first.require_installation().facility_id,
        subject=sealed.hazards[0],
        action="supervise",
        text="三日内整改",
        officer="county-1",
        officer_name="郑某",
        issued_at=START,
    )
    receiving.receive(first, [ReceivedObject(kind="order", object_id=digest(order), data=order)])
    with first.read() as session:
        assert session.get_one(HazardRow, sealed.hazards[0]).supervised
    assert vault.verify(first).faults == ()


def test_the_only_computer_is_lost_and_everything_returns_from_sheet_and_county(
    tmp_path: Path, first: Store
) -> None:
    record_id = work(first)
    code = first.keys.recovery_code()
    at_the_county = everything(first)
    here = first.require_installation()
    new = Store.open(tmp_path / "new", clock=FixedClock(START))
    new.keys.recover(code)
    setup.join(
        new,
        facility_id=here.facility_id,
        hospital=here.facility_name,
        level=here.level,
        segment="02",
        device_id="device-9",
        server_url="https://county.example",
    )
    receiving.receive(new, at_the_county)
    for blob in _wanted(new):
        data = stored_bytes(first, blob)
        with new.write() as session:
            assert receiving.receive_blob(session, new, blob, data)
    assert people.sign_in(new, ADMIN, PIN).role == "admin"
    assert projected(new) == projected(first)
    with new.read() as session:
        rev_id = session.get_one(RecordRow, record_id).rev_id
        revision = read_revision(session.get_one(SealedObject, rev_id).bytes)
        assert correcting.all_answers(session, new, revision)["occurred_time"] == "21:40"
    new.close()


def _wanted(store: Store) -> list[str]:
    with store.read() as session:
        return [blob.sha256 for blob in receiving.wanted_blobs(session)]
