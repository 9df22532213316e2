"""Tasks that records leave for people, and the records that did them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import Form
from forms.revision import Revision
from forms.task import TaskMade, is_done_by
from forms.trigger import fire
from models.projections.objects import heads_of, revisions_of
from models.projections.records import known_form
from models.tables.projections import RecordRow, TaskRow


def project_tasks(
    source: Session, target: Session, catalog: Catalog, current: Revision, form: Form | None
) -> None:
    """The tasks that the record leaves, and those of the record that it is about: it may be what does one."""
    if form is not None and any(trigger.do == "task" for trigger in form.triggers):
        _put(source, target, catalog, current, form)
    about = {record_id for record_id in (current.subject, current.asset) if record_id}
    for record_id in sorted(about - {current.record_id}):
        _again(source, target, catalog, record_id)


def _again(source: Session, target: Session, catalog: Catalog, record_id: str) -> None:
    """The tasks of a record that another one is about; nothing while it has not come yet."""
    held = target.scalar(select(TaskRow.task_id).where(TaskRow.record_id == record_id).limit(1))
    if held is None:
        return
    current = heads_of(revisions_of(source, record_id))[0]
    form = known_form(catalog, current)
    if form is not None:
        _put(source, target, catalog, current, form)


def _put(source: Session, target: Session, catalog: Catalog, current: Revision, form: Form) -> None:
    made = [effect for effect in fire(form, current) if isinstance(effect, TaskMade) and effect.fill]
    target.execute(delete(TaskRow).where(TaskRow.record_id == current.record_id))
    if not made:
        return
    answers = {fill: tuple(_records(source, target, current, fill)) for fill in {one.fill for one in made}}
    target.add_all(_row(catalog, task, answers) for task in made)
    target.flush()


def _records(source: Session, target: Session, about: Revision, fill: str) -> Iterator[Revision]:
    """The records of the form that are about that record, the earliest first."""
    found = target.scalars(
        select(RecordRow.record_id)
        .where(
            RecordRow.form_id == fill,
            RecordRow.status == "sealed",
            or_(RecordRow.subject == about.record_id, RecordRow.asset == about.record_id),
        )
        .order_by(RecordRow.claimed_at, RecordRow.record_id)
    )
    return (heads_of(revisions_of(source, record_id))[0] for record_id in found)


def _row(catalog: Catalog, task: TaskMade, answers: Mapping[str, Iterable[Revision]]) -> TaskRow:
    done = next((one for one in answers[task.fill] if _does(catalog, one, task)), None)
    return TaskRow(
        task_id=task.task_id,
        record_id=task.record_id,
        form_id=task.form_id,
        row_id=task.row_id,
        fill=task.fill,
        text=task.text,
        given=task.given,
        person=task.person,
        department=task.department,
        due_at=task.due_at,
        source=task.source.article if task.source else "",
        done_by=done.record_id if done else None,
        done_at=done.claimed_at if done else None,
    )


def _does(catalog: Catalog, record: Revision, task: TaskMade) -> bool:
    form = known_form(catalog, record)
    return form is not None and is_done_by(task, form, record)
