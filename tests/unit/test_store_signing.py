"""Later signatures: objects of their own, under the rules between people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from forms.clock import FixedClock
from forms.revision import read_signature
from models import vault
from models.store import Store
from models.tables.outbox import OutboxRow
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject
from models.workflow import correcting, people, signing
from models.workflow.attachments import AttachmentError
from models.workflow.credentials import UnknownPerson
from models.workflow.sealing import seal
from tests.hospital import ADMIN, HEAD, NURSE, OFFICER, PIN, STAFF, START, open_hospital, seal_sample

PATROL = "fire.daily_patrol"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", FixedClock(START))
    yield opened
    opened.close()


def awaiting(store: Store, record_id: str) -> list[str]:
    with store.read() as session:
        return list(session.get_one(RecordRow, record_id).awaiting)


def test_the_second_signature_is_an_object_and_an_operation(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    assert awaiting(store, sealed.record_id) == ["supervisor"]
    object_id = signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN)
    assert awaiting(store, sealed.record_id) == []
    with store.read() as session:
        signature = read_signature(session.get_one(SealedObject, object_id).bytes)
        assert (
            session.scalars(select(OutboxRow.kind).where(OutboxRow.object_id == object_id)).one()
            == "signature"
        )
    assert (signature.signs, signature.person, signature.verdict) == (sealed.rev_id, HEAD, "signed")
    assert vault.verify(store).faults == ()


def test_signing_again_is_the_same_signature(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    first = signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN)
    assert signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN) == first
    with pytest.raises(signing.CannotSign, match="已经有人签过"):
        signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=OFFICER, pin=PIN)


def test_the_author_cannot_be_the_second_signer(store: Store) -> None:
    sealed = seal_sample(store, PATROL, author=OFFICER)
    with pytest.raises(signing.CannotSign, match="要是两个人"):
        signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=OFFICER, pin=PIN)


def test_only_the_roles_the_form_names_may_sign(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    with pytest.raises(signing.CannotSign, match="不在其中"):
        signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=STAFF, pin=PIN)
    with pytest.raises(signing.CannotSign, match="没有这一个签字栏"):
        signing.sign(store, rev_id=sealed.rev_id, role="nobody", person=HEAD, pin=PIN)


def test_a_refusal_needs_a_reason_and_waits_for_a_correction(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    with pytest.raises(signing.CannotSign, match="还没写退回的原因"):
        signing.return_record(
            store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, reason=" ", pin=PIN
        )
    signing.return_record(
        store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, reason="时间对不上", pin=PIN
    )
    with store.read() as session:
        assert session.get_one(RecordRow, sealed.record_id).returned == "时间对不上"
    draft = correcting.start_correction(store, sealed.record_id, reason="时间对不上", person=OFFICER)
    corrected = seal(store, draft_id=draft.draft_id, author=OFFICER, pin=PIN)
    assert corrected.awaiting == ("supervisor",)
    signing.sign(store, rev_id=corrected.rev_id, role="supervisor", person=HEAD, pin=PIN)
    with store.read() as session:
        row = session.get_one(RecordRow, sealed.record_id)
        assert (row.returned, row.awaiting) == (None, [])


def test_a_retired_person_signs_nothing(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    people.retire_person(store, ADMIN, staff_no=HEAD)
    with pytest.raises(UnknownPerson):
        signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN)


def test_a_drawn_signature_must_be_a_picture(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    with pytest.raises(AttachmentError):
        signing.sign(
            store, rev_id=sealed.rev_id, role="supervisor", person=HEAD, pin=PIN, image=b"no picture"
        )
    assert awaiting(store, sealed.record_id) == ["supervisor"]


def test_a_nurse_may_sign_nothing_as_a_supervisor(store: Store) -> None:
    sealed = seal_sample(store, PATROL, author=OFFICER)
    with pytest.raises(signing.CannotSign):
        signing.sign(store, rev_id=sealed.rev_id, role="supervisor", person=NURSE, pin=PIN)
