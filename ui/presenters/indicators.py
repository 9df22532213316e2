"""Reads the indicators, remembers what sealed records add to them, and opens the records behind a figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from forms.clock import local
from forms.functions import plain
from forms.indicator import Amount, Indicator, Point, Series, Verdict
from forms.indicator_loader import load_indicators
from forms.period import PeriodKind
from models.queries import indicators
from models.queries.figures import FigureMemory
from models.queries.own_targets import FORM
from models.queries.profile import profile_facts
from ui import wording
from ui.pages.behind import BehindRow
from ui.pages.indicators import IndicatorPane, IndicatorRow, IndicatorsPage
from ui.pages.page import Page
from ui.presenters.presenter import Presenter
from ui.presenters.settings import SettingsPresenter
from ui.presenters.target_acts import TargetActs
from ui.roads import Wish
from ui.theme.states import TARGET, State
from ui.widgets.charts.lines import Spot

SHOWN = 300  # records behind one figure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Behind:
    rows: tuple[BehindRow, ...]
    line: str


class IndicatorsPresenter(Presenter):
    name = "indicators"
    kinds = frozenset({"records", "hazards", "incidents"})

    def build(self) -> Page:
        page = IndicatorsPage()
        page.back_requested.connect(self.desk.go_back)
        page.period_chosen.connect(self._on_period)
        page.moved.connect(self._on_moved)
        page.opened.connect(self._on_opened)
        targets = TargetActs(self.desk, self.refresh)
        page.fill_requested.connect(self._on_fill)
        page.tighten_requested.connect(lambda key: targets.ask(self._plain(key)))
        self._shown = page
        self._kind: PeriodKind | None = None
        self._memory = FigureMemory()
        self._wanted: tuple[Indicator, ...] = load_indicators()
        self._series: dict[str, Series] = {}
        self._asked = ""
        return page

    def ask(self, indicator_id: str) -> None:
        """Show that indicator; Esc leads back to where this was asked."""
        self.page  # noqa: B018 (built before it is told what to show)
        self._asked = indicator_id
        self.desk.open_below(self.name)

    def refresh(self) -> None:
        catalog, now = self.desk.store.catalog, self.desk.now()
        wanted, memory, kind = self._wanted, self._memory, self._kind

        def work(session: Session) -> tuple[Series, ...]:
            return indicators.read(
                session,
                catalog,
                wanted,
                now=now,
                profile=profile_facts(session, now),
                memory=memory,
                kind=kind,
            )

        self.desk.read("indicators", work, self._on_read)

    def _on_read(self, found: tuple[Series, ...]) -> None:
        self._series = {one.indicator.id: one for one in found}
        ordered = sorted(found, key=_urgency)
        warned = sum(bool(_warnings(one)) or one.now.verdict is Verdict.UNMET for one in found)
        beside = f"{len(found)} 项" + (f"，要留意 {warned} 项" if warned else "")
        self._shown.present([_row(one) for one in ordered], beside, wanted=self._asked)
        self._asked = ""

    def _on_period(self, code: str) -> None:
        self._kind = None if code == "own" else PeriodKind(code)
        self.refresh()

    def _on_moved(self, indicator_id: str) -> None:
        series = self._series.get(indicator_id)
        if series is None:
            return
        self._shown.pane.present(
            replace(
                _pane(series),
                fill=self._missing(series),
                may_tighten=self._may_tighten and self._plain(indicator_id).can_be_stricter,
            )
        )
        catalog, reader = self.desk.store.catalog, self.desk.reader
        amount = series.now.numerator + (series.now.denominator or Amount())

        def work(session: Session) -> _Behind:
            held = indicators.records_behind(session, catalog, amount, reader, limit=SHOWN)
            rows = [
                BehindRow(
                    kind="record",
                    key=item.record_id,
                    number=wording.number(item.serial),
                    title=item.title,
                    day=_day(item.claimed_at),
                )
                for item in held
            ]
            rows += [
                BehindRow(
                    kind="hazard",
                    key=item.hazard_id,
                    number=item.number,
                    title=item.title,
                    day=_day(item.found_at),
                )
                for item in indicators.hazards_behind(session, amount, limit=SHOWN)
            ]
            return _Behind(rows=tuple(rows), line=_line(amount, len(rows)))

        self.desk.read(
            "indicators.behind", work, lambda made: self._shown.pane.present_behind(made.rows, made.line)
        )

    def _plain(self, indicator_id: str) -> Indicator:
        """As its document has it."""
        return next(one for one in self._wanted if one.id == indicator_id)

    @property
    def _may_tighten(self) -> bool:
        """Whether whoever is signed in may seal such a card."""
        return bool({"*", *self.desk.reader.roles} & set(self.desk.store.catalog.latest(FORM).rights.fill))

    def _missing(self, series: Series) -> str:
        """What has to be filled in for the figure of the period, in words; "" where nothing is missing."""
        if series.now.is_told and not series.now.missing:
            return ""  # a figure, or nothing to count
        form_id = missing_form(series.indicator)
        return f"《{self.desk.store.catalog.latest(form_id).title}》" if form_id else "医院情况"

    def _on_fill(self, indicator_id: str) -> None:
        form_id = missing_form(self._plain(indicator_id))
        if form_id:
            self.desk.roads.fill(Wish(form_id=form_id))
        else:
            settings = self.desk.presenter("settings")
            assert isinstance(settings, SettingsPresenter)
            self.desk.go("settings")
            settings.show_group("hospital")

    def _on_opened(self, one: BehindRow) -> None:
        if one.kind == "hazard":
            self.desk.roads.open_hazard(one.key)
        else:
            self.desk.roads.open_record(one.key)


def missing_form(indicator: Indicator) -> str:
    """The form that holds the figures nobody else knows, before any other that is counted; "" if none is."""
    terms = [term for side in reversed(indicator.sides) for term in side.terms if term.form]
    terms.sort(key=lambda term: not (term.latest or term.last is not None))
    return terms[0].form if terms else ""


def _urgency(series: Series) -> tuple[int, str]:
    """What needs a look first, what has no figure last."""
    order = (Verdict.UNMET, Verdict.WARN, Verdict.MET, Verdict.WATCHED, Verdict.NONE)
    at = order.index(series.now.verdict)
    return (1 if series.is_worsening and at > 1 else at, series.indicator.chapter)


def _row(series: Series) -> IndicatorRow:
    indicator, now = series.indicator, series.now
    return IndicatorRow(
        id=indicator.id,
        title=indicator.title,
        period=now.period.label,
        value=_value(indicator, now),
        counts=_counts(now),
        aim=indicator.aim_words().replace("本院目标", "本院").removeprefix("目标").removeprefix("：").strip()
        or "—",
        state=TARGET[now.verdict],
        warnings=_warnings(series),
    )


def _warnings(series: Series) -> tuple[State, ...]:
    return (TARGET["worsening"],) if series.is_worsening else ()


def _value(indicator: Indicator, point: Point) -> str:
    if point.value is None:
        return "—"
    return f"{indicator.words(point.value)} {indicator.per}".strip()


def _counts(point: Point) -> str:
    if point.value is None and not point.numerator.value:
        return "—"
    above = plain(point.numerator.value)
    return above if point.denominator is None else f"{above} / {plain(point.denominator.value)}"


def _pane(series: Series) -> IndicatorPane:
    indicator, now = series.indicator, series.now
    aim = indicator.aim_words()
    if indicator.is_own:
        ruled = "没有定数" if indicator.ruled is None else f"{plain(indicator.ruled)}{indicator.unit.sign}"
        aim += f"（文件：{ruled}）"
    warn = "" if indicator.warn is None else f"{plain(indicator.warn)}{indicator.unit.sign}"
    return IndicatorPane(
        title=indicator.title,
        period=now.period.label,
        value=_value(indicator, now),
        state=TARGET[
            "worsening" if series.is_worsening and now.verdict is not Verdict.UNMET else now.verdict
        ],
        numerator=f"分子 {_told(now, now.numerator)}　{indicator.numerator.label}",
        denominator=""
        if indicator.denominator is None or now.denominator is None
        else f"分母 {_told(now, now.denominator)}　{indicator.denominator.label}",
        aim=aim + (f"；{warn} 起预警（预警值不是文件规定的）" if warn else ""),
        note=now.note,
        source=f"依据：{indicator.source.article}" + ("" if indicator.source.verified else "（待核实）"),
        labels=tuple(map(_label, series.points)),
        spots=tuple(_spot(indicator, one) for one in series.points),
        target=None if indicator.target is None else float(indicator.target),
        target_word=indicator.aim_words(),
    )


def _told(point: Point, amount: Amount) -> str:
    """The amount; a dash where nothing was counted because the figures have not been filled in."""
    nothing = point.value is None and not amount.value and not (amount.records or amount.hazards)
    return "—" if nothing else plain(amount.value)


def _label(point: Point) -> str:
    first = point.period.first
    return {
        PeriodKind.MONTH: f"{first.month}月",
        PeriodKind.QUARTER: f"{first.year % 100}年{(first.month + 2) // 3}季",
        PeriodKind.YEAR: f"{first.year}",
    }[point.period.kind]


def _spot(indicator: Indicator, point: Point) -> Spot:
    return Spot(
        key="",
        value=None if point.value is None else float(point.value),
        words="" if point.value is None else indicator.words(point.value),
        is_bad=point.verdict is Verdict.UNMET,
    )


def _line(amount: Amount, shown: int) -> str:
    whole = len(amount.records) + len(amount.hazards)
    told = [f"背后的记录 {whole} 条"]
    if shown < whole:
        told.append(f"这里列 {shown} 条")
    if amount.unnamed:
        told.append(f"匿名 {amount.unnamed} 例不列")
    return "，".join(told)


def _day(moment: datetime) -> str:
    return f"{local(moment):%m-%d}"
