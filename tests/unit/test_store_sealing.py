"""Sealing: one durable transaction, or the draft as it was and a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError

from forms.clock import FixedClock
from forms.json_value import Json
from forms.revision import commitment, read_revision
from models import vault
from models.blackbox import Entry, scan
from models.faults import DiskFull
from models.home import DATABASE
from models.store import Store
from models.tables.audit import AuditEntry
from models.tables.drafts import Draft
from models.tables.outbox import OutboxRow
from models.tables.projections import RecordRow
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import clock_guard, correcting, drafts
from models.workflow.credentials import Proof, WrongPin
from models.workflow.destroying import CannotDestroy, destroy_private_part
from models.workflow.permitting import NotAllowed
from models.workflow.sealing import BeforeTheHospital, NotYet, SealFailed, seal
from models.workflow.sheet import NotReady
from tests.hospital import (
    ADMIN,
    LEADER,
    NURSE,
    OFFICER,
    PIN,
    QUALITY,
    START,
    answers_for,
    open_hospital,
    seal_sample,
)

PATROL = "fire.daily_patrol"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", clock)
    yield opened
    opened.close()


def draft_of(store: Store, form_id: str = PATROL, **facts: Json) -> drafts.DraftView:
    return drafts.start(
        store,
        form_id=form_id,
        person=NURSE,
        department="内科病区",
        answers=answers_for(store, form_id),
        meta=facts,
    )


def count(store: Store, table: type) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def sealed_bytes(store: Store, rev_id: str) -> bytes:
    with store.read() as session:
        return session.get_one(SealedObject, rev_id).bytes


def test_sealing_a_draft_leaves_a_record_an_operation_an_entry_and_no_draft(store: Store) -> None:
    draft = draft_of(store)
    before = count(store, AuditEntry)
    sealed = seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    assert sealed.record_id == draft.draft_id
    assert sealed.awaiting == ("supervisor",)
    revision = read_revision(sealed_bytes(store, sealed.rev_id))
    assert (revision.author, revision.author_name, revision.serial) == (NURSE, "张某", sealed.serial)
    with store.read() as session:
        operation = session.scalars(select(OutboxRow).where(OutboxRow.object_id == sealed.rev_id)).one()
        assert (operation.delivery, operation.lane, operation.record_id) == (
            "pending",
            "normal",
            sealed.record_id,
        )
        assert session.get(Draft, draft.draft_id) is None
        assert session.get_one(RecordRow, sealed.record_id).rev_id == sealed.rev_id
    assert count(store, AuditEntry) == before + 1
    boxed = [entry for path in store.blackbox.files() for entry in scan(path) if isinstance(entry, Entry)]
    assert boxed[-1].parts == (sealed_bytes(store, sealed.rev_id),)
    assert vault.verify(store).faults == ()


def test_sealing_twice_seals_once(store: Store) -> None:
    draft = draft_of(store)
    first = seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    objects = count(store, SealedObject)
    assert seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN) == first
    assert count(store, SealedObject) == objects


def test_serial_numbers_count_on_per_form_and_day(store: Store, clock: FixedClock) -> None:
    first, second = seal_sample(store, PATROL), seal_sample(store, PATROL)
    clock.advance(hours=24)
    third = seal_sample(store, PATROL)
    heads = [sealed.serial.split("-", 1)[1] for sealed in (first, second, third)]
    assert heads == ["F01-20261120-01-001", "F01-20261120-01-002", "F01-20261121-01-001"]


def test_a_filling_with_problems_is_not_sealed_and_all_are_told(store: Store) -> None:
    draft = drafts.start(store, form_id=PATROL, person=NURSE, department=None, answers={"places": []})
    with pytest.raises(NotReady, match="处要补，才能封存。填的都在") as caught:
        seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    assert caught.value.problems
    assert drafts.get(store, draft.draft_id) == draft


def test_a_wrong_pin_seals_nothing(store: Store) -> None:
    draft = draft_of(store)
    objects = count(store, SealedObject)
    with pytest.raises(WrongPin, match="还可以再试 4 次"):
        seal(store, draft_id=draft.draft_id, author=NURSE, pin="1234")
    assert count(store, SealedObject) == objects
    assert drafts.get(store, draft.draft_id) == draft


def test_only_the_roles_of_the_form_may_fill_it(store: Store) -> None:
    with pytest.raises(NotAllowed, match="由管理员填写"):
        seal(store, author=NURSE, pin=PIN, form="register.person", answers={})


def seal_many(store: Store) -> None:
    for _ in range(40):
        seal_sample(store, PATROL)


@pytest.mark.fault(6)
@pytest.mark.parametrize("pages", [0, 3, 8])
def test_a_full_disk_leaves_the_draft_and_says_so(store: Store, pages: int) -> None:
    draft = draft_of(store)
    objects, operations = count(store, SealedObject), count(store, OutboxRow)
    boxed = [path.read_bytes() for path in store.blackbox.files()]
    store.ballast.take()
    with store.write() as session:
        used = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {used + pages}"))
    with pytest.raises(SealFailed, match="没有封存。硬盘满了") as caught:
        seal_many(store)
    assert isinstance(caught.value.__cause__, DiskFull)
    assert not store.ballast.is_there
    done = count(store, SealedObject) - objects
    assert count(store, OutboxRow) - operations == done
    if done == 0:
        assert [path.read_bytes() for path in store.blackbox.files()] == boxed
    assert drafts.get(store, draft.draft_id) == draft
    with store.write() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
    seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    assert vault.verify(store).faults == ()
    vault.care_daily(store)
    assert store.ballast.is_there


@pytest.mark.fault(6)
def test_a_black_box_that_cannot_be_written_stops_the_seal(tmp_path: Path, clock: FixedClock) -> None:
    store = open_hospital(tmp_path / "home", clock)
    draft = draft_of(store)
    clock.advance(hours=3)  # another day in the hospital
    store.close()
    store = Store.open(tmp_path / "home", clock=clock)
    before = (count(store, SealedObject), count(store, OutboxRow))
    (tmp_path / "home" / "blackbox" / "000002-20261121.log").symlink_to("/dev/full")
    with pytest.raises(SealFailed, match="硬盘满了"):
        seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    assert drafts.get(store, draft.draft_id) == draft
    assert (count(store, SealedObject), count(store, OutboxRow)) == before
    (tmp_path / "home" / "blackbox" / "000002-20261121.log").unlink()
    seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    assert vault.verify(store).faults == ()
    store.close()


def test_sealed_objects_and_the_log_refuse_every_change(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    changes = [
        update(SealedObject).where(SealedObject.object_id == sealed.rev_id).values(bytes=b"{}"),
        delete(SealedObject).where(SealedObject.object_id == sealed.rev_id),
        update(AuditEntry).values(action="nothing"),
        delete(AuditEntry),
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="never"), store.write() as session:
            session.execute(change)
    assert vault.verify(store).faults == ()


def test_identifying_answers_are_nowhere_in_clear_text(store: Store) -> None:
    name = "欧阳示例病人"
    answers = {
        "what_happened": "跌倒一次，未受伤",
        "outcome": "no_harm",
        "patient_name": name,
        "report_kind": "full",
    }
    form = store.catalog.latest("event.adverse_event")
    identifying = next(field.name for field in form.fields() if field.identifying and field.type == "text")
    full = {**answers_for(store, form.id), **answers}
    full = {key: value for key, value in full.items() if key in {field.name for field in form.fields()}}
    full[identifying] = name
    draft = drafts.start(store, form_id=form.id, person=NURSE, department="内科病区", answers=full)
    sealed = seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    revision = read_revision(sealed_bytes(store, sealed.rev_id))
    assert identifying not in revision.answers
    assert revision.private is not None
    with store.read() as session:
        part = session.get_one(PrivatePart, sealed.rev_id)
        assert part.ciphertext is not None
        clear = store.keys.decrypt(part.ciphertext, sealed.record_id)
        assert commitment(clear) == revision.private["commitment"]
        assert correcting.all_answers(session, store, revision)[identifying] == name
    copy = vault.backup(store)
    store.close()
    found = [path for path in store.home.rglob("*") if path.is_file() and name.encode() in path.read_bytes()]
    assert copy.exists()
    assert found == []


def test_a_private_part_is_destroyed_by_two_persons_and_changed_by_nobody(store: Store) -> None:
    sealed = seal_sample(store, "event.adverse_event", answers={"occurred_time": "21:40"})
    with pytest.raises(IntegrityError, match="only be destroyed"), store.write() as session:
        session.get_one(PrivatePart, sealed.rev_id).ciphertext = b"another"
    leader, quality = Proof(staff_no=LEADER), Proof(staff_no=QUALITY)
    with pytest.raises(CannotDestroy, match="要两个人"):
        destroy_private_part(store, sealed.rev_id, proofs=(leader, leader), reason="某法某条")
    with pytest.raises(NotAllowed):
        destroy_private_part(store, sealed.rev_id, proofs=(leader, Proof(staff_no=NURSE)), reason="某法某条")
    destroy_private_part(store, sealed.rev_id, proofs=(leader, quality), reason="某法某条")
    with pytest.raises(CannotDestroy, match="已经销毁"):
        destroy_private_part(store, sealed.rev_id, proofs=(leader, quality), reason="某法某条")
    revision = read_revision(sealed_bytes(store, sealed.rev_id))
    with store.read() as session, pytest.raises(correcting.CannotCorrect, match="已依法销毁"):
        correcting.all_answers(session, store, revision)
    assert vault.verify(store).faults == ()


def test_a_correction_keeps_serial_and_verdict_and_names_its_parent(store: Store, clock: FixedClock) -> None:
    first = seal_sample(store, PATROL)
    clock.advance(hours=40)
    draft = correcting.start_correction(store, first.record_id, reason="时间写错", person=OFFICER)
    assert correcting.start_correction(store, first.record_id, reason="再来", person=OFFICER) == draft
    second = seal(store, draft_id=draft.draft_id, author=OFFICER, pin=PIN)
    revision = read_revision(sealed_bytes(store, second.rev_id))
    assert (second.serial, second.timeliness) == (first.serial, first.timeliness)
    assert (revision.parents, revision.reason) == ((first.rev_id,), "时间写错")
    with store.read() as session:
        assert session.get_one(RecordRow, first.record_id).versions == 2


def test_a_nurse_may_not_correct_or_void_a_patrol(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    with pytest.raises(NotAllowed, match="更正"):
        correcting.start_correction(store, sealed.record_id, reason="改", person=NURSE)
    with pytest.raises(NotAllowed, match="作废"):
        correcting.void(store, sealed.record_id, reason="改", person=NURSE, pin=PIN)


def test_a_voided_record_stays_and_cannot_be_voided_again(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    voided = correcting.void(store, sealed.record_id, reason="重复录入", person=OFFICER, pin=PIN)
    assert read_revision(sealed_bytes(store, voided.rev_id)).void
    assert sealed_bytes(store, sealed.rev_id)
    with pytest.raises(correcting.CannotCorrect, match="已经作废"):
        correcting.void(store, sealed.record_id, reason="再来", person=OFFICER, pin=PIN)
    with pytest.raises(correcting.CannotCorrect, match="还没写原因"):
        correcting.void(store, sealed.record_id, reason=" ", person=OFFICER, pin=PIN)


@pytest.mark.parametrize(
    ("hours", "paper", "verdict"),
    [
        (0, None, "on_time"),
        (20, "2026-1120-03", "transcribed"),
        (30, "2026-1120-03", "late"),
        (30, None, "late"),
    ],
)
def test_lateness_is_judged_at_the_first_seal(
    store: Store, clock: FixedClock, hours: int, paper: str | None, verdict: str
) -> None:
    happened = clock.now()
    clock.advance(hours=hours)
    sealed = seal_sample(store, PATROL, claimed_at=happened, paper_no=paper)
    assert sealed.timeliness == verdict


def test_a_clock_set_back_marks_the_record_for_ever(store: Store, clock: FixedClock) -> None:
    clock.advance(hours=-1)
    assert seal_sample(store, PATROL).clock_suspect
    with store.read() as session:
        assert "早于最近一次记录" in str(clock_guard.problem(session, clock.now()))
    clock.advance(hours=1)
    assert not seal_sample(store, PATROL).clock_suspect


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_ten_years_off_is_told_and_does_not_spoil_what_follows(
    store: Store, clock: FixedClock, years: int
) -> None:
    clock.advance(days=365 * years)
    with store.read() as session:
        assert "请先把电脑的时间调对" in str(clock_guard.problem(session, clock.now()))
    assert any("这台电脑的时间是" in sentence for sentence in vault.check_at_start(store))
    assert seal_sample(store, PATROL).clock_suspect
    clock.advance(days=-365 * years)
    assert not seal_sample(store, PATROL).clock_suspect


def test_the_administrator_can_say_that_a_clock_is_right(store: Store, clock: FixedClock) -> None:
    clock.advance(days=500)  # the computer was put away
    with store.write() as session:
        clock_guard.confirm(session, actor=ADMIN, now=clock.now())
    assert not seal_sample(store, PATROL).clock_suspect


def test_drafts_are_kept_as_ciphertext_and_found_again(store: Store, clock: FixedClock) -> None:
    draft = drafts.start(store, form_id=PATROL, person=NURSE, department="内科病区")
    answers: dict[str, Json] = {"shift": "night", "remark": "待续的一句话"}
    clock.advance(seconds=3)
    saved = drafts.save(
        store, draft.draft_id, answers=answers, bulk=["a"], position="remark", meta={"paper_no": "7"}
    )
    (found,) = drafts.open_drafts(store, NURSE)
    assert saved == clock.now() == found.saved_at
    assert (found.answers, found.bulk, found.position, found.answered) == (answers, ("a",), "remark", 2)
    assert drafts.open_drafts(store, QUALITY) == ()
    with store.read() as session:
        assert "待续".encode() not in session.get_one(Draft, draft.draft_id).content
    assert "待续".encode() not in (store.home / DATABASE).read_bytes()
    drafts.discard(store, draft.draft_id)
    with pytest.raises(drafts.DraftGone):
        drafts.save(store, draft.draft_id, answers=answers)


def test_the_audit_log_holds_no_answers(store: Store) -> None:
    seal_sample(store, PATROL)
    with store.read() as session:
        details = [json.dumps(entry.detail) for entry in session.scalars(select(AuditEntry))]
    assert all(len(detail) < 300 for detail in details)
    assert not any("places" in detail for detail in details)


def test_verify_names_a_changed_log_entry(store: Store) -> None:
    seal_sample(store, PATROL)
    with store.write() as session:
        session.execute(text("DROP TRIGGER refuse_update_audit"))
        session.execute(text("UPDATE audit SET actor = '9999' WHERE seq = 3"))
    assert vault.verify(store).faults == ("审计日志从第 3 条起接不上。",)


def test_verify_names_changed_bytes(store: Store) -> None:
    sealed = seal_sample(store, PATROL)
    with store.write() as session:
        session.execute(text("DROP TRIGGER refuse_update_sealed_objects"))
        session.execute(
            text(
                "UPDATE sealed_objects SET bytes = CAST(replace(bytes, '张', '李') AS BLOB) WHERE object_id = :id"
            ),
            {"id": sealed.rev_id},
        )
    assert any("与校验码对不上" in fault for fault in vault.verify(store).faults)


def test_keying_begins_when_the_draft_is_begun(store: Store, clock: FixedClock) -> None:
    started = clock.now()
    draft = draft_of(store, claimed_at="2026-11-20T13:30:00Z")
    clock.advance(minutes=20)
    sealed = seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    revision = read_revision(sealed_bytes(store, sealed.rev_id))
    assert revision.keyed_at == started
    assert revision.claimed_at == started - timedelta(minutes=30)
    assert revision.sealed_at == clock.now()


def test_what_is_said_to_have_happened_before_there_was_a_hospital_is_not_sealed(
    store: Store, clock: FixedClock
) -> None:
    clock.advance(hours=1)
    profile = {"founded": "2020-05-01", "level": "township", "leader": None, "reason": None}
    seal_sample(store, "register.hospital_profile", author=ADMIN, answers=profile)
    with pytest.raises(BeforeTheHospital, match="2020-05-01"):
        seal_sample(store, "fire.daily_patrol", claimed_at=datetime(2020, 4, 30, 15, 0, tzinfo=UTC))
    assert seal_sample(
        store, "fire.daily_patrol", claimed_at=datetime(2020, 5, 1, 2, 0, tzinfo=UTC)
    ).record_id
    with pytest.raises(NotYet):
        seal_sample(store, "fire.daily_patrol", claimed_at=clock.now() + timedelta(days=1))
