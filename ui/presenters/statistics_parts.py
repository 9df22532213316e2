"""Lines, tables and labels of the figures of 统计, each from what was read. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from forms.clock import local
from forms.period import Period, PeriodKind
from models.queries.hazard_months import HazardMonth
from models.queries.kept_days import KeptForm, Shown
from models.queries.today_view import Coverage
from ui.pages.statistics import CoverageRow, Drawn
from ui.theme.states import State, Tone
from ui.widgets.charts.panel import Line as TableLine

ROWS = 8  # shown in the grid; its table has them all
MARKED = (1, 5, 10, 15, 20, 25)  # days of the month that are written under the grid
NONE_YET = "还没有"


def span_words(period: Period, now: datetime, records: int) -> str:
    """2026年11月1日至11月20日·143 份记录."""
    first, last = period.first, min(period.end - timedelta(days=1), local(now).date())
    return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日·{records} 份记录"


def column_words(form: KeptForm | None, period: Period) -> list[str]:
    if form is None or not form.rows:
        return []
    boxes = form.rows[0].boxes
    match period.kind:
        case PeriodKind.MONTH:
            last = boxes[-1].first.day
            days = [one.first.day for one in boxes]
            return [f"{day}日" if day in MARKED or day == last else "" for day in days]
        case PeriodKind.QUARTER:
            return [f"{one.first.month}/{one.first.day}" for one in boxes]
        case PeriodKind.YEAR:
            return [f"{one.first.month}月" for one in boxes]


def heat_said(form: KeptForm | None) -> str:
    if form is None:
        return "这段时间没有每天要做的"
    bad = [f"{row.name} {row.done}/{row.due}" for row in form.rows if row.done < row.due]
    return f"{len(form.rows)} 处，" + ("没做全的：" + "、".join(bad) if bad else "都做全了")


def heat_table(form: KeptForm | None) -> Drawn:
    if form is None:
        return Drawn(lines=(), empty="这段时间没有每天要做的。在设置的“本院要做的事”里打开")
    lines = tuple(
        TableLine(
            key="",
            cells=(
                row.name,
                str(row.due),
                str(row.count(Shown.DONE)),
                str(row.count(Shown.LATE)),
                str(row.count(Shown.MISSED)),
            ),
        )
        for row in form.rows
    )
    rest = len(form.rows) - ROWS
    full = sum(row.done == row.due for row in form.rows[ROWS:])
    words = f"另外 {rest} 处" + ("都做全了" if full == rest else "看表格")
    return Drawn(lines=lines, line=words if rest > 0 else "")


def is_any(one: HazardMonth) -> bool:
    return bool(one.found or one.closed or one.overdue)


def months_said(months: Sequence[HazardMonth]) -> str:
    last = months[-1]
    return f"近 {len(months)} 个月，{last.month.label}登记 {len(last.found)}，销号 {len(last.closed)}，逾期 {len(last.overdue)}"


def months_table(months: Sequence[HazardMonth]) -> Drawn:
    if not any(map(is_any, months)):
        return Drawn(lines=(), empty=f"近 {len(months)} 个月没有登记过隐患")
    return Drawn(
        lines=tuple(
            TableLine(
                key=f"found.{one.month.key}" if one.found else "",
                cells=(one.month.label, str(len(one.found)), str(len(one.closed)), str(len(one.overdue))),
            )
            for one in reversed(months)
        ),
        line=f"近 {len(months)} 个月，条",
    )


def coverage_row(one: Coverage) -> CoverageRow:
    return CoverageRow(
        form_id=one.form_id,
        title=one.title,
        due=str(one.due),
        on_time=str(one.on_time),
        late=str(one.late),
        missed=str(one.missed),
        rate=rate(one.on_time, one.due),
        state=State("没有漏做", "check", Tone.OK)
        if not one.missed
        else State(f"漏做 {one.missed}", "ban", Tone.BAD),
    )


def days(first: date, last: date) -> str:
    if first == last:
        return f"{first.month}月{first.day}日"
    return f"{first.month}月{first.day}日至{last.month}月{last.day}日"


def rate(part: int, whole: int) -> str:
    if not whole:
        return NONE_YET
    share = part * 100 / whole
    return f"{share:.0f} %" if share in (0, 100) else f"{min(max(share, 0.1), 99.9):.1f} %"
