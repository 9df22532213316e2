"""Cases as their records and the steps on them tell them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import FieldType, Form
from forms.ledgers.case import VOID, Case, StepForm, fold
from forms.revision import Revision
from forms.trigger import ClockStarted, fire
from models.projections.objects import heads_of, revisions_of, signatures_on
from models.projections.records import awaiting, known_form
from models.tables.projections import CaseRow, RecordRow

_TITLE_LENGTH = 40
_TEXTS = 2


def project_case(source: Session, target: Session, catalog: Catalog, record_id: str) -> None:
    """The case of a record, after it or a step or a signature on either came; nothing if it opens none."""
    revisions = revisions_of(source, record_id)
    if not revisions:
        return
    current = heads_of(revisions)[0]
    form = known_form(catalog, current)
    if form is None or form.case is None:
        return
    steps = _steps(source, target, catalog, record_id)
    forms = {one.rev_id: known_form(catalog, one) for one in (*revisions, *steps)}

    def form_of(revision: Revision) -> StepForm | None:
        known = forms.get(revision.rev_id)
        return StepForm(title=known.title, rule=known.step) if known and known.step else None

    case = fold(form, revisions, steps, form_of, _unsigned(source, forms, (*revisions, *steps)))
    target.merge(_row(case, form, current, _due(case, current, steps, forms)))


def _steps(source: Session, target: Session, catalog: Catalog, record_id: str) -> list[Revision]:
    """All revisions of the steps on a record; a follow-up that merely names it is none."""
    records = target.scalars(select(RecordRow.record_id).where(RecordRow.subject == record_id))
    found = (revision for one in records for revision in revisions_of(source, one))
    return [revision for revision in found if _is_step(known_form(catalog, revision), revision)]


def _is_step(form: Form | None, revision: Revision) -> bool:
    if form is None:
        return revision.action is not None
    return form.step is not None and form.step.chain == "case"


def _unsigned(
    source: Session, forms: dict[str, Form | None], revisions: tuple[Revision, ...]
) -> dict[str, tuple[str, ...]]:
    signatures = signatures_on(source, [one.rev_id for one in revisions])
    found: dict[str, tuple[str, ...]] = {}
    for revision in revisions:
        form = forms[revision.rev_id]
        roles = awaiting(form, revision, signatures) if form else ()
        if form and roles:
            found[revision.rev_id] = tuple(form.signer(role).title for role in roles)
    return found


def _due(
    case: Case, record: Revision, steps: list[Revision], forms: dict[str, Form | None]
) -> datetime | None:
    """The earliest clock of the last step that counts and starts one, else of the record itself."""
    if case.over:
        return None
    by_id = {one.rev_id: one for one in steps}
    counting = [by_id[one.rev_id] for one in case.steps if one.counts]
    for revision in (*reversed(counting), record):
        clocks = list(_clocks(forms[revision.rev_id], revision))
        if clocks:
            return min(clocks)
    return None


def _clocks(form: Form | None, revision: Revision) -> Iterator[datetime]:
    for effect in fire(form, revision) if form else ():
        if isinstance(effect, ClockStarted):
            yield effect.due_at


def _row(case: Case, form: Form, current: Revision, due: datetime | None) -> CaseRow:
    state = form.case.state(case.state) if form.case else None
    return CaseRow(
        record_id=case.record_id,
        rev_id=case.rev_id,
        form_id=case.form_id,
        title="·".join(part for part in (form.title, _told(form, current)) if part),
        state=case.state,
        state_label=state.label if state else "已作废" if case.state == VOID else case.state,
        over=case.over,
        undecided=case.undecided,
        department=current.department,
        place=current.place,
        opened_by=case.opened_by,
        opened_at=case.opened_at,
        due=due,
        heads=list(case.heads),
        steps=[
            {
                "record_id": step.record_id,
                "rev_id": step.rev_id,
                "form_id": step.form_id,
                "action": step.action,
                "counts": step.counts,
                "state": step.state,
            }
            for step in case.steps
        ],
        problems=[problem.message for problem in case.problems],
    )


def _told(form: Form, record: Revision) -> str:
    """What the first public texts of the head block say, to tell one case from another."""
    fields = (form.field(name) for name in form.printing.head)
    texts = (
        record.answers.get(one.name) for one in fields if one.type is FieldType.TEXT and not one.identifying
    )
    found = [text for text in texts if isinstance(text, str) and text]
    return " ".join(found[:_TEXTS])[:_TITLE_LENGTH]
