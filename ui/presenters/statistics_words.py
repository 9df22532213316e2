"""The figures of a period put into words and marks for 统计, and what stands behind each. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forms.functions import plain
from forms.indicator import Series, Verdict
from forms.period import Period
from models.queries.hazard_months import HazardMonth
from models.queries.kept_days import KeptBox, KeptForm, KeptRow
from models.queries.statistics import Figures
from models.queries.today_view import Coverage
from ui.pages.statistics import COVERAGE, Drawn, StatisticsModel
from ui.presenters.behind import Behind
from ui.presenters.statistics_parts import (
    ROWS,
    column_words,
    coverage_row,
    days,
    heat_said,
    heat_table,
    is_any,
    months_said,
    months_table,
    rate,
    span_words,
)
from ui.theme.states import TARGET, Tone
from ui.theme.tokens import Role
from ui.widgets.charts.bars import Bar
from ui.widgets.charts.heat import WORDS, Box, Cell, HeatRow
from ui.widgets.charts.lines import Dash, Line, Spot
from ui.widgets.charts.measures import Measure
from ui.widgets.charts.notices import Notice
from ui.widgets.charts.panel import Line as TableLine

REPORTS = "patient.reports_per_100_discharges"
KINDS, NOTICES = 5, 4  # shown in a chart; its table has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was read for the page."""

    period: Period
    now: datetime
    figures: Figures
    coverage: tuple[Coverage, ...]
    kept: tuple[KeptForm, ...]
    months: tuple[HazardMonth, ...]  # since the hospital began
    indicators: tuple[Series, ...]


@dataclass(slots=True)
class Words:
    """Builds the model; ``behind`` and ``roads`` gather what each key leads to."""

    found: Found
    categories: Mapping[str, str]
    at_form: int = 0
    behind: dict[str, Behind] = field(default_factory=dict)
    roads: dict[str, tuple[str, str]] = field(default_factory=dict)

    def model(self) -> StatisticsModel:
        found = self.found
        due = [one for one in found.coverage if one.due]
        form = found.kept[self.at_form % len(found.kept)] if found.kept else None
        notices = self._notices(due)
        bars = self._bars()
        return StatisticsModel(
            beside=span_words(found.period, found.now, found.figures.records),
            may_go_later=found.period.end_at <= found.now,
            measures=self._measures(due),
            heat_title=f"{form.title}：每处做了没有" if form else "每处每天做了没有",
            heat_columns=tuple(column_words(form, found.period)),
            heat_rows=tuple(self._heat_row(number, row) for number, row in enumerate(form.rows[:ROWS]))
            if form
            else (),
            heat_said=heat_said(form),
            heat=heat_table(form),
            has_other_forms=len(found.kept) > 1,
            bars=bars,
            bars_said=f"共 {found.figures.incidents} 件，"
            + "，".join(f"{one.name} {one.words}" for one in bars),
            kinds=self._kinds_table(),
            months=tuple(f"{one.month.first.month}月" for one in found.months),
            hazards=self._lines() if any(map(is_any, found.months)) else (),
            hazards_said=months_said(found.months),
            hazards_table=months_table(found.months),
            notices=notices,
            notices_empty="没有要特别留意的：没有漏做、逾期和没达标的",
            rows=tuple(map(coverage_row, due)),
        )

    def _key(self, key: str, behind: Behind) -> str:
        if behind.whole:
            self.behind[key] = behind
            return key
        return ""

    def _measures(self, due: Sequence[Coverage]) -> tuple[Measure, ...]:
        figures = self.found.figures
        asked, on_time = sum(one.due for one in due), sum(one.on_time for one in due)
        late, missed = sum(one.late for one in due), sum(one.missed for one in due)
        return (
            Measure(
                key=COVERAGE if due else "",
                title="按时率",
                words=rate(on_time, asked),
                counts=f"按时 {on_time} / 应做 {asked}",
                note=f"目标 100 %·漏 {missed}，补 {late}",
                state=None if not asked else TARGET["met" if on_time == asked else "unmet"],
                value=on_time * 100 / asked if asked else None,
                target=100,
            ),
            Measure(
                key=self._key("hazards", Behind(title="发现的隐患", hazards=figures.found_ids)),
                title="隐患整改率",
                words=rate(figures.hazards_closed, figures.hazards),
                counts=f"已销号 {figures.hazards_closed} / 发现 {figures.hazards}",
                note=f"现在逾期 {figures.overdue} 条",
                value=figures.hazards_closed * 100 / figures.hazards if figures.hazards else None,
            ),
            Measure(
                key=self._key("major", Behind(title="发现的重大隐患", hazards=figures.major_ids)),
                title="重大隐患整改率",
                words=rate(figures.major_closed, figures.major),
                counts=f"已销号 {figures.major_closed} / 发现 {figures.major}",
                note="目标 100 %",
                state=None
                if not figures.major
                else TARGET["met" if figures.major_closed == figures.major else "unmet"],
                value=figures.major_closed * 100 / figures.major if figures.major else None,
                target=100,
            ),
            self._reports(),
        )

    def _reports(self) -> Measure:
        """The official rate where the hospital's discharges are known, the count alone where not."""
        figures = self.found.figures
        records = tuple(key for kind in figures.kinds for key in kind.records)
        key = self._key("incidents", Behind(title="署名的不良事件", records=records))
        series = next((one for one in self.found.indicators if one.indicator.id == REPORTS), None)
        now = series.now if series is not None else None
        if series is None or now is None or now.value is None or now.denominator is None:
            return Measure(
                key=key,
                title="不良事件报告",
                words=str(figures.incidents),
                counts=f"署名 {figures.incidents} 件",
                note="出院人次还没填，不算率"
                if series is not None
                else f"匿名的历年共 {figures.anonymous} 件",
            )
        target = series.indicator.target
        return Measure(
            key=key,
            title="百出院人次主动报告",
            words=series.indicator.words(now.value),
            counts=f"{plain(now.numerator.value)} 例 / {plain(now.denominator.value)} 人次",
            note=series.indicator.aim_words(),
            state=TARGET[now.verdict],
            value=float(now.value),
            target=None if target is None else float(target),
            most=max(float(now.value), float(target or 0)) * 1.25 or 1,
        )

    def _heat_row(self, number: int, row: KeptRow) -> HeatRow:
        return HeatRow(
            name=row.name,
            boxes=tuple(self._box(f"heat.{number}.{at}", row.name, box) for at, box in enumerate(row.boxes)),
            end=f"{row.done}/{row.due}",
            is_bad=row.done < row.due,
        )

    def _box(self, key: str, name: str, box: KeptBox) -> Box:
        when = days(box.first, box.last)
        state = Cell(box.state.value)
        behind = Behind(title=f"{name}，{when}", revisions=box.revisions, missed=box.missed)
        count = f"，漏 {len(box.missed)} 次" if box.missed else ""
        said = f"{name} {when} {WORDS.get(state, '不用做')}{count}"
        misses = len(box.missed) if box.first != box.last else 1
        return Box(key=self._key(key, behind), state=state, said=said, count=misses)

    def _bars(self) -> tuple[Bar, ...]:
        kinds = self.found.figures.kinds
        bars = [
            Bar(
                key=self._key(f"kind.{one.code}", Behind(title=self._kind(one.code), records=one.records)),
                name=self._kind(one.code),
                value=len(one.records),
                words=str(len(one.records)),
            )
            for one in kinds[:KINDS]
        ]
        rest = tuple(key for one in kinds[KINDS:] for key in one.records)
        if rest:
            behind = Behind(title="其余几类", records=rest)
            name = f"其余 {len(kinds) - KINDS} 类"
            bars.append(
                Bar(
                    key=self._key("kind.rest", behind),
                    name=name,
                    value=len(rest),
                    words=str(len(rest)),
                    quiet=True,
                )
            )
        return tuple(bars)

    def _kind(self, code: str | None) -> str:
        return self.categories.get(code or "", "还没分类").removesuffix("事件") or "还没分类"

    def _kinds_table(self) -> Drawn:
        figures = self.found.figures
        return Drawn(
            lines=tuple(
                TableLine(
                    key=self._key(
                        f"kind.{one.code}", Behind(title=self._kind(one.code), records=one.records)
                    ),
                    cells=(self._kind(one.code), str(len(one.records))),
                )
                for one in figures.kinds
            ),
            line=f"署名 {figures.incidents} 件",
            empty=f"{self.found.period.label}没有署名的不良事件。匿名的不记时间，不在图上，历年共 {figures.anonymous} 件",
        )

    def _lines(self) -> tuple[Line, ...]:
        def line(name: str, role: Role, dash: Dash, of: str) -> Line:
            spots = []
            for one in self.found.months:
                ids: tuple[str, ...] = getattr(one, of)
                behind = Behind(title=f"{one.month.label}{name}的隐患", hazards=ids)
                key = self._key(f"{of}.{one.month.key}", behind)
                spots.append(Spot(key=key, value=len(ids), words=str(len(ids))))
            return Line(name=name, role=role, dash=dash, spots=tuple(spots))

        return (
            line("登记", Role.TEXT2, Dash.DASHED, "found"),
            line("销号", Role.BRAND, Dash.SOLID, "closed"),
            line("逾期", Role.BAD, Dash.DOTTED, "overdue"),
        )

    def _notices(self, due: Sequence[Coverage]) -> tuple[Notice, ...]:
        figures, made = self.found.figures, []
        if figures.overdue:
            self.roads["to.hazards"] = ("hazards", "")
            about = "排在隐患看板最前面，要催办或延期"
            made.append(
                Notice(
                    key="to.hazards",
                    icon="clock-alert",
                    tone=Tone.BAD,
                    fact=f"隐患逾期 {figures.overdue} 条",
                    about=about,
                )
            )
        for series in self.found.indicators:
            told = any(term.hazards == "overdue" for side in series.indicator.sides for term in side.terms)
            if not told and (series.now.verdict is Verdict.UNMET or series.is_worsening):
                made.append(self._indicator(series))
        for one in sorted(due, key=lambda one: -one.missed):
            if one.missed:
                key = f"to.form.{one.form_id}.{one.duty_id}"
                self.roads[key] = ("records", one.form_id)
                about = f"应做 {one.due} 次，按时 {one.on_time}，补录 {one.late}"
                if one.explained:
                    about += f"，说明过 {one.explained}"
                made.append(
                    Notice(
                        key=key, icon="ban", tone=Tone.BAD, fact=f"{one.title}漏 {one.missed} 次", about=about
                    )
                )
        return tuple(made[:NOTICES])

    def _indicator(self, series: Series) -> Notice:
        indicator, now = series.indicator, series.now
        key = f"to.indicator.{indicator.id}"
        self.roads[key] = ("indicators", indicator.id)
        is_unmet = now.verdict is Verdict.UNMET
        value = "" if now.value is None else f"{now.period.label} {indicator.words(now.value)}"
        about = "，".join(part for part in (value, indicator.aim_words()) if part)
        return Notice(
            key=key,
            icon="triangle-alert" if is_unmet else "trending-down",
            tone=Tone.BAD if is_unmet else Tone.WARN,
            fact=f"{indicator.title}{'没达标' if is_unmet else '连续变差'}",
            about=about,
        )
