"""Every form in a real store: whatever a form is about is brought about first, by its own forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count

from PIL import Image

from forms.definition import FieldType, Form, FormKind
from forms.json_value import Json
from forms.listed import StepRule
from forms.samples import sample_answers
from models.faults import Refusal
from models.queries import hazards
from models.store import Store
from models.workflow import attachments, correcting, demo, signing
from models.workflow.credentials import Proof, verify_pin
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from models.workflow.surroundings import context_of
from tests.hospital import ADMIN, HEAD, PIN, abnormal, patrol_with

PEOPLE = {staff_no: role for staff_no, _, role, _ in demo.PEOPLE} | {ADMIN: "admin"}
PLACES = tuple(place[0] for place in demo.PLACES)
WAYS_OF_A_HAZARD: tuple[tuple[str, ...], ...] = (
    (),
    ("order",),
    ("order", "rectify"),
    ("order", "rectify", "recheck"),
    ("order", "rectify", "recheck", "close"),
    ("order", "supervise"),
)
"""Steps before a step, shortest first."""


@dataclass
class Walk:
    store: Store
    sealed: dict[str, Sealed] = field(default_factory=dict)
    _proofs: dict[str, Proof] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def seal(self, form_id: str, *, given: Mapping[str, Json] | None = None) -> Sealed:
        """A record of the form, with everything that it is about; the form's first one is kept under its id."""
        form = self.store.catalog.latest(form_id)
        if form.kind is FormKind.EVENT and form.register is not None:
            register = form.register.register
            asset = self.fresh_asset(register) if form.register.takes else self.asset(register)
            done = self._seal(form, asset=asset, given=given)
        elif form.step is not None:
            done = self._step(form, form.step, given)
        else:
            done = self._seal(form, given=given)
        self.sealed.setdefault(form_id, done)
        return done

    def asset(self, register: str) -> str:
        """The record id of a card of that register."""
        card = self._card(register)
        return (self.sealed.get(card) or self.seal(card)).record_id

    def fresh_asset(self, register: str) -> str:
        """The record id of a card whose stock nobody has taken from."""
        return self.seal(self._card(register)).record_id

    def _card(self, register: str) -> str:
        for entry in self.store.catalog.current():
            if entry.kind == "card" and entry.register == register:
                return entry.id
        raise LookupError(f"no form keeps the register {register}")

    def sign_all(self, form: Form, sealed: Sealed) -> None:
        """Everybody who still has to sign the record does, each another person where the form asks for that."""
        for signer in (one for one in form.signers if not one.author):
            for person in self._signers_of(form, signer.role, sealed):
                try:
                    signing.sign(
                        self.store,
                        rev_id=sealed.rev_id,
                        role=signer.role,
                        person=person,
                        proof=self._proof(person),
                    )
                except Refusal:
                    continue
                break

    def _signers_of(self, form: Form, role: str, sealed: Sealed) -> Iterator[str]:
        held_by = form.signer(role).held_by
        yield from (person for person, held in PEOPLE.items() if not held_by or held in held_by)

    def _proof(self, person: str) -> Proof:
        """Asked for once: hashing a PIN is slow on purpose."""
        if person not in self._proofs:
            self._proofs[person] = verify_pin(self.store, person, PIN)
        return self._proofs[person]

    def _step(self, form: Form, step: StepRule, given: Mapping[str, Json] | None) -> Sealed:
        match step.chain:
            case "hazard":
                return self._hazard_step(form, given)
            case "incident":
                reports = step.of or self._reports()
                subjects = [self.seal(report).record_id for report in reports]
                return self._first(form, [(subject, ()) for subject in subjects], given)
            case _:
                return self._case_step(form, step, given)

    def _reports(self) -> tuple[str, ...]:
        entries = self.store.catalog.current()
        return tuple(one.id for one in entries if one.chapter == "event" and one.kind == "record")

    def _first(
        self, form: Form, subjects: list[tuple[str, tuple[str, ...]]], given: Mapping[str, Json] | None
    ) -> Sealed:
        """The step on the first subject on which it is allowed, by the first person who may take it."""
        refused: list[str] = []
        for subject, after in subjects:
            for author in self._authors(form):
                for is_first in (True, False):
                    try:
                        return self._seal(
                            form, subject=subject, after=after, author=author, is_first=is_first, given=given
                        )
                    except Refusal as reason:
                        refused.append(str(reason))
        raise AssertionError(f"{form.id}: {refused}")

    def _hazard_step(self, form: Form, given: Mapping[str, Json] | None) -> Sealed:
        refused: list[str] = []
        for level in ("general", "major"):
            for way in (*WAYS_OF_A_HAZARD, None):
                hazard_id = self._hazard() if way is not None else self._withdrawn_hazard()
                try:
                    for action in way or ():
                        before = self.store.catalog.latest(f"hazard.{action}")
                        answers: dict[str, Json] = {"level": level} if action == "order" else {}
                        self._first(before, [(hazard_id, self._heads(hazard_id))], answers)
                    return self._first(form, [(hazard_id, self._heads(hazard_id))], given)
                except AssertionError as reason:
                    refused.append(str(reason))
        raise AssertionError(refused)

    def _hazard(self) -> str:
        return self._patrol().hazards[0]

    def _patrol(self) -> Sealed:
        answers = patrol_with(self.store, {next(self._numbers) % len(PLACES): {"exits": abnormal()}})
        return seal(
            self.store, author=HEAD, proof=self._proof(HEAD), form="fire.daily_patrol", answers=answers
        )

    def _withdrawn_hazard(self) -> str:
        patrol = self._patrol()
        correcting.void(
            self.store,
            patrol.record_id,
            person=ADMIN,
            proof=self._proof(ADMIN),
            reason="走错了楼，没有这一轮",
        )
        return patrol.hazards[0]

    def _heads(self, hazard_id: str) -> tuple[str, ...]:
        with self.store.read() as session:
            view = hazards.get(session, hazard_id)
        assert view is not None
        return tuple(view.heads)

    def _case_step(self, form: Form, step: StepRule, given: Mapping[str, Json] | None) -> Sealed:
        opening = self.store.catalog.latest(step.of[0])
        assert opening.case is not None, opening.id
        way = self._way(opening, step.after)
        first = self.seal(opening.id)
        self.sign_all(opening, first)
        for before, answers in way:
            sealed = self._first(before, [(first.record_id, ())], answers)
            self.sign_all(before, sealed)
            self.sealed.setdefault(before.id, sealed)
        return self._first(form, [(first.record_id, ())], given)

    def _way(self, opening: Form, targets: tuple[str, ...]) -> list[tuple[Form, dict[str, Json]]]:
        """The shortest way of steps from the first state of a case to one of the states."""
        assert opening.case is not None
        forms = [
            self.store.catalog.latest(entry.id)
            for entry in self.store.catalog.current()
            if entry.step is not None and opening.id in entry.step.of
        ]
        waiting: list[tuple[str, list[tuple[Form, dict[str, Json]]]]] = [(opening.case.states[0].code, [])]
        seen = set()
        while waiting:
            state, way = waiting.pop(0)
            if state in targets:
                return way
            if state in seen:
                continue
            seen.add(state)
            for form in forms:
                step = form.step
                if step is None or state not in step.after:
                    continue
                if step.to:
                    waiting.append((step.to, [*way, (form, {})]))
                else:
                    for choice in form.field(step.to_field).choices:
                        waiting.append((choice.code, [*way, (form, {step.to_field: choice.code})]))
        raise AssertionError(f"{opening.id} never reaches {targets}")

    def _authors(self, form: Form) -> list[str]:
        author = form.signer(form.author_role)
        may_fill = [
            person for person, role in PEOPLE.items() if "*" in form.rights.fill or role in form.rights.fill
        ]
        return [person for person in may_fill if not author.held_by or PEOPLE[person] in author.held_by]

    def _seal(
        self,
        form: Form,
        *,
        asset: str | None = None,
        subject: str | None = None,
        after: tuple[str, ...] = (),
        author: str | None = None,
        is_first: bool = True,
        given: Mapping[str, Json] | None = None,
    ) -> Sealed:
        """``is_first``: the author is named wherever the form asks for a person, else others are."""
        writer = author or self._authors(form)[0]
        now = self.store.clock.now()
        with self.store.read() as session:
            context = context_of(session, form=form, person=writer, now=now, asset=asset, subject=subject)
        others = [person for person in PEOPLE if person != writer]
        people = [writer, *others] if is_first else [*others, writer]
        answers = sample_answers(
            form,
            places=PLACES,
            people=people,
            assets=[self.asset(kind) for kind in _asset_kinds(form)] or ([asset] if asset else []),
            now=now,
            files=[self._photo()],
            context=context,
            given=given,
        )
        return seal(
            self.store,
            author=writer,
            proof=self._proof(writer),
            form=form,
            answers=answers,
            asset=asset,
            subject=subject,
            after=after,
        )

    def _photo(self) -> str:
        stream = BytesIO()
        Image.new("RGB", (8, 8), (200, 60, 40)).save(stream, "JPEG")
        return attachments.add(self.store, stream.getvalue(), "image/jpeg")


def _asset_kinds(form: Form) -> list[str]:
    fields = [one for top in form.fields() for one in (top, *top.fields)]
    kinds = (one.of_kind for one in fields if one.type is FieldType.ASSET and one.of_kind)
    return list(dict.fromkeys(kinds))
