"""Tasks that records have left for people: those of one record, and how far they are done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.projections import TaskRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    task_id: str
    record_id: str
    form_id: str  # of that record
    row_id: str | None
    fill: str  # id of the form that does it
    text: str
    given: dict[str, str]  # what that form begins with
    person: str | None
    due_at: datetime | None
    source: str
    done_by: str | None  # record id
    done_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        return self.done_by is None and self.due_at is not None and self.due_at < now


def of_record(session: Session, record_id: str) -> tuple[TaskView, ...]:
    """All tasks that the record has left, the earliest due first."""
    return _views(session, TaskRow.record_id == record_id)


def get(session: Session, task_id: str) -> TaskView | None:
    return next(iter(_views(session, TaskRow.task_id == task_id)), None)


def find(
    session: Session,
    catalog: Catalog,
    reader: PersonView,
    *,
    person: str | None = None,
    record_id: str | None = None,
    is_open: bool = True,
) -> tuple[TaskView, ...]:
    """Those of records that the reader may read, and the reader's own; with ``is_open`` only what is not done."""
    hidden = hidden_forms(catalog, reader.roles)
    conditions: list[ColumnElement[bool]] = []
    if hidden:
        conditions.append(or_(TaskRow.form_id.not_in(hidden), TaskRow.person == reader.staff_no))
    if person is not None:
        conditions.append(TaskRow.person == person)
    if record_id is not None:
        conditions.append(TaskRow.record_id == record_id)
    if is_open:
        conditions.append(TaskRow.done_by.is_(None))
    return _views(session, *conditions)


def open_of_person(session: Session, staff_no: str) -> tuple[TaskView, ...]:
    return _views(session, TaskRow.person == staff_no, TaskRow.done_by.is_(None))


def _views(session: Session, *conditions: ColumnElement[bool]) -> tuple[TaskView, ...]:
    wanted = select(TaskRow).order_by(TaskRow.due_at.is_(None), TaskRow.due_at, TaskRow.task_id)
    return tuple(_view(row) for row in session.scalars(wanted.where(*conditions)))


def _view(row: TaskRow) -> TaskView:
    return TaskView(
        task_id=row.task_id,
        record_id=row.record_id,
        form_id=row.form_id,
        row_id=row.row_id,
        fill=row.fill,
        text=row.text,
        given=row.given,
        person=row.person,
        due_at=row.due_at,
        source=row.source,
        done_by=row.done_by,
        done_at=row.done_at,
    )
