"""What of an archive the hospital has on paper alone, as it counted last."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.json_value import Json, rows_of
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject


def paper_by_heading(session: Session, form_id: str, until: datetime) -> dict[str, tuple[str, ...]]:
    """Sentences by code of the heading, from the newest count before ``until``; nothing if none was made."""
    row = session.scalar(
        select(RecordRow)
        .where(RecordRow.form_id == form_id, RecordRow.status == "sealed", RecordRow.claimed_at < until)
        .order_by(RecordRow.claimed_at.desc(), RecordRow.sealed_at.desc())
        .limit(1)
    )
    if row is None:
        return {}
    data = session.scalar(select(SealedObject.bytes).where(SealedObject.object_id == row.rev_id))
    answers: dict[str, Json] = json.loads(data or b"{}").get("answers", {})
    kept_at, day = answers.get("kept_at"), answers.get("checked_on")
    found: dict[str, list[str]] = {}
    for item in rows_of(answers.get("items")):
        found.setdefault(str(item.get("heading")), []).append(_said(item, str(kept_at), str(day)))
    return {code: tuple(sentences) for code, sentences in found.items()}


def _said(item: dict[str, Json], kept_at: str, day: str) -> str:
    match item.get("state"):
        case "kept":
            pages = f"，{item['pages']} 页" if item.get("pages") else ""
            return f"纸质材料：{item.get('what')}{pages}，存于{kept_at}（{day} 清点）。"
        case "missing":
            return f"纸质材料没有：{item.get('reason')}，{item.get('due')} 前补齐（{day} 清点）。"
        case _:
            return f"不涉及：{item.get('reason')}（{day} 清点）。"
