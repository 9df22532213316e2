"""Every released form and every role: what its definition allows is what the program does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import event

from forms.canonical import digest
from forms.clock import FixedClock
from forms.definition import Form, FormKind
from forms.filling import Filling
from forms.identity import new_record_id
from forms.revision import SignatureMark, build_revision
from main import main
from models.faults import Refusal
from models.queries import hazards, incidents, records, search
from models.queries.people import PersonView, get_person
from models.queries.records import RecordFilter
from models.store import Store
from models.workflow import correcting, drafts, paper
from models.workflow.chains import StepRefused
from models.workflow.credentials import Proof
from models.workflow.people import ROLES, add_person
from models.workflow.permitting import NotAllowed
from models.workflow.receiving import ReceivedObject, receive
from models.workflow.sealing import seal
from models.workflow.stock import EventRefused
from models.workflow.surroundings import with_defaults
from tests.hospital import ADMIN, PIN, START, abnormal, answers_for, open_hospital, patrol_with
from tests.released_forms import FORMS

KINDS = ("record", "log", "card", "event", "step")
FORM_IDS = [form.id for form in FORMS]
OF_ROLE = {role: f"9{number:03}" for number, role in enumerate(ROLES)}
"""Somebody with that role and no other, who has written nothing."""


@dataclass(frozen=True)
class Cabinet:
    """A store with one sealed record of every released form, by the form's id."""

    store: Store
    record_ids: dict[str, str]
    _people: dict[str, PersonView] = field(default_factory=dict)

    def person(self, role: str) -> PersonView:
        """As the store tells of them, asked once."""
        if role not in self._people:
            with self.store.read() as session:
                found = get_person(session, OF_ROLE[role])
            assert found is not None
            assert found.roles == (role,)
            self._people[role] = found
        return self._people[role]

    def form(self, form_id: str) -> Form:
        return self.store.catalog.latest(form_id)

    def draft_count(self) -> int:
        return len(drafts.open_drafts(self.store))


@pytest.fixture(scope="module")
def cabinet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cabinet]:
    """The records come from another computer of the hospital: receiving asks nobody's rights."""
    store = open_hospital(tmp_path_factory.mktemp("rights") / "home", FixedClock(START))
    for role, staff_no in OF_ROLE.items():
        add_person(store, ADMIN, staff_no=staff_no, name="某", role=role, department="院办", pin=PIN)
    cabinet = Cabinet(store, {form.id: new_record_id(START) for form in FORMS})
    for form in sorted(FORMS, key=lambda form: (form.step is not None, form.kind is FormKind.EVENT)):
        data = sealed_elsewhere(cabinet, form)
        item = ReceivedObject(kind="revision", object_id=digest(data), data=data)
        assert receive(store, [item]).stored == 1
    yield cabinet
    store.close()


def sealed_elsewhere(cabinet: Cabinet, form: Form) -> bytes:
    store = cabinet.store
    answers = answers_for(store, form.id)
    if form.id == "fire.daily_patrol":
        answers = patrol_with(store, {0: {"exits": abnormal()}})
    with store.read() as session:
        whole = with_defaults(session, form, answers, now=START, person=ADMIN)
    public, _ = Filling(form, whole, now=START).sealed_answers()
    return build_revision(
        form=form,
        record_id=cabinet.record_ids[form.id],
        facility=store.require_installation().facility_id,
        department="信息科",
        author=ADMIN,
        author_name="钱某",
        asset=asset_of(cabinet, form),
        subject=subject_of(cabinet, form),
        claimed_at=START,
        keyed_at=START,
        sealed_at=START,
        serial=f"示例-{form.label}-20261120-01-001",
        answers=public,
        signature=SignatureMark(method="pin"),
    )


def subject_of(cabinet: Cabinet, form: Form) -> str | None:
    if form.step is None:
        return None
    if form.step.chain == "incident":
        return cabinet.record_ids["event.adverse_event"]
    if form.step.chain == "case":
        return cabinet.record_ids[form.step.of[0]]
    with cabinet.store.read() as session:
        return hazards.find(session)[0].hazard_id


def asset_of(cabinet: Cabinet, form: Form) -> str | None:
    """For an event the entry of its register."""
    if form.kind is not FormKind.EVENT or form.register is None:
        return None
    cards = (card for card in FORMS if card.kind is FormKind.CARD and card.register)
    return next(
        cabinet.record_ids[card.id]
        for card in cards
        if card.register and card.register.register == form.register.register
    )


def holds(form: Form, right: str, role: str) -> bool:
    held_by: tuple[str, ...] = getattr(form.rights, right)
    return "*" in held_by or role in held_by


def tried(form: Form, right: str) -> list[str]:
    """Every role that must be refused, and one of those with the right: another one from form to form."""
    held = [role for role in ROLES if holds(form, right, role)]
    turn = FORM_IDS.index(form.id)
    return (
        [role for role in ROLES if role not in held] + held[turn % len(held) :][:1] if held else list(ROLES)
    )


each = pytest.mark.parametrize("form_id", FORM_IDS)
by_role = pytest.mark.parametrize("role", ROLES)


@each
def test_who_may_read_finds_the_record_and_nobody_else(cabinet: Cabinet, form_id: str) -> None:
    for role in ROLES:
        _read_as(cabinet, form_id, role)


def _read_as(cabinet: Cabinet, form_id: str, role: str) -> None:
    form, person, record_id = cabinet.form(form_id), cabinet.person(role), cabinet.record_ids[form_id]
    catalog = cabinet.store.catalog
    with cabinet.store.read() as session:
        page = records.find(session, catalog, RecordFilter(form_id=form_id, kinds=KINDS), person)
        view = records.get(session, catalog, record_id, person)
    found = record_id in {item.record_id for item in page.rows}
    assert found == (view is not None) == holds(form, "read", role)
    assert int(page.count) == len(page.rows)


@each
def test_its_author_always_reads_a_record(cabinet: Cabinet, form_id: str) -> None:
    """Here the administrator's, held against a role that may not read: nobody loses sight of what they wrote."""
    with cabinet.store.read() as session:
        author = get_person(session, ADMIN)
        assert author is not None
        nobody = PersonView(
            staff_no=ADMIN, name=author.name, initials="", roles=("none",), department=None, active=True
        )
        assert records.get(session, cabinet.store.catalog, cabinet.record_ids[form_id], nobody) is not None


@each
def test_who_may_fill_is_let_through_to_the_form_and_nobody_else(cabinet: Cabinet, form_id: str) -> None:
    """Empty answers: whoever is let through hears what is missing, the others that it is not theirs."""
    for role in ROLES:
        _fill_as(cabinet, form_id, role)


def _fill_as(cabinet: Cabinet, form_id: str, role: str) -> None:
    form = cabinet.form(form_id)
    signer = form.signer(form.author_role)
    allowed = holds(form, "fill", role) and (not signer.held_by or role in signer.held_by)
    with pytest.raises(Refusal) as refused:
        seal(
            cabinet.store,
            author=OF_ROLE[role],
            proof=Proof(staff_no=OF_ROLE[role]),
            form=form,
            answers={"no_such_field": "x"},
            subject=subject_of(cabinet, form),
            asset=asset_of(cabinet, form),
        )
    assert (refused.type is not NotAllowed) == allowed


@each
def test_who_may_correct_gets_a_draft_and_nobody_else(cabinet: Cabinet, form_id: str) -> None:
    before = cabinet.draft_count()
    for role in tried(cabinet.form(form_id), "correct"):
        _correct_as(cabinet, form_id, role)
    assert cabinet.draft_count() == before


def _correct_as(cabinet: Cabinet, form_id: str, role: str) -> None:
    form, record_id = cabinet.form(form_id), cabinet.record_ids[form_id]
    if holds(form, "correct", role):
        draft = correcting.start_correction(cabinet.store, record_id, reason="写错了", person=OF_ROLE[role])
        assert draft.corrects == record_id
        drafts.discard(cabinet.store, draft.draft_id)
    else:
        with pytest.raises(NotAllowed, match="更正"):
            correcting.start_correction(cabinet.store, record_id, reason="写错了", person=OF_ROLE[role])


class TakenBack(Exception):  # noqa: N818 - no error: the record is wanted by the next test
    """Raised to undo a voiding."""


@each
def test_who_may_void_comes_as_far_as_the_seal_and_nobody_else(cabinet: Cabinet, form_id: str) -> None:
    for role in tried(cabinet.form(form_id), "void"):
        _void_as(cabinet, form_id, role)


def _void_as(cabinet: Cabinet, form_id: str, role: str) -> None:
    form, record_id, who = cabinet.form(form_id), cabinet.record_ids[form_id], OF_ROLE[role]
    boxed: list[str] = []

    def take_back(*_: object) -> None:
        boxed.append("reached the commit")
        raise TakenBack

    event.listen(cabinet.store._writer, "commit", take_back)
    try:
        with pytest.raises((NotAllowed, StepRefused, EventRefused, TakenBack)) as ended:
            correcting.void(
                cabinet.store, record_id, reason="填错了表", person=who, proof=Proof(staff_no=who)
            )
    finally:
        event.remove(cabinet.store._writer, "commit", take_back)
    assert (ended.type is not NotAllowed) == holds(form, "void", role)
    assert (ended.type is TakenBack) == bool(boxed)
    with cabinet.store.read() as session:
        view = records.get(session, cabinet.store.catalog, record_id, None)
    assert view is not None
    assert view.item.status == "sealed"


@each
def test_who_may_print_gets_the_paper_and_nobody_else(cabinet: Cabinet, form_id: str) -> None:
    for role in ROLES:
        _print_as(cabinet, form_id, role)


def _print_as(cabinet: Cabinet, form_id: str, role: str) -> None:
    form, record_id, who = cabinet.form(form_id), cabinet.record_ids[form_id], OF_ROLE[role]
    if holds(form, "read", role) and holds(form, "print", role):
        return  # the paper itself is drawn where every form is walked through
    with pytest.raises(Refusal, match="打印"):
        paper.print_record(cabinet.store, record_id, person=who)
    with pytest.raises(Refusal, match="打印"):
        paper.print_ledger(cabinet.store, [record_id], person=who)


@by_role
def test_search_and_the_page_of_incidents_show_a_role_what_it_may_read(cabinet: Cabinet, role: str) -> None:
    event_form = cabinet.form("event.adverse_event")
    person, catalog = cabinet.person(role), cabinet.store.catalog
    with cabinet.store.read() as session:
        listed = incidents.find(session, catalog, person)
        hits = search.palette(session, catalog, "不良事件", person, each=50)
    hidden = {cabinet.record_ids[form.id] for form in FORMS if not holds(form, "read", role)}
    found = {hit.key for hit in hits if hit.group == "record"}
    assert {item.record_id for item in listed} & hidden == set()
    assert (cabinet.record_ids[event_form.id] in {item.record_id for item in listed}) == holds(
        event_form, "read", role
    )
    assert (cabinet.record_ids[event_form.id] in found) == holds(event_form, "read", role)
    assert found.isdisjoint(hidden)


@by_role
def test_the_verbs_show_a_role_what_it_may_read(
    cabinet: Cabinet, role: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home, who = str(cabinet.store.home), OF_ROLE[role]
    assert main(["--home", home, "records", "list", "--all-kinds", "--as", who, "--json"]) == 0
    listed = {row["form"] for row in json.loads(capsys.readouterr().out)}
    assert listed == {form.id for form in FORMS if holds(form, "read", role)}
    for form in {form.rights.read: form for form in FORMS}.values():
        status = main(["--home", home, "records", "show", cabinet.record_ids[form.id], "--as", who])
        assert status == (0 if holds(form, "read", role) else 1), form.id
    capsys.readouterr()
