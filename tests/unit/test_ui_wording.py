"""The words of the window: none that are forbidden, durations and days as people say them."""

import ast
from datetime import datetime, timedelta

import pytest

from forms.clock import ZONE
from tests.architecture.sources import ROOT, place, python_files, tree
from tests.forbidden_words import FORBIDDEN
from ui import wording

NOW = datetime(2026, 11, 20, 22, 6, tzinfo=ZONE)


def shown_strings() -> list[tuple[str, str]]:
    """Chinese string constants of the window's code that are not docstrings, with their places."""
    found: list[tuple[str, str]] = []
    for path in python_files("ui"):
        if not path.relative_to(ROOT).as_posix().startswith("ui/"):
            continue
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        found += [
            (place(path, node), node.value)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
            and any("\u4e00" <= char <= "\u9fff" or char == "！" for char in node.value)
        ]
    return found


def test_no_forbidden_word_is_shown() -> None:
    strings = shown_strings()
    assert len(strings) > 200
    offenders = [
        f"{where}: {word} in {text}" for where, text in strings for word in (*FORBIDDEN, "！") if word in text
    ]
    assert offenders == []


def test_abnormal_is_said_of_check_results_only() -> None:
    allowed = ("异常", "答“异常”", "异常 ", "，异常", "异常，")
    offenders = [
        f"{where}: {text}"
        for where, text in shown_strings()
        if "异常" in text and not any(part in text for part in allowed)
    ]
    assert offenders == []


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-36, "逾期 36 分"),
        (54, "还剩 54 分"),
        (114, "还剩 1 小时 54 分"),
        (-2880, "逾期 2 天"),
        (7 * 60 + 5, "还剩 7 小时"),
    ],
)
def test_deadlines_are_said_as_time_left_or_overdue(minutes: int, words: str) -> None:
    assert wording.due(NOW + timedelta(minutes=minutes), NOW) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (datetime(2026, 11, 20, 9, 5, tzinfo=ZONE), "今天 09:05"),
        (datetime(2026, 11, 19, 16, 40, tzinfo=ZONE), "昨天 16:40"),
        (datetime(2026, 11, 21, 2, 0, tzinfo=ZONE), "明天 02:00"),
        (datetime(2026, 11, 18, 9, 30, tzinfo=ZONE), "11-18 09:30"),
        (datetime(2025, 12, 31, 23, 59, tzinfo=ZONE), "2025-12-31 23:59"),
    ],
)
def test_moments_use_words_for_near_days_and_the_year_across_years(when: datetime, words: str) -> None:
    assert wording.moment(when, NOW) == words


def test_a_hazard_due_later_today_is_due_today_and_one_of_yesterday_is_overdue() -> None:
    assert wording.due_day(NOW.replace(hour=23), NOW) == "今天到期"
    assert wording.due_day(NOW - timedelta(days=2), NOW) == "逾期 2 天"
    assert wording.due_day(NOW + timedelta(days=12), NOW) == "还剩 12 天"
