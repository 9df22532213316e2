"""The page of fault cases tells what the tests and the last runs say, and leaves no case out."""

from __future__ import annotations

from tools.reliability import PAGE, keep, read_cases, read_marks, written

CASES = read_cases()
MARKS = read_marks()


def test_the_cases_are_numbered_without_a_gap() -> None:
    assert [case.number for case in CASES] == list(range(1, 58))


def test_every_mark_names_a_case() -> None:
    assert set(MARKS) <= {case.number for case in CASES}


def test_every_case_is_shown_by_a_test_or_has_a_reason_why_not() -> None:
    assert [case.number for case in CASES if not MARKS.get(case.number) and not case.not_covered] == []


def test_no_reason_is_left_for_a_case_that_a_test_shows() -> None:
    assert [case.number for case in CASES if MARKS.get(case.number) and case.not_covered] == []


def test_the_page_is_what_the_tool_makes() -> None:
    assert PAGE.read_text(encoding="utf-8") == written(), "run python -m tools.reliability"


def test_a_run_takes_the_place_of_the_last_one_of_its_kind() -> None:
    first = {"kind": "cut", "seed": 1, "trials": 10, "faults": [], "figures": {}, "seconds": 1.0}
    bench = {
        "name": "push",
        "ratios": {"floor": 0.4, "detail": 9.0},
        "budget": {"floor": 0.3},
        "budget_is": "at least",
        "limits": {"bytes": {"value": 0.5, "at_most": 0.45, "unit": "×"}},
        "missed": ["bytes"],
    }
    runs = keep({"campaigns": [], "benches": []}, [first, bench], "2026-11-20")
    runs = keep(runs, [{**first, "seed": 2, "faults": ["lost"]}], "2026-11-21")
    (campaign,) = runs["campaigns"]
    assert (campaign["seed"], campaign["faults"], campaign["day"]) == (2, 1, "2026-11-21")
    verdicts = [(line["ratio"], line["measured"], line["verdict"]) for line in runs["benches"]]
    assert verdicts == [("floor", "0.4 ×", "met"), ("bytes", "0.5 ×", "missed")]
