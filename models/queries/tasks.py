"""Tasks that records have left for people: those of one record, and how far they are done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.tables.projections import TaskRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    task_id: str
    record_id: str
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


def open_of_person(session: Session, staff_no: str) -> tuple[TaskView, ...]:
    return _views(session, TaskRow.person == staff_no, TaskRow.done_by.is_(None))


def _views(session: Session, *conditions: ColumnElement[bool]) -> tuple[TaskView, ...]:
    wanted = select(TaskRow).order_by(TaskRow.due_at.is_(None), TaskRow.due_at, TaskRow.task_id)
    return tuple(_view(row) for row in session.scalars(wanted.where(*conditions)))


def _view(row: TaskRow) -> TaskView:
    return TaskView(
        task_id=row.task_id,
        record_id=row.record_id,
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
