"""Why a heading of an inspection volume is empty or not whole, in words that an inspector can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Entry
from forms.clock import local
from forms.json_value import Json
from forms.listed import Duty
from models.queries.today_view import Coverage
from models.tables.duties import DutySettingRow, MissedReasonRow

_FOLLOWING = ("step", "event")  # come after something else; without it there is nothing to come
_MOST = 3  # reasons quoted for one form


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Answers for one time span; ``coverage`` is that of the span."""

    session: Session
    since: datetime
    until: datetime
    profile: Mapping[str, Json]
    coverage: Sequence[Coverage]

    def of_form(self, entry: Entry, count: int) -> tuple[str, ...]:
        """What is missing of a form that left ``count`` papers; nothing where nothing is."""
        kept = [one for one in self.coverage if one.form_id == entry.id and one.due]
        missed = sum(one.missed for one in kept)
        if missed:
            due, explained = sum(one.due for one in kept), sum(one.explained for one in kept)
            told = f"《{entry.title}》应做 {due} 次，漏做 {missed} 次，其中 {explained} 次写了原因"
            return (told + self._reasons(entry.id) + "。",)
        if count or (entry.kind in _FOLLOWING and not entry.duties):
            return ()
        return (f"《{entry.title}》没有记录：{self._why_none(entry, was_due=bool(kept))}。",)

    def _why_none(self, entry: Entry, *, was_due: bool) -> str:
        if not self._is_for(entry):
            return "按医院情况卡，本院没有这一项，不适用"
        if not entry.duties:
            return "还没有登记" if entry.kind == "card" else "这段时间没有发生"
        off = [reason for duty in entry.duties if (reason := self._off(entry, duty)) is not None]
        if len(off) == len(entry.duties) and not was_due:
            return "、".join(dict.fromkeys(off))
        return "这段时间没有到期该做的"

    def _is_for(self, entry: Entry) -> bool:
        level = self.profile.get("level")
        return level in (None, *entry.levels) and all(self.profile.get(one) is True for one in entry.switches)

    def _off(self, entry: Entry, duty: Duty) -> str | None:
        """Why the duty is off, None where it is on."""
        row = self.session.scalar(
            select(DutySettingRow)
            .where(
                DutySettingRow.form_id == entry.id,
                DutySettingRow.duty_id == duty.id,
                DutySettingRow.waits.is_(False),
                DutySettingRow.start <= local(self.until).date(),
            )
            .order_by(DutySettingRow.start.desc(), DutySettingRow.sealed_at.desc())
            .limit(1)
        )
        if row is None:
            return (
                None if any(one.duty_id == duty.id for one in self.coverage) else "本院还没有打开这项要做的事"
            )
        if row.is_on:
            return None
        return f"{row.start} 起停做，原因：{row.reason or '没有写'}"

    def _reasons(self, form_id: str) -> str:
        found = self.session.scalars(
            select(MissedReasonRow.reason)
            .where(
                MissedReasonRow.form_id == form_id,
                MissedReasonRow.last >= local(self.since).date(),
                MissedReasonRow.first <= local(self.until).date(),
            )
            .distinct()
            .limit(_MOST)
        ).all()
        return f"（{'；'.join(found)}）" if found else ""
