"""Which texts of the forms somebody has held against the official wording: from sealed cards, the newest word counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.functions import as_day
from forms.json_value import rows_of
from forms.revision import read_revision
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject

FORM = "management.text_check"

TextKey: TypeAlias = tuple[str, str]
"""Article and wording, as the form has them: another wording is another text, and has to be checked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCheck:
    """``official`` is the wording of the document where it differs, else empty."""

    record_id: str
    document: str
    day: date
    by: str
    is_same: bool
    official: str
    sealed_at: datetime

    @property
    def told(self) -> str:
        """Who held it against what and when, and how it came out: 张某 2026-11-20 对照 《…》：一致."""
        return (
            f"{self.by} {self.day.isoformat()} 对照 {self.document}：{'一致' if self.is_same else '有出入'}"
        )


def text_checks(session: Session) -> Mapping[TextKey, TextCheck]:
    """By article and wording; of several checks of one text the one sealed last."""
    found: dict[TextKey, TextCheck] = {}
    for record_id, data in session.execute(
        select(RecordRow.record_id, SealedObject.bytes)
        .join(SealedObject, SealedObject.object_id == RecordRow.rev_id)
        .where(RecordRow.form_id == FORM, RecordRow.status == "sealed")
        .order_by(RecordRow.sealed_at, RecordRow.record_id)
    ):
        revision = read_revision(data)
        day = as_day(str(revision.answers.get("checked_on") or ""))
        for row in rows_of(revision.answers.get("texts")):
            found[str(row.get("article") or ""), str(row.get("text") or "")] = TextCheck(
                record_id=record_id,
                document=str(revision.answers.get("document") or ""),
                day=day or revision.sealed_at.date(),
                by=revision.author_name,
                is_same=row.get("result") == "same",
                official=str(row.get("official") or ""),
                sealed_at=revision.sealed_at,
            )
    return found
