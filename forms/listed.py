"""What the index of forms holds in values of their own: a start reads them, and nothing of a whole definition."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a rule stands. ``verified`` is False until somebody has held it against the official text."""

    article: str
    text: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A statutory rule of frequency: how often, where, from which article.

    ``every``: shift_count (``times`` per day part), day, week, half_month, month, quarter, half_year, year;
    shift (three a day); hours (each ``hours``, round the clock); before_holiday (in the ``days`` before one);
    before_expiry (from ``days`` before the asset's date ``expiry`` until it); after_last (``days`` after the last
    record for the same subject). ``parts``: day parts with their times, e.g. ``{"day": 2, "night": 2}``;
    ``areas``: place areas it holds for. ``levels`` and ``switches`` narrow the scope of the form.
    """

    id: str
    title: str
    every: str
    parts: tuple[tuple[str, int], ...] = ()
    areas: tuple[str, ...] = ()
    per: str = "facility"  # facility | area | place | asset | department
    per_kind: str = ""  # asset kind: a register
    hours: int | None = None
    days: int | None = None
    expiry: str = ""  # date field of the asset's card
    early: int = 0  # days before the period ends by which it is due; a hospital may ask for it sooner
    levels: tuple[str, ...] = ()  # empty: those of the form
    switches: tuple[str, ...] = ()  # profile switches that must be on, beside those of the form
    roles: tuple[str, ...] = ()
    starter: bool = False
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """Where a step form stands in its chain: that of a hazard, of an incident, or of a case of the form ``of``."""

    chain: str  # hazard | incident | case
    action: str  # e.g. order, rectify, recheck, close, extend, return, void; for a case any word
    of: tuple[str, ...] = ()  # case: ids of the forms whose records it moves
    after: tuple[str, ...] = ()  # case: states in which the step may be taken
    to: str = ""  # case: the state it leads to
    to_field: str = ""  # case: or the field whose answer is the code of that state
    not_same_as: tuple[str, ...] = ()  # case: actions (``open`` is the record's) whose author may not take it
    signed: bool = False  # case: everything it follows must have all its signatures
