"""Indicators over their last periods, every figure with the records it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import local
from forms.indicator import TREND, Amount, Indicator, Series, evaluate
from forms.indicator_loader import is_available
from forms.json_value import Json
from forms.period import Period, PeriodKind, last_periods
from models.queries.figures import FigureMemory, Figures
from models.queries.hazards import HazardItem
from models.queries.hazards import by_ids as hazards_by_ids
from models.queries.own_targets import own_targets, with_own_target
from models.queries.people import PersonView
from models.queries.records import RecordItem
from models.queries.records import by_ids as records_by_ids

YEARS = 5  # a yearly indicator is not followed further back


def read(
    session: Session,
    catalog: Catalog,
    indicators: Iterable[Indicator],
    *,
    now: datetime,
    profile: Mapping[str, Json],
    memory: FigureMemory | None = None,
    until: date | None = None,
    kind: PeriodKind | None = None,
    periods: int = TREND,
) -> tuple[Series, ...]:
    """Those that concern this hospital, in their own periods, or in periods of ``kind``, the last one that of
    ``until`` or of now; every period by the target that was in force in it.
    """
    day = until or local(now).date()
    wanted = [one for one in indicators if concerns(one, profile) and is_available(one, catalog)]
    spans = {one.id: _periods(kind or one.period, day, periods) for one in wanted}
    if not wanted:
        return ()
    since = min(span[0].first for span in spans.values())
    figures = Figures(session, since=Period(since), now=now, profile=profile, memory=memory)
    made, targets = [], own_targets(session)
    for indicator in wanted:
        above = figures.of(indicator.numerator)
        below = figures.of(indicator.denominator) if indicator.denominator else None
        in_force = {one: with_own_target(indicator, targets, one) for one in spans[indicator.id]}
        points = (
            evaluate(as_then, one, above, below, today=local(now).date()) for one, as_then in in_force.items()
        )
        made.append(Series(indicator=in_force[spans[indicator.id][-1]], points=tuple(points)))
    return tuple(made)


def concerns(indicator: Indicator, profile: Mapping[str, Json]) -> bool:
    """Whether the hospital is of its level and has what it is about."""
    if indicator.levels and profile.get("level") not in indicator.levels:
        return False
    return all(profile.get(switch) is True for switch in indicator.switches)


def records_behind(
    session: Session, catalog: Catalog, amount: Amount, reader: PersonView, *, limit: int = 500
) -> tuple[RecordItem, ...]:
    """The records a figure stands on, newest first, as far as the reader may read them."""
    return records_by_ids(session, catalog, amount.records, reader, limit=limit)


def hazards_behind(session: Session, amount: Amount, *, limit: int = 500) -> tuple[HazardItem, ...]:
    return hazards_by_ids(session, amount.hazards[:limit])


def _periods(kind: PeriodKind, day: date, count: int) -> tuple[Period, ...]:
    return last_periods(kind, day, min(count, YEARS) if kind is PeriodKind.YEAR else count)
