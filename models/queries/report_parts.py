"""The parts of reports, each read for one period: indicators, hazards, incidents, duties, records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import local
from forms.functions import plain
from forms.indicator import Amount, Indicator, Point, Series, Verdict
from forms.indicator_loader import load_indicators, origins
from forms.json_value import Json
from forms.period import Period
from forms.report import Grid, Part, Value, share
from models.queries import indicators
from models.queries.figures import FigureMemory, Figures
from models.queries.names import NameBook
from models.queries.report_charts import count_bars, coverage_bars, hazard_bars, trends
from models.queries.report_sources import Sources
from models.queries.today_view import Coverage
from models.tables.projections import HazardRow, RecordRow

BEFORE = 5  # periods told beside the present one
_VERDICTS = {
    Verdict.MET: "达标",
    Verdict.WARN: "达标，接近目标",
    Verdict.UNMET: "未达标",
    Verdict.WATCHED: "监测",
    Verdict.NONE: "—",
}
_STATES = {
    "registered": "已登记",
    "rectifying": "整改中",
    "awaiting_recheck": "待复查",
    "to_check": "待核",
    "closed": "已销号",
}
_LONGEST_LIST = 60  # hazards named one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What every part is read from."""

    session: Session
    catalog: Catalog
    period: Period
    now: datetime
    profile: Mapping[str, Json]
    names: NameBook
    sources: Sources
    coverage: tuple[Coverage, ...]
    memory: FigureMemory

    @property
    def word(self) -> str:
        """本月, 本季 or 本年."""
        return {1: "本月", 3: "本季", 12: "本年"}[self.period.kind.length]

    def figures(self) -> Figures:
        return Figures(
            self.session,
            since=Period(self.period.first),
            now=self.now,
            profile=self.profile,
            memory=self.memory,
        )


def indicator_part(facts: Facts, title: str, wanted: Callable[[Indicator], bool] = lambda _: True) -> Part:
    """The indicators in the report's own period, with the ones before it; what could not be computed is said."""
    found = indicators.read(
        facts.session,
        facts.catalog,
        [one for one in load_indicators() if wanted(one)],
        now=facts.now,
        profile=facts.profile,
        memory=facts.memory,
        until=facts.period.end - timedelta(days=1),
        kind=facts.period.kind,
        periods=BEFORE + 1,
    )
    told = [series for series in found if series.now.value is not None]
    heads = ("指标", facts.word, "分子 / 分母", "目标", "判断", "前几期", "出处")
    rows = tuple(_indicator_row(facts, series) for series in told)
    warned = [series.indicator.title for series in told if _is_warned(series)]
    lead = (f"要留意：{'、'.join(warned)}。",) if warned else ()
    grid = Grid(heads=heads, weights=(4.6, 1.8, 2.6, 2.2, 1.9, 2.8, 1.1), rows=rows, note=_without(found))
    return Part(
        title=title,
        said=lead,
        trends=trends(told),
        grids=(grid,),
        empty="" if grid.note else "没有要算的指标。",
    )


def _without(found: Sequence[Series]) -> str:
    """Which indicators have no value, by why: nothing happened, or nobody filled in the figures."""
    nothing = [one.indicator.title for one in found if one.now.value is None and one.now.is_told]
    unfilled = [one.indicator.title for one in found if one.now.value is None and not one.now.is_told]
    told = []
    if nothing:
        told.append(f"没有发生、不算率的 {len(nothing)} 项：{'、'.join(nothing)}。")
    if unfilled:
        told.append(f"数还没有填、算不出来的 {len(unfilled)} 项：{'、'.join(unfilled)}。")
    return "\n".join(told)


def _is_warned(series: Series) -> bool:
    return series.now.verdict in (Verdict.WARN, Verdict.UNMET) or series.is_worsening


def _indicator_row(facts: Facts, series: Series) -> tuple[str, ...]:
    indicator, now = series.indicator, series.now
    assert now.value is not None
    value = indicator.words(now.value)
    verdict = _VERDICTS[now.verdict] + ("，连续变差" if series.is_worsening else "")
    amount = now.numerator + (now.denominator or Amount())
    of = "、".join(dict.fromkeys(one for side in indicator.sides for one in origins(side, facts.catalog)))
    return (
        indicator.title + (f"（{now.note}）" if now.note else ""),
        f"{value} {indicator.per}".strip(),
        _counts(now),
        indicator.aim_words().removeprefix("目标").removeprefix("：").strip() or "—",
        verdict,
        _before(series),
        facts.sources.cite(indicator.title, value, of, amount),
    )


def _before(series: Series) -> str:
    """The values of the periods before, from the first that has one."""
    words = ["—" if one.value is None else series.indicator.words(one.value) for one in series.points[:-1]]
    while words and words[0] == "—":
        words.pop(0)
    return "、".join(words) or "还没有"


def _counts(point: Point) -> str:
    above = plain(point.numerator.value)
    return above if point.denominator is None else f"{above} / {plain(point.denominator.value)}"


class HazardPart:
    """Hazards found in the period, and what is open at its end."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    @cached_property
    def rows(self) -> list[HazardRow]:
        period = self._facts.period
        wanted = select(HazardRow).where(
            HazardRow.state != "void",
            HazardRow.found_at >= period.start_at,
            HazardRow.found_at < period.end_at,
        )
        return list(self._facts.session.scalars(wanted.order_by(HazardRow.found_at, HazardRow.hazard_id)))

    def part(self, title: str, *, listing: str = "open") -> Part:
        """``listing``: name one by one the ``open`` ones with the major ones, or ``all``."""
        rows = self.rows
        if not rows:
            return Part(title=title, empty=f"{self._facts.word}没有登记隐患。")
        closed = [row for row in rows if row.state == "closed"]
        major = [row for row in rows if row.level == "major"]
        major_closed = [row for row in major if row.state == "closed"]
        overdue = [row for row in rows if self._is_overdue(row)]
        word = self._facts.word
        said = [
            f"{word}登记隐患 {len(rows)} 条{self._cite(f'{word}登记的隐患', rows)}，其中重大 {len(major)} 条；"
            f"已销号 {len(closed)} 条，整改率 {share(len(closed), len(rows))}。",
        ]
        if major:
            said.append(
                f"重大隐患已销号 {len(major_closed)} 条，整改率 {share(len(major_closed), len(major))}（目标 100 %）。"
            )
        if overdue:
            said.append(f"到期还没有整改的 {len(overdue)} 条{self._cite('逾期的隐患', overdue)}。")
        days = [(row.closed_at - row.found_at).total_seconds() / 86400 for row in closed if row.closed_at]
        if days:
            said.append(
                f"从登记到销号平均 {plain(Decimal(sum(days) / len(days)).quantize(Decimal('0.1')))} 天。"
            )
        grids = [self._by("类别", "hazard_category", lambda row: row.category), self._by_area()]
        bars = tuple(map(hazard_bars, grids))
        named = (
            rows
            if listing == "all"
            else [row for row in rows if row.state != "closed" or row.level == "major"]
        )
        if named:
            grids.append(self._named(named))
        return Part(title=title, said=tuple(said), bars=bars, grids=tuple(grids))

    def _is_overdue(self, row: HazardRow) -> bool:
        return row.state != "closed" and row.due is not None and row.due < self._facts.now

    def _cite(self, label: str, rows: Sequence[HazardRow]) -> str:
        amount = Amount(hazards=tuple(row.hazard_id for row in rows))
        return self._facts.sources.cite(label, f"{len(rows)} 条", "隐患登记", amount)

    def _by(self, head: str, choice_list: str, code: Callable[[HazardRow], str | None]) -> Grid:
        labels = self._facts.catalog.labels(choice_list)
        return self._grouped(head, lambda row: labels.get(code(row) or "", "其他"))

    def _by_area(self) -> Grid:
        return self._grouped(
            "部位", lambda row: self._facts.names.place(row.place) if row.place else "（不记地点）"
        )

    def _grouped(self, head: str, group: Callable[[HazardRow], str]) -> Grid:
        groups: dict[str, list[HazardRow]] = {}
        for row in self.rows:
            groups.setdefault(group(row), []).append(row)
        rows = tuple(
            (
                name,
                len(held),
                sum(row.level == "major" for row in held),
                sum(row.state == "closed" for row in held),
                share(sum(row.state == "closed" for row in held), len(held)),
                sum(self._is_overdue(row) for row in held),
                self._cite(f"{head}：{name}", held),
            )
            for name, held in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
        )
        return Grid(
            heads=(head, "登记", "重大", "已销号", "整改率", "逾期", "出处"),
            weights=(5, 1.4, 1.4, 1.6, 1.6, 1.4, 1.2),
            rows=rows,
            right=frozenset(range(1, 6)),
        )

    def _named(self, rows: Sequence[HazardRow]) -> Grid:
        names = self._facts.names
        told = tuple(
            (
                row.number,
                row.title,
                names.place(row.place) if row.place else "（不记地点）",
                "重大" if row.level == "major" else "一般",
                names.person(row.owner) if row.owner else "（未定）",
                f"{local(row.due):%m-%d}" if row.due else "（未定）",
                _STATES.get(row.state, row.state) + ("，逾期" if self._is_overdue(row) else ""),
            )
            for row in rows[:_LONGEST_LIST]
        )
        left = len(rows) - len(told)
        return Grid(
            heads=("编号", "问题", "部位", "级别", "责任人", "期限", "状态"),
            weights=(2.5, 4.6, 2.4, 1.1, 1.4, 1.2, 1.8),
            rows=told,
            note=f"另有 {left} 条，见导出的表格和“隐患”页。" if left > 0 else "",
        )


def coverage_part(facts: Facts, title: str) -> Part:
    """How the duties that are on were kept: due in the period, whatever came later."""
    kept = [one for one in facts.coverage if one.due]
    if not kept:
        return Part(title=title, empty=f"{facts.word}没有到期该做的事，或还没有开始计算。")
    due, on_time = sum(one.due for one in kept), sum(one.on_time for one in kept)
    missed = sum(one.missed for one in kept)
    rows = tuple(map(_coverage_row, sorted(kept, key=lambda one: (-one.missed, one.title))))
    said = f"应做 {due} 次，按时 {on_time} 次，按时率 {share(on_time, due)}，漏做 {missed} 次。"
    grid = Grid(
        heads=("该做的", "应做", "按时", "补录", "漏做", "说明了原因", "按时率"),
        weights=(6, 1.4, 1.4, 1.4, 1.4, 1.8, 1.6),
        rows=rows,
        right=frozenset(range(1, 7)),
    )
    return Part(title=title, said=(said,), bars=(coverage_bars(grid),), grids=(grid,))


def _coverage_row(one: Coverage) -> tuple[Value, ...]:
    counts = (one.due, one.on_time, one.late, one.missed, one.explained)
    return (one.title, *(int(count) for count in counts), share(one.on_time, one.due))


def records_part(facts: Facts, title: str) -> Part:
    """How many records of each form, with what was found in them."""
    rows = sealed_records(facts, facts.period)
    if not rows:
        return Part(title=title, empty=f"{facts.word}没有封存的记录。")
    groups: dict[str, list[RecordRow]] = {}
    for row in rows:
        groups.setdefault(row.title, []).append(row)
    told = tuple(
        (
            name,
            len(held),
            sum(row.items for row in held),
            sum(row.abnormal for row in held),
            sum(row.timeliness == "late" for row in held),
            sum(row.waits for row in held),
            facts.sources.cite(
                name, f"{len(held)} 份", name, Amount(records=tuple(row.record_id for row in held))
            ),
        )
        for name, held in sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    )
    grid = Grid(
        heads=("表单", "记录", "检查项", "有问题", "补录", "待签", "出处"),
        weights=(5, 1.4, 1.5, 1.5, 1.3, 1.3, 1.2),
        rows=told,
        right=frozenset(range(1, 6)),
    )
    return Part(title=title, said=(f"{facts.word}封存记录 {len(rows)} 份。",), grids=(grid,))


def sealed_records(facts: Facts, period: Period, forms: Iterable[str] | None = None) -> list[RecordRow]:
    """Records and log rows of the period, oldest first; only of ``forms`` if given."""
    wanted = select(RecordRow).where(
        RecordRow.claimed_at >= period.start_at,
        RecordRow.claimed_at < period.end_at,
        RecordRow.status == "sealed",
    )
    if forms is None:
        wanted = wanted.where(RecordRow.kind.in_(("record", "log")))
    else:
        wanted = wanted.where(RecordRow.form_id.in_(tuple(forms)))
    return list(facts.session.scalars(wanted.order_by(RecordRow.claimed_at, RecordRow.record_id)))


def incident_part(facts: Facts, title: str) -> Part:
    """Reports by class and grade as counts alone: nobody and no case is described."""
    told = facts.figures().incidents_in(facts.period)
    if not told:
        return Part(title=title, empty=f"{facts.word}没有事件报告。零报告也是报告，请核对是不是都报了。")
    categories, grades = facts.catalog.labels("incident_category"), facts.catalog.labels("incident_grade")
    amount = sum((one.amount for one in told), Amount())
    cited = facts.sources.cite(f"{facts.word}的事件报告", f"{len(told)} 例", "事件报告", amount)
    unnamed = sum(not one.record_id for one in told)
    said = f"{facts.word}报告事件 {len(told)} 例{cited}，其中匿名 {unnamed} 例。报告用于改进，不用于处罚。"
    by_category = _counted(
        "类别", (categories.get(_code(one.facts, "category"), "还没有分类") for one in told)
    )
    by_grade = _counted("等级", (grades.get(_code(one.facts, "grade"), "还没有定级") for one in told))
    bars = (count_bars(by_category, "事件按类别"), count_bars(by_grade, "事件按等级"))
    return Part(title=title, said=(said,), bars=bars, grids=(by_category, by_grade))


def _code(facts: Mapping[str, Json], name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _counted(head: str, words: Iterable[str]) -> Grid:
    counts = Counter(words)
    whole = sum(counts.values())
    rows = tuple((word, count, share(count, whole)) for word, count in counts.most_common())
    return Grid(heads=(head, "例数", "占"), weights=(6, 2, 2), rows=rows, right=frozenset({1, 2}))
