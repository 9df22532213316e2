"""What an indicator is, and how its value follows from the months' amounts. Knows nothing of where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise

from forms.expression import Expression
from forms.functions import plain
from forms.listed import Source
from forms.period import Period, PeriodKind

TREND = 12  # periods shown
WORSE_IN_A_ROW = 3  # so many steps to the worse are an early warning of their own


class Unit(StrEnum):
    PERCENT = "percent"
    PERMILLE = "permille"
    PER_100 = "per_100"
    NUMBER = "number"

    @property
    def factor(self) -> int:
        return {Unit.PERCENT: 100, Unit.PERMILLE: 1000, Unit.PER_100: 100, Unit.NUMBER: 1}[self]

    @property
    def sign(self) -> str:
        return {Unit.PERCENT: " %", Unit.PERMILLE: " ‰"}.get(self, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One summand of a numerator or a denominator.

    Of ``form``: how many records (``count``), the sum of a field, or its newest value (``last``); with ``rows``
    over the rows of that table instead. ``where`` sees the row's columns before the record's fields. A record
    belongs to the month in which it happened, or that of its date field ``at``; with ``latest`` only the newest
    of a month counts, and a month without one is missing instead of zero. ``hazards`` and ``incidents`` count
    those, ``profile`` is a figure of the hospital.
    """

    form: str = ""
    count: bool = False
    sum: Expression | None = None
    last: Expression | None = None
    rows: str = ""
    where: Expression | None = None
    at: str = ""
    latest: bool = False
    hazards: str = ""  # all | closed | overdue | major | major_closed
    incidents: Expression | None = None
    anonymous: bool = False  # incidents: those without a name count too
    profile: str = ""

    @property
    def key(self) -> str:
        """The same for terms that ask the same of one record."""
        asked = (self.sum, self.last, self.where, self.incidents)
        return "|".join((self.form, self.rows, self.at, *(one.text if one else "" for one in asked)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A numerator or a denominator: its official name, and what it is the sum of."""

    label: str
    terms: tuple[Term, ...]

    @property
    def is_newest(self) -> bool:
        """Told by the newest month of a period instead of the sum of its months: beds, not discharges."""
        return any(term.last is not None or term.profile for term in self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """``target`` is reached at it or on its better side; ``strict``: only beyond it. ``warn`` is where an early
    warning begins; it is the program's, no document names one.
    """

    id: str
    title: str
    chapter: str
    unit: Unit
    period: PeriodKind
    numerator: Side
    denominator: Side | None = None
    per: str = ""  # words after the number: 例次/百出院人次
    target: Decimal | None = None
    strict: bool = False
    better: str = "lower"  # lower | higher
    warn: Decimal | None = None
    aim: str = ""  # the aim in words where the document gives no number: 进一步下降
    levels: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    source: Source
    is_own: bool = False  # ``target`` is the hospital's, ``ruled`` the document's
    ruled: Decimal | None = None

    @property
    def can_be_stricter(self) -> bool:
        """Whether there is anything beyond the target: below none and above all there is not."""
        if self.target is None:
            return True
        return (
            self.target > 0 if self.better == "lower" else self.unit is not Unit.PERCENT or self.target < 100
        )

    def is_stricter(self, value: Decimal) -> bool:
        """Whether that target asks for more than the document does; any does where the document names no number."""
        if self.target is None:
            return True
        return value < self.target if self.better == "lower" else value > self.target

    def tightened(self, value: Decimal) -> Indicator:
        """With a target of the hospital's own; a looser one changes nothing.

        The early warning is the program's for the document's target, so that it falls away.
        """
        if not self.is_stricter(value):
            return self
        return replace(self, target=value, strict=False, warn=None, is_own=True, ruled=self.target)

    @property
    def sides(self) -> tuple[Side, ...]:
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)

    def aim_words(self) -> str:
        """目标 ≤ 1.8 ‰ · 目标 > 2.5 · 目标：进一步下降 · or nothing."""
        if self.target is None:
            return f"目标：{self.aim}" if self.aim else ""
        sign = {("lower", False): "≤", ("lower", True): "<", ("higher", False): "≥", ("higher", True): ">"}
        told = f"{sign[self.better, self.strict]} {plain(self.target)}{self.unit.sign}"
        return f"本院目标 {told}" if self.is_own else f"目标 {told}"

    def words(self, value: Decimal) -> str:
        """The value as it is written; more digits where two would hide on which side of the target it is."""
        shown = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if shown == self.target and value != self.target:
            shown = value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
        return plain(shown) + self.unit.sign


class Verdict(StrEnum):
    MET = "met"
    WARN = "warn"  # met, but past the early warning
    UNMET = "unmet"
    WATCHED = "watched"  # a value without a target
    NONE = "none"  # no value


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What a side comes to in one month, and the records it stands on; ``unnamed`` ones lead to no record."""

    value: Decimal = Decimal(0)
    records: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    unnamed: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            value=self.value + other.value,
            records=tuple(dict.fromkeys((*self.records, *other.records))),
            hazards=tuple(dict.fromkeys((*self.hazards, *other.hazards))),
            unnamed=self.unnamed + other.unnamed,
        )


Months = Mapping[Period, Amount | None]
"""A side by month; None where the month's figures have not been filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An indicator in one period. Without a value ``note`` says why; with one, what it leaves out.

    ``is_told``: the figures of some month are there; then a missing value means that there was nothing to count.
    """

    period: Period
    numerator: Amount
    denominator: Amount | None
    value: Decimal | None
    verdict: Verdict
    note: str = ""
    missing: tuple[Period, ...] = ()
    is_told: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An indicator over its last periods, oldest first."""

    indicator: Indicator
    points: tuple[Point, ...] = field(default=())

    @property
    def now(self) -> Point:
        return self.points[-1]

    @property
    def is_worsening(self) -> bool:
        """Whether each of the last steps between values went to the worse."""
        values = [point.value for point in self.points if point.value is not None][-WORSE_IN_A_ROW - 1 :]
        if len(values) <= WORSE_IN_A_ROW:
            return False
        steps = list(pairwise(values))
        if self.indicator.better == "lower":
            return all(after > before for before, after in steps)
        return all(after < before for before, after in steps)


def evaluate(
    indicator: Indicator, period: Period, numerator: Months, denominator: Months | None, *, today: date
) -> Point:
    """The indicator in that period: sums from the months in which both have figures, stocks from the newest one."""
    sides = list(zip(indicator.sides, [numerator, denominator or {}], strict=False))
    begun = [month for month in period.months if month.first <= today]
    summed = [months for side, months in sides if not side.is_newest]
    told = [month for month in begun if all(months.get(month) is not None for months in summed)]
    amounts = [_total(side, months, begun if side.is_newest else told) for side, months in sides]
    above, below = amounts[0] or Amount(), (amounts[1] or Amount()) if len(amounts) > 1 else None
    is_told = all(amount is not None for amount in amounts)
    missing = tuple(month for month in begun if month not in told and month.end <= today)
    value, note = _value(indicator, above, below) if is_told else (None, "这一期的数还没有填，算不出来")
    if missing and value is not None:
        note = f"缺{_listed(missing)}的数，只按其余月份算"
    elif missing:
        note = f"缺{_listed(missing)}的数，算不出来"
    return Point(
        period=period,
        numerator=above,
        denominator=below,
        value=value,
        verdict=verdict(indicator, value),
        note=note,
        missing=missing,
        is_told=is_told,
    )


def verdict(indicator: Indicator, value: Decimal | None) -> Verdict:
    if value is None:
        return Verdict.NONE
    if indicator.target is None:
        return Verdict.WATCHED
    beyond = value - indicator.target if indicator.better == "lower" else indicator.target - value
    if beyond > 0 or (indicator.strict and beyond == 0):
        return Verdict.UNMET
    if indicator.warn is None:
        return Verdict.MET
    near = value - indicator.warn if indicator.better == "lower" else indicator.warn - value
    return Verdict.WARN if near > 0 else Verdict.MET


def _value(indicator: Indicator, above: Amount, below: Amount | None) -> tuple[Decimal | None, str]:
    if indicator.denominator is None or below is None:
        return above.value * indicator.unit.factor, ""
    if below.value == 0:
        return None, f"{indicator.denominator.label}是 0，不算率"
    return above.value * indicator.unit.factor / below.value, ""


def _total(side: Side, months: Months, told: Sequence[Period]) -> Amount | None:
    """The sum over those months, or the newest of them; None if there is none."""
    amounts = [amount for month in told if (amount := months.get(month)) is not None]
    if not amounts:
        return None
    return amounts[-1] if side.is_newest else sum(amounts, Amount())


def _listed(months: Sequence[Period]) -> str:
    """2025年12月、2026年2至9月: the year once, neighbours joined."""
    runs: list[list[Period]] = []
    for month in months:
        if runs and runs[-1][-1].first.year == month.first.year and month.earlier() == runs[-1][-1]:
            runs[-1].append(month)
        else:
            runs.append([month])
    words, year = [], 0
    for run in runs:
        first, last = run[0].first, run[-1].first
        span = f"{first.month}至{last.month}月" if len(run) > 1 else f"{first.month}月"
        words.append(span if first.year == year else f"{first.year}年{span}")
        year = first.year
    return "、".join(words)
