"""What the sides of indicators come to month by month: sealed records, hazards and incidents counted.

A sealed revision never changes, so what it adds to a term is computed once and remembered by its id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import local
from forms.functions import Scope, as_day, as_number, as_text, is_true, value_of
from forms.indicator import Amount, Months, Side, Term
from forms.json_value import Json
from forms.period import Period, period_of
from models.tables.anonymous import AnonymousReport
from models.tables.projections import HazardRow, IncidentRow, RecordRow
from models.tables.sealed import SealedObject

KEYED_LATER = timedelta(days=400)  # a month's figures are looked for so long before and after the month
_AT_ONCE = 500
_MOST = 200_000  # contributions remembered


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one revision adds to a term: to which month, how much; None if it does not count."""

    month: Period
    value: Decimal | None


@dataclass(slots=True)
class FigureMemory:
    """Contributions by term and revision; whoever asks again hands it in again. Losing it costs only time."""

    held: dict[tuple[str, str], Contribution] = field(default_factory=dict)

    def keep(self, key: tuple[str, str], made: Contribution) -> None:
        if len(self.held) >= _MOST:
            self.held.clear()
        self.held[key] = made


class Figures:
    """The amounts of sides for the months from ``since`` to the one of ``now``."""

    def __init__(
        self,
        session: Session,
        *,
        since: Period,
        now: datetime,
        profile: Mapping[str, Json],
        memory: FigureMemory | None = None,
    ) -> None:
        self._session = session
        self._since = since
        self._now = now
        self._profile = profile
        self._memory = memory or FigureMemory()
        self._hazards: list[HazardRow] | None = None
        self._incidents: list[IncidentFact] | None = None

    @cached_property
    def months(self) -> list[Period]:
        last = period_of(local(self._now).date())
        found = [last]
        while found[-1] > self._since:
            found.append(found[-1].earlier())
        return found[::-1]

    def of(self, side: Side) -> Months:
        """The side by month; a month is None if one of its terms has no figures for it."""
        terms = [self._term(term) for term in side.terms]
        made: dict[Period, Amount | None] = {}
        for month in self.months:
            amounts = [term.get(month) for term in terms]
            known = [amount for amount in amounts if amount is not None]
            made[month] = sum(known, Amount()) if len(known) == len(amounts) else None
        return made

    def _term(self, term: Term) -> Mapping[Period, Amount | None]:
        if term.form:
            return self._of_form(term)
        if term.hazards:
            return self._filled(self._of_hazards(term.hazards))
        if term.incidents is not None:
            return self._filled(self._of_incidents(term))
        figure = as_number(value_of(self._profile.get(term.profile)))
        return dict.fromkeys(self.months, None if figure is None else Amount(value=figure))

    def _filled(self, found: Mapping[Period, Amount]) -> dict[Period, Amount | None]:
        return {month: found.get(month, Amount()) for month in self.months}

    # records

    def _of_form(self, term: Term) -> Mapping[Period, Amount | None]:
        counted: dict[Period, list[Amount]] = {}
        only_newest = term.latest or term.last is not None
        for row, made in self._contributions(term):
            one = [] if made.value is None else [Amount(value=made.value, records=(row.record_id,))]
            if only_newest:
                counted[made.month] = one  # rows come oldest first, so the newest of a month stays
            else:
                counted.setdefault(made.month, []).extend(one)
        if only_newest:
            return {month: joined(held) if (held := counted.get(month)) else None for month in self.months}
        return {month: joined(counted.get(month, [])) for month in self.months}

    def _contributions(self, term: Term) -> Iterator[tuple[_Sealed, Contribution]]:
        rows = self._sealed(term)
        plain_count = term.count and not (term.rows or term.where or term.at)
        if plain_count:
            for row in rows:
                yield row, Contribution(period_of(local(row.claimed_at).date()), Decimal(1))
            return
        missing = [row for row in rows if (term.key, row.rev_id) not in self._memory.held]
        for row, answers in self._answers(missing):
            self._memory.keep((term.key, row.rev_id), _contribution(term, row, answers))
        for row in rows:
            yield row, self._memory.held[term.key, row.rev_id]

    def _sealed(self, term: Term) -> list[_Sealed]:
        since = self._since.start_at - (KEYED_LATER if term.at else timedelta())
        found = self._session.execute(
            select(RecordRow.record_id, RecordRow.rev_id, RecordRow.claimed_at)
            .where(
                RecordRow.form_id == term.form, RecordRow.status == "sealed", RecordRow.claimed_at >= since
            )
            .order_by(RecordRow.claimed_at, RecordRow.sealed_at, RecordRow.record_id)
        )
        return [_Sealed(*row) for row in found]

    def _answers(self, rows: Sequence[_Sealed]) -> Iterator[tuple[_Sealed, dict[str, Json]]]:
        for start in range(0, len(rows), _AT_ONCE):
            some = {row.rev_id: row for row in rows[start : start + _AT_ONCE]}
            found = self._session.execute(
                select(SealedObject.object_id, SealedObject.bytes).where(SealedObject.object_id.in_(some))
            )
            for rev_id, data in found:
                yield some[rev_id], json.loads(data)["answers"]

    # hazards and incidents

    def _of_hazards(self, which: str) -> dict[Period, Amount]:
        if self._hazards is None:
            wanted = select(HazardRow).where(
                HazardRow.found_at >= self._since.start_at, HazardRow.state != "void"
            )
            self._hazards = list(self._session.scalars(wanted.order_by(HazardRow.found_at)))
        return _grouped(
            (local(row.found_at).date(), Amount(value=Decimal(1), hazards=(row.hazard_id,)))
            for row in self._hazards
            if _is_hazard(row, which, self._now)
        )

    def incidents_in(self, period: Period) -> tuple[IncidentFact, ...]:
        """Every report of something that happened in the period, with and without a name."""
        return tuple(one for one in self._all_incidents() if one.day in period)

    def _all_incidents(self) -> list[IncidentFact]:
        if self._incidents is None:
            self._incidents = [*self._named(), *self._unnamed()]
        return self._incidents

    def _of_incidents(self, term: Term) -> dict[Period, Amount]:
        asked = term.incidents
        return _grouped(
            (one.day, one.amount)
            for one in self._all_incidents()
            if (one.record_id or term.anonymous)
            and (asked is None or is_true(asked.evaluate(Scope(answers=one.facts, now=self._now))))
        )

    def _named(self) -> Iterator[IncidentFact]:
        found = self._session.execute(
            select(IncidentRow, RecordRow.form_id)
            .join(RecordRow, RecordRow.record_id == IncidentRow.record_id)
            .where(IncidentRow.state != "void")
        )
        for row, form_id in found:
            facts: dict[str, Json] = {
                "form": form_id,
                "grade": row.grade,
                "category": row.category,
                "state": row.state,
                "department": row.department,
            }
            yield IncidentFact(local(row.happened_at or row.reported_at).date(), facts, row.record_id)

    def _unnamed(self) -> Iterator[IncidentFact]:
        for data in self._session.scalars(select(AnonymousReport.bytes)):
            content: dict[str, Any] = json.loads(data)
            answers = content["answers"]
            facts: dict[str, Json] = {
                "form": content["form_id"],
                "grade": answers.get("grade"),
                "category": answers.get("category"),
                "state": "reported",
                "department": None,
            }
            yield IncidentFact(date.fromisoformat(content["day"]), facts, "")


@dataclass(frozen=True, slots=True)
class _Sealed:
    record_id: str
    rev_id: str
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class IncidentFact:
    """What a report is counted by: the day it happened and its codes; nothing of what it says."""

    day: date
    facts: dict[str, Json]
    record_id: str  # empty for a report without a name

    @property
    def amount(self) -> Amount:
        if not self.record_id:
            return Amount(value=Decimal(1), unnamed=1)
        return Amount(value=Decimal(1), records=(self.record_id,))


def _contribution(term: Term, row: _Sealed, answers: dict[str, Json]) -> Contribution:
    stated = as_day(as_text(value_of(answers.get(term.at)))) if term.at else None
    month = period_of(stated or local(row.claimed_at).date())
    table = answers.get(term.rows) if term.rows else None
    rows: list[Mapping[str, Json]] = [{}]
    if term.rows:
        rows = [one for one in table if isinstance(one, dict)] if isinstance(table, list) else []
    values = [_value(term, Scope(answers=answers, row=one, now=row.claimed_at)) for one in rows]
    counted = [value for value in values if value is not None]
    if not counted and (term.latest or not term.count):
        return Contribution(month, None)
    return Contribution(month, sum(counted, Decimal(0)))


def _value(term: Term, scope: Scope) -> Decimal | None:
    if term.where is not None and not term.where.is_true(scope):
        return None
    asked = term.sum or term.last
    return Decimal(1) if asked is None else as_number(asked.evaluate(scope))


def _is_hazard(row: HazardRow, which: str, now: datetime) -> bool:
    match which:
        case "closed":
            return row.state == "closed"
        case "overdue":
            return row.state != "closed" and row.due is not None and row.due < now
        case "major":
            return row.level == "major"
        case "major_closed":
            return row.level == "major" and row.state == "closed"
        case _:
            return True


def _grouped(found: Iterable[tuple[date, Amount]]) -> dict[Period, Amount]:
    """By month. Joined at the end: adding amounts one by one would copy their records each time."""
    months: dict[Period, list[Amount]] = {}
    for day, amount in found:
        months.setdefault(period_of(day), []).append(amount)
    return {month: joined(amounts) for month, amounts in months.items()}


def joined(amounts: Sequence[Amount]) -> Amount:
    return Amount(
        value=sum((one.value for one in amounts), Decimal(0)),
        records=tuple(record for one in amounts for record in one.records),
        hazards=tuple(hazard for one in amounts for hazard in one.hazards),
        unnamed=sum(one.unnamed for one in amounts),
    )
