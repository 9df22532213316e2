"""Indicators: which months count, what a zero denominator says, where targets and warnings lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from forms.catalog import Catalog
from forms.expression import parse
from forms.indicator import Amount, Indicator, Point, Series, Side, Term, Unit, Verdict, evaluate
from forms.indicator_loader import check_indicators, load_indicators
from forms.listed import Source
from forms.period import Period, PeriodKind, last_periods, parse_period, period_of
from forms.yaml_source import FormError

TODAY = date(2026, 11, 20)
RETURNS = Indicator(
    id="test.returns",
    title="再手术率",
    chapter="surgery",
    unit=Unit.PERMILLE,
    period=PeriodKind.QUARTER,
    numerator=Side(label="再手术例数", terms=(Term(form="f", count=True),)),
    denominator=Side(label="手术例数", terms=(Term(form="f", count=True),)),
    target=Decimal("1.8"),
    warn=Decimal("1.5"),
    source=Source(article="测试"),
)


def month(text: str) -> Period:
    return parse_period(text)


def amounts(values: Mapping[str, int | None]) -> dict[Period, Amount | None]:
    return {
        month(key): None if value is None else Amount(value=Decimal(value), records=(key,))
        for key, value in values.items()
    }


def third_quarter(above: Mapping[str, int | None], below: Mapping[str, int | None]) -> Point:
    return evaluate(RETURNS, parse_period("2026Q3"), amounts(above), amounts(below), today=TODAY)


@pytest.mark.parametrize(
    ("text", "label", "first", "end"),
    [
        ("2026-12", "2026年12月", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026Q4", "2026年第四季度", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026", "2026年", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_is_read_as_it_is_written(text: str, label: str, first: date, end: date) -> None:
    period = parse_period(text)
    assert (period.key, period.label, period.first, period.end) == (text, label, first, end)
    assert period in (period_of(first, period.kind), period_of(end, period.kind).earlier())


@pytest.mark.parametrize("text", ["", "2026-13", "2026Q5", "26-01", "2026-1", "十一月"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no period|month"):
        parse_period(text)


def test_twelve_months_back_cross_the_year() -> None:
    assert [one.key for one in last_periods(PeriodKind.MONTH, TODAY, 12)][:2] == ["2025-12", "2026-01"]


def test_a_rate_is_that_of_its_months_together_and_names_their_records() -> None:
    point = third_quarter(
        {"2026-07": 1, "2026-08": 0, "2026-09": 1}, {"2026-07": 400, "2026-08": 400, "2026-09": 450}
    )
    assert point.value == Decimal(2000) / 1250
    assert point.verdict is Verdict.WARN
    assert point.numerator.records == ("2026-07", "2026-08", "2026-09")


def test_a_month_without_figures_is_left_out_of_both_sides() -> None:
    point = third_quarter(
        {"2026-07": 1, "2026-08": 9, "2026-09": 0}, {"2026-07": 500, "2026-08": None, "2026-09": 500}
    )
    assert point.value == 1
    assert point.note == "缺2026年8月的数，只按其余月份算"


def test_without_any_figures_there_is_no_rate_and_the_months_are_named() -> None:
    nothing = {"2026-07": None, "2026-08": None, "2026-09": None}
    point = third_quarter({"2026-07": 1, "2026-08": 0, "2026-09": 0}, nothing)
    assert (point.value, point.verdict) == (None, Verdict.NONE)
    assert point.note == "缺2026年7至9月的数，算不出来"


def test_a_zero_denominator_gives_no_rate_but_a_sentence() -> None:
    none = {"2026-07": 0, "2026-08": 0, "2026-09": 0}
    point = third_quarter(none, none)
    assert (point.value, point.note) == (None, "手术例数是 0，不算率")


def test_a_month_that_has_not_ended_is_not_missing() -> None:
    point = evaluate(
        RETURNS,
        parse_period("2026Q4"),
        amounts({"2026-10": 0, "2026-11": None}),
        amounts({"2026-10": 100, "2026-11": None}),
        today=TODAY,
    )
    assert point.value == 0
    assert point.missing == ()


def stock(label: str) -> Side:
    return Side(label=label, terms=(Term(form="f", last=parse("${beds}"), latest=True),))


def test_a_stock_is_that_of_the_newest_month_and_leaves_no_month_out_of_the_sum() -> None:
    per_bed = replace(RETURNS, unit=Unit.NUMBER, denominator=stock("床位"), target=None)
    beds = amounts({"2026-07": None, "2026-08": 40, "2026-09": None})
    point = evaluate(
        per_bed,
        parse_period("2026Q3"),
        amounts({"2026-07": 3, "2026-08": 4, "2026-09": 1}),
        beds,
        today=TODAY,
    )
    assert point.value == Decimal(8) / 40
    assert (point.missing, point.note) == ((), "")


def test_what_is_counted_once_a_year_misses_no_month() -> None:
    certified = replace(RETURNS, unit=Unit.PERCENT, numerator=stock("持证"), denominator=stock("应持证"))
    once = {"2026-07": None, "2026-08": 9, "2026-09": None}
    point = evaluate(
        certified,
        parse_period("2026Q3"),
        amounts(once),
        amounts({**once, "2026-08": 10}),
        today=TODAY,
    )
    assert point.value == 90
    assert point.note == ""
    never = amounts(dict.fromkeys(once))
    nothing = evaluate(certified, parse_period("2026Q3"), never, never, today=TODAY)
    assert (nothing.value, nothing.is_told) == (None, False)
    assert nothing.note == "这一期的数还没有填，算不出来"


@pytest.mark.parametrize(
    ("cases", "of", "verdict"),
    [(15, 10_000, "met"), (16, 10_000, "warn"), (18, 10_000, "warn"), (19, 10_000, "unmet")],
)
def test_a_target_is_reached_at_it_and_warned_of_before(cases: int, of: int, verdict: str) -> None:
    only = {"2026-08": 0, "2026-09": 0}
    point = third_quarter({"2026-07": cases, **only}, {"2026-07": of, **only})
    assert point.verdict == verdict


def test_a_strict_target_must_be_passed() -> None:
    reports = Indicator(
        id="test.reports",
        title="主动报告",
        chapter="patient",
        unit=Unit.PER_100,
        period=PeriodKind.MONTH,
        numerator=RETURNS.numerator,
        denominator=RETURNS.denominator,
        target=Decimal("2.5"),
        strict=True,
        better="higher",
        source=Source(article="测试"),
    )
    found = [
        evaluate(reports, month("2026-10"), amounts({"2026-10": n}), amounts({"2026-10": 200}), today=TODAY)
        for n in (5, 6)
    ]
    assert [point.verdict for point in found] == [Verdict.UNMET, Verdict.MET]
    assert reports.aim_words() == "目标 > 2.5"


def test_rounding_never_hides_on_which_side_of_the_target_a_value_is() -> None:
    assert RETURNS.words(Decimal("1.8")) == "1.8 ‰"
    assert RETURNS.words(Decimal("1.8004")) == "1.8004 ‰"


def test_three_steps_to_the_worse_are_an_early_warning() -> None:
    def series(*values: str) -> Series:
        points = [
            Point(
                period=parse_period("2026-10"),
                numerator=Amount(),
                denominator=None,
                value=Decimal(value),
                verdict=Verdict.WATCHED,
            )
            for value in values
        ]
        return Series(indicator=RETURNS, points=tuple(points))

    assert series("0.1", "0.2", "0.3", "0.4").is_worsening
    assert not series("0.1", "0.2", "0.3").is_worsening
    assert not series("0.1", "0.2", "0.2", "0.4").is_worsening


def test_every_indicator_refers_to_forms_and_fields_that_are_there() -> None:
    indicators = load_indicators()
    assert list(check_indicators(indicators, Catalog.load())) == []
    assert len({one.title for one in indicators}) == len(indicators)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("better: sideways", "better is one of"),
        ('target: "viele"', "target is a number"),
        ("numerator: {label: a, form: f}", "one of count, sum, last"),
        ("numerator: {label: a, hazards: some}", "hazards is one of"),
        ("numerator: {label: a, form: f, count: true, where: 'x('}", "where"),
        ("colour: red", "colour is not known"),
    ],
)
def test_a_wrong_indicator_is_refused_with_its_line(tmp_path: Path, changed: str, reason: str) -> None:
    key = changed.partition(":")[0]
    lines = {
        "id": "id: a.b",
        "title": "title: 甲",
        "chapter": "chapter: fire",
        "unit": "unit: percent",
        "period": "period: month",
        "numerator": "numerator: {label: a, hazards: all}",
        "better": "better: lower",
        "source": "source: {article: 甲}",
    }
    lines[key] = changed
    folder = tmp_path / "indicators"
    folder.mkdir()
    text = "- " + "\n  ".join(lines.values()) + "\n"
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FormError, match=reason):
        load_indicators(tmp_path)


def test_a_target_of_the_hospital_counts_only_where_it_is_stricter() -> None:
    every = {one.id: one for one in load_indicators()}
    reports = every["patient.reports_per_100_discharges"]  # more is better, the document says > 2.5
    assert reports.tightened(Decimal("2")) is reports
    own = reports.tightened(Decimal("3"))
    assert (own.aim_words(), own.is_own, own.ruled) == ("本院目标 ≥ 3", True, Decimal("2.5"))
    overdue = next(one for one in every.values() if one.better == "lower" and one.target == 0)
    assert overdue.tightened(Decimal("1")) is overdue
    assert not overdue.can_be_stricter
    assert reports.can_be_stricter
    watched = next(one for one in every.values() if one.target is None)
    assert watched.tightened(Decimal("5")).target == 5
