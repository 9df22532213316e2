"""How far the fillings of the page of today have come, counted as the fill page counts; read behind the first paint."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import Field, FieldType
from forms.filling import Filling
from models.faults import Refusal
from models.store import Store
from models.workflow import drafts
from models.workflow.drafts import DraftView
from ui.presenters.draft_progress import DraftProgress


def read_progress(
    store: Store, wanted: Mapping[str, datetime], known: Mapping[str, DraftProgress]
) -> dict[str, DraftProgress]:
    """By draft id, for the drafts that were saved at the times in ``wanted``; what is known and unchanged is kept."""
    found = {
        draft_id: known[draft_id]
        for draft_id, saved_at in wanted.items()
        if draft_id in known and known[draft_id].saved_at == saved_at
    }
    for draft_id in wanted.keys() - found.keys():
        try:
            draft = drafts.get(store, draft_id)
        except Refusal:
            continue  # sealed meanwhile, or its key is not here: the row stands without a bar
        with store.read() as session:
            found[draft_id] = _progress(session, store.catalog, draft, store.clock.now())
    return found


def _progress(session: Session, catalog: Catalog, draft: DraftView, now: datetime) -> DraftProgress:
    form = catalog.get(draft.form_id, draft.form_version)
    context = drafts.context_of(session, form, draft, now)
    filling = Filling(form, draft.answers, context=context, now=now, bulk=draft.bulk)
    progress = filling.progress()
    is_walked = all(filling.row_ids(table.name) for table in form.fields() if _is_round(table))
    return DraftProgress(
        saved_at=draft.saved_at,
        answered=progress.answered,
        total=progress.total if is_walked else 0,  # a round without a place has nothing to count yet
        stopped=_stopped(filling, draft.position),
    )


def _is_round(field: Field) -> bool:
    return field.type is FieldType.ROWS and any(one.type is FieldType.CHECK for one in field.fields)


def _stopped(filling: Filling, position: str | None) -> str:
    path = tuple(position.split("/")) if position else ()
    item = next((one for one in filling.items() if one.path == path), None)
    if item is None:
        return ""
    return f"第 {item.number} 项" if item.number is not None else f"“{item.field.label}”"
