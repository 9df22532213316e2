"""Fillings in progress: every change is kept, as ciphertext, in its own small transaction."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.context import Context
from forms.definition import Form
from forms.identity import new_record_id
from forms.json_value import Json
from models.base import json_text
from models.faults import Refusal
from models.keys import Keys, key_id_in
from models.store import Store
from models.tables.drafts import Draft
from models.workflow import surroundings

_BOUND = "draft"
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


class DraftGone(Refusal):
    def __init__(self) -> None:
        super().__init__("这份草稿已经封存或丢掉了。封存的记录都在。请到“记录”里找它。")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    draft_id: str
    form_id: str
    form_version: str
    person: str
    department: str | None
    place: str | None
    asset: str | None
    task: str | None
    subject: str | None
    after: tuple[str, ...]
    corrects: str | None
    parents: tuple[str, ...]
    reason: str | None
    answers: dict[str, Json] = field(repr=False)
    bulk: tuple[str, ...] = field(repr=False)
    meta: dict[str, Json] = field(repr=False)  # claimed_at, paper_no and what the page wants to find again
    answered: int
    position: str | None
    started_at: datetime
    saved_at: datetime


def context_of(session: Session, form: Form, draft: DraftView, now: datetime) -> Context:
    """What its form may know: of whom, where, of what and after what the draft is."""
    return surroundings.context_of(
        session,
        form=form,
        person=draft.person,
        now=now,
        place=draft.place,
        asset=draft.asset,
        subject=draft.subject,
        corrects=draft.corrects,
    )


def start(
    store: Store,
    *,
    form_id: str,
    person: str,
    department: str | None,
    place: str | None = None,
    asset: str | None = None,
    task: str | None = None,
    subject: str | None = None,
    after: Iterable[str] = (),
    correct: str | None = None,
    parents: Iterable[str] = (),
    reason: str | None = None,
    form_version: str | None = None,
    answers: Mapping[str, Json] | None = None,
    bulk: Iterable[str] = (),
    meta: Mapping[str, Json] | None = None,
) -> DraftView:
    """A draft with the form's defaults under the answers given. ``correct`` names the record corrected."""
    form = store.catalog.get(form_id, form_version) if form_version else store.catalog.latest(form_id)
    now = store.clock.now()
    with store.write() as session:
        given = dict(answers or {})
        if correct is None:
            given = surroundings.with_defaults(
                session, form, given, now=now, person=person, place=place, asset=asset, subject=subject
            )
        draft = Draft(
            draft_id=new_record_id(now),
            form_id=form.id,
            form_version=form.version,
            person=person,
            department=department,
            place=place,
            asset=asset,
            task=task,
            subject=subject,
            after=sorted(after),
            corrects=correct,
            parents=sorted(parents),
            reason=reason,
            position=None,
            started_at=now,
            saved_at=now,
        )
        _fill(draft, store.keys, given, bulk, meta or {})
        session.add(draft)
    return _view(draft, store.keys)


def save(
    store: Store,
    draft_id: str,
    *,
    answers: Mapping[str, Json],
    bulk: Iterable[str] = (),
    position: str | None = None,
    meta: Mapping[str, Json] | None = None,
) -> datetime:
    """Keep the filling as it stands; on the disk when this returns. DraftGone if it was sealed meanwhile."""
    now = store.clock.now()
    with store.write() as session:
        draft = session.get(Draft, draft_id)
        if draft is None:
            raise DraftGone
        _fill(draft, store.keys, answers, bulk, meta or {})
        draft.position = position
        draft.saved_at = now
    return now


def discard(store: Store, draft_id: str) -> None:
    """Throw a draft away; nothing of it can be found again."""
    with store.write() as session:
        remove(session, draft_id)


def remove(session: Session, draft_id: str) -> None:
    draft = session.get(Draft, draft_id)
    if draft is not None:
        session.delete(draft)


def get(store: Store, draft_id: str) -> DraftView:
    """DraftGone if there is none."""
    with store.read() as session:
        draft = session.get(Draft, draft_id)
    if draft is None:
        raise DraftGone
    return _view(draft, store.keys)


def open_drafts(store: Store, person: str | None = None) -> tuple[DraftView, ...]:
    """The drafts of a person, or of everybody, the latest first."""
    with store.read() as session:
        wanted = select(Draft).order_by(Draft.saved_at.desc(), Draft.draft_id)
        if person is not None:
            wanted = wanted.where(Draft.person == person)
        found = session.scalars(wanted).all()
    return tuple(_view(draft, store.keys) for draft in found)


def named_attachments(store: Store) -> frozenset[str]:
    """Every digest that some draft on this computer mentions."""
    return frozenset(
        found for draft in open_drafts(store) for found in _DIGEST.findall(json_text(draft.answers))
    )


def count_answers(answers: Mapping[str, Json]) -> int:
    """How many questions have an answer, cells of rows counted one by one."""
    total = 0
    for name, value in answers.items():
        if isinstance(value, list) and any(isinstance(row, dict) for row in value):
            total += sum(count_answers(row) for row in value if isinstance(row, dict))
        elif name != "row_id" and value not in (None, "", [], {}):
            total += 1
    return total


def _fill(
    draft: Draft, keys: Keys, answers: Mapping[str, Json], bulk: Iterable[str], meta: Mapping[str, Json]
) -> None:
    content = {"answers": dict(answers), "bulk": sorted(set(bulk)), "meta": dict(meta)}
    draft.content = keys.encrypt(json_text(content).encode(), _BOUND + draft.draft_id)
    draft.key_id = key_id_in(draft.content)
    draft.answered = count_answers(answers)


def _view(draft: Draft, keys: Keys) -> DraftView:
    content: dict[str, Any] = json.loads(keys.decrypt(draft.content, _BOUND + draft.draft_id))
    return DraftView(
        draft_id=draft.draft_id,
        form_id=draft.form_id,
        form_version=draft.form_version,
        person=draft.person,
        department=draft.department,
        place=draft.place,
        asset=draft.asset,
        task=draft.task,
        subject=draft.subject,
        after=tuple(draft.after),
        corrects=draft.corrects,
        parents=tuple(draft.parents),
        reason=draft.reason,
        answers=content["answers"],
        bulk=tuple(content["bulk"]),
        meta=content["meta"],
        answered=draft.answered,
        position=draft.position,
        started_at=draft.started_at,
        saved_at=draft.saved_at,
    )
