"""How the last records of the same form and subject answered, for the side of the fill page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.answer_store import Path
from forms.definition import Field, FieldType, Form
from forms.json_value import Json
from forms.revision import read_revision
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject
from ui import wording
from ui.filling.view import PastAnswer

SHOWN = 3
_READ = 8  # records looked at: not every round goes to every place


@dataclass(frozen=True, slots=True)
class PastRecord:
    claimed_at: datetime
    answers: dict[str, Json]


def read_past(
    session: Session, form: Form, *, place: str | None, asset: str | None
) -> tuple[PastRecord, ...]:
    """The last sealed records, newest first: of the place or thing if the draft has one."""
    wanted = select(RecordRow.rev_id, RecordRow.claimed_at).where(
        RecordRow.form_id == form.id, RecordRow.status == "sealed"
    )
    if asset is not None:
        wanted = wanted.where(RecordRow.asset == asset)
    elif place is not None:
        wanted = wanted.where(RecordRow.place == place)
    found = session.execute(wanted.order_by(RecordRow.claimed_at.desc()).limit(_READ)).all()
    past: list[PastRecord] = []
    for rev_id, claimed_at in found:
        sealed = session.get(SealedObject, rev_id)
        if sealed is not None:
            past.append(PastRecord(claimed_at, read_revision(sealed.bytes).answers))
    return tuple(past)


def past_answers(
    past: Sequence[PastRecord], form: Form, path: Path, field: Field, *, row: dict[str, Json], now: datetime
) -> tuple[PastAnswer, ...]:
    """The last three answers of an item; in a round, those at the same place."""
    if field.answers is None:
        return ()
    shown: list[PastAnswer] = []
    for record in past:
        answer = _answer(record.answers, form, path, row)
        code = answer.get("value") if isinstance(answer, dict) else None
        choice = field.answers.choice(code) if isinstance(code, str) else None
        if choice is None:
            continue
        kind = "bad" if code in field.answers.bad else "good" if code == field.answers.good else "neutral"
        shown.append(PastAnswer(when=wording.moment(record.claimed_at, now), word=choice.label, kind=kind))
    return tuple(shown[:SHOWN])


def _answer(answers: dict[str, Json], form: Form, path: Path, row: dict[str, Json]) -> Json:
    if len(path) == 1:
        return answers.get(path[0])
    rows = answers.get(path[0])
    place = next((one.name for one in form.field(path[0]).fields if one.type is FieldType.PLACE), None)
    for other in rows if isinstance(rows, list) else ():
        if isinstance(other, dict) and (place is None or other.get(place) == row.get(place)):
            return other.get(path[2])
    return None
