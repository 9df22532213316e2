"""The targets that the hospital has set for itself: sealed cards, of which only a stricter one than the document's holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.functions import as_day, as_number
from forms.indicator import Indicator
from forms.period import Period
from forms.revision import read_revision
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject

FORM = "management.indicator_target"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTarget:
    """``value`` in the indicator's own unit, from ``start`` on."""

    value: str
    start: date
    sealed_at: str
    record_id: str


def own_targets(session: Session) -> Mapping[str, tuple[OwnTarget, ...]]:
    """By indicator, the one that begins last at the end; of one day the one sealed last."""
    found: dict[str, list[OwnTarget]] = {}
    for record_id, data in session.execute(
        select(RecordRow.record_id, SealedObject.bytes)
        .join(SealedObject, SealedObject.object_id == RecordRow.rev_id)
        .where(RecordRow.form_id == FORM, RecordRow.status == "sealed")
    ):
        revision = read_revision(data)
        answers = revision.answers
        value, start = answers.get("target"), as_day(str(answers.get("start") or ""))
        if as_number(str(value)) is not None and start is not None:
            found.setdefault(str(answers.get("indicator")), []).append(
                OwnTarget(
                    value=str(value),
                    start=start,
                    sealed_at=revision.sealed_at.isoformat(),
                    record_id=record_id,
                )
            )
    return {
        key: tuple(sorted(held, key=lambda one: (one.start, one.sealed_at, one.record_id)))
        for key, held in found.items()
    }


def with_own_target(
    indicator: Indicator, targets: Mapping[str, tuple[OwnTarget, ...]], period: Period
) -> Indicator:
    """The indicator as it counts in that period: by the last target that begins before the period ends."""
    begun = [one for one in targets.get(indicator.id, ()) if one.start < period.end]
    value = as_number(begun[-1].value) if begun else None
    return indicator if value is None else indicator.tightened(value)
