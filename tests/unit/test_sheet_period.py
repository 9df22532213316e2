"""Every day lies in one sheet of its log, and sheets follow each other without a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.definition import PrintPlan
from forms.references import check_references
from forms.sheet_period import period_of
from tests.definitions import field, form

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2080, 12, 31))
KINDS = st.sampled_from(["day", "week", "month", "year"])


@given(kind=KINDS, day=DAYS)
def test_a_sheet_holds_its_day_and_leaves_no_gap_to_its_neighbours(kind: str, day: date) -> None:
    period = period_of(kind, day)
    assert period.first <= day < period.after
    assert period.start < period.end
    assert period.following().first == period.after
    assert period.before().after == period.first


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("day", "2026-11-20"),
        ("week", "2026-11-16 至 11-22"),
        ("month", "2026 年 11 月"),
        ("year", "2026 年"),
    ],
)
def test_a_sheet_is_called_by_its_time(kind: str, title: str) -> None:
    assert period_of(kind, date(2026, 11, 20)).title == title


def test_an_unknown_period_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        period_of("fortnight", date(2026, 11, 20))


def test_a_form_whose_ledger_covers_an_unknown_period_is_refused() -> None:
    of = replace(form(field("x")), printing=PrintPlan(period="fortnight"))
    assert "printing period: fortnight is not known" in [reason for _, reason in check_references(of)]
