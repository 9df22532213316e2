"""The charts of a report: trends of indicators, bars of what its tables count. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from forms.indicator import Series, Verdict
from forms.period import Period, PeriodKind
from forms.report import Bar, Bars, Grid, Trend

MOST_TRENDS = 6  # three lines of two; the table has every indicator
FEWEST_POINTS = 3  # of a trend
WHOLE = Decimal(100)


def trends(found: Sequence[Series]) -> tuple[Trend, ...]:
    """Those to be looked at first: beyond the target or near it, then those with a target, then the others."""
    shown = [one for one in found if _moves(one)]
    shown.sort(
        key=lambda one: (
            one.now.verdict not in (Verdict.UNMET, Verdict.WARN) and not one.is_worsening,
            one.indicator.target is None,
        )
    )
    return tuple(_trend(one) for one in shown[:MOST_TRENDS])


def _moves(series: Series) -> bool:
    """Whether there are points enough, and not all at one height."""
    values = [point.value for point in series.points if point.value is not None]
    return len(values) >= FEWEST_POINTS and len(set(values)) > 1


def _trend(series: Series) -> Trend:
    indicator = series.indicator
    return Trend(
        title=indicator.title,
        labels=tuple(_short(point.period) for point in series.points),
        values=tuple(point.value for point in series.points),
        said=tuple("" if one.value is None else indicator.words(one.value) for one in series.points),
        unmet=tuple(point.verdict is Verdict.UNMET for point in series.points),
        target=indicator.target,
        aim=indicator.aim_words(),
    )


def _short(period: Period) -> str:
    match period.kind:
        case PeriodKind.MONTH:
            return f"{period.first.month}月"
        case PeriodKind.QUARTER:
            return f"{period.first:%y}年{(period.first.month + 2) // 3}季"
        case PeriodKind.YEAR:
            return f"{period.first.year}"


def hazard_bars(grid: Grid) -> Bars:
    """Of a table with what, how many were found, how many of them major, and how many closed."""
    return Bars(
        title=f"隐患按{grid.heads[0]}",
        key="黑＝已销号　白＝还没有销号",
        bars=_enough(
            Bar(
                name=str(name),
                value=Decimal(closed),
                whole=Decimal(found),
                said=f"{found} 条，已销号 {closed}",
            )
            for name, found, _, closed, *_ in grid.rows
        ),
    )


def coverage_bars(grid: Grid) -> Bars:
    """Of a table with what has to be done, how often it was due and how often it was done in time."""
    return Bars(
        title="按时率，漏得多的在前",
        key="黑＝按时　白＝补录或漏做",
        bars=_enough(
            Bar(
                name=str(name),
                value=Decimal(on_time) * WHOLE / Decimal(due),
                whole=WHOLE,
                said=f"{on_time}/{due}，{words}",
            )
            for name, due, on_time, *_, words in grid.rows
        ),
        highest=WHOLE,
    )


def count_bars(grid: Grid, title: str) -> Bars:
    """Of a table with what and how many."""
    return Bars(
        title=title,
        key="",
        bars=_enough(
            Bar(name=str(name), value=Decimal(count), whole=Decimal(count), said=f"{count} 例")
            for name, count, *_ in grid.rows
        ),
    )


def _enough(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    """One bar alone compares nothing, nor do bars that are all alike."""
    found = tuple(bars)
    return found if len({(one.value, one.whole) for one in found}) > 1 else ()
