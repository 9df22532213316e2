"""Beginning what another record has left to do."""

from __future__ import annotations

from sqlalchemy import select

from forms.definition import FormKind
from forms.task import answers_for
from models.faults import Refusal
from models.queries import tasks
from models.store import Store
from models.tables.drafts import Draft
from models.tables.projections import RecordRow
from models.workflow import drafts


class TaskGone(Refusal):
    def __init__(self) -> None:
        super().__init__("这条任务已经没有了：原来的记录更正或作废了。填过的都在“记录”里。请回到“今日”再看。")


def start(store: Store, task_id: str, *, person: str, department: str | None) -> drafts.DraftView:
    """The draft of the form that does the task, about the record that left it; the one begun before if there is one.

    TaskGone if a correction has taken the task away meanwhile.
    """
    with store.read() as session:
        task = tasks.get(session, task_id)
        begun = session.scalar(
            select(Draft.draft_id).where(Draft.task == task_id, Draft.person == person).limit(1)
        )
    if task is None:
        raise TaskGone
    if begun is not None:
        return drafts.get(store, begun)
    form = store.catalog.latest(task.fill)
    asset = _asset_of(store, task.record_id) if form.kind is FormKind.EVENT else None
    return drafts.start(
        store,
        form_id=form.id,
        person=person,
        department=department,
        subject=task.record_id,
        asset=asset,
        task=task_id,
        answers=answers_for(form, person=task.person, given=task.given),
    )


def _asset_of(store: Store, record_id: str) -> str:
    """What the record is about, if that is a register entry; else the record is the entry."""
    with store.read() as session:
        row = session.get(RecordRow, record_id)
    return (row.asset if row else None) or record_id
