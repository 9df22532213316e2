"""The verbs of duties: what is refused in one sentence, and what a setting changes in lists and in the year."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.clock import SystemClock
from forms.json_value import Json
from tests.api.desk import Desk, is_refused
from tests.hospital import LEADER, NURSE, OFFICER, PIN, open_hospital

PATROL = "fire.daily_patrol/inpatient"
QUARTERLY = "management.quarterly_inspection/quarterly"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    open_hospital(tmp_path / "home", SystemClock()).close()
    for staff_no in (NURSE, OFFICER, LEADER):
        monkeypatch.setenv(f"YIAN_PIN_{staff_no}", PIN)
    return Desk(tmp_path / "home", capsys)


def row_of(desk: Desk, key: str) -> dict[str, Json]:
    rows = desk.verb("duties", "list", "--all", "--json").document
    assert isinstance(rows, list)
    return next(row for row in rows if isinstance(row, dict) and row["key"] == key)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["fire.drill/never"], "没有编号是 fire.drill/never 的事"),
        ([QUARTERLY, "--every", "half_year"], "周期不能更长"),
        ([PATROL, "--times-night", "1"], "夜间不能少于 2 次"),
        ([PATROL, "--hours", "2"], "这一项不按小时做"),
        ([PATROL, "--off"], "还没填原因"),
        ([PATROL, "--off", "--reason", "停用"], "同意的院领导"),
        ([PATROL, "--start", "明天"], "不是日期"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_changes(
    desk: Desk, given: list[str], words: str
) -> None:
    before, row = desk.kept(), row_of(desk, PATROL)
    said = desk.verb("duties", "set", *given, "--author", OFFICER)
    assert is_refused(said)
    assert words in said.err
    assert (desk.kept(), row_of(desk, PATROL)) == (before, row)


def test_a_nurse_may_not_set_duties(desk: Desk) -> None:
    said = desk.verb("duties", "set", QUARTERLY, "--every", "month", "--author", NURSE)
    assert is_refused(said)
    assert row_of(desk, QUARTERLY)["often_here"] == "每季 1 次"


def test_several_duties_are_set_in_one_act(desk: Desk) -> None:
    off = [row["key"] for row in rows_of(desk) if row["applies"] and not row["is_on"]][:3]
    said = desk.verb("duties", "set", *map(str, off), "--author", OFFICER, "--json")
    assert said.status == 0, said.err
    assert all(row_of(desk, str(key))["is_on"] for key in off)


def rows_of(desk: Desk) -> list[dict[str, Json]]:
    rows = desk.verb("duties", "list", "--json").document
    assert isinstance(rows, list)
    return [row for row in rows if isinstance(row, dict)]


def test_what_is_switched_off_stops_after_the_leader_signed(desk: Desk) -> None:
    given = ["--off", "--reason", "病区装修", "--leader", LEADER, "--author", OFFICER, "--json"]
    said = desk.verb("duties", "set", PATROL, *given)
    document = said.document
    assert isinstance(document, dict)
    assert document["awaiting"] == ["leader"]
    assert row_of(desk, PATROL)["waits"] is True
    signed = desk.verb("sign", str(document["rev_id"]), "--role", "leader", "--as", LEADER)
    assert signed.status == 0, signed.err
    row = row_of(desk, PATROL)
    assert (row["waits"], row["is_on"]) == (False, True), "until tomorrow"


@pytest.mark.parametrize("text", ["", "{", '{"year": 2027, "source": "x", "days": [{"name": "春节"}]}'])
def test_a_file_without_holidays_is_refused(desk: Desk, tmp_path: Path, text: str) -> None:
    path = tmp_path / "days.json"
    path.write_text(text, encoding="utf-8")
    said = desk.verb("duties", "holidays", path, "--author", OFFICER)
    assert is_refused(said)
    assert "没有改动" in said.err


def test_the_year_is_counted_by_duty_area_and_department(desk: Desk) -> None:
    for by in ("duty", "area", "department"):
        rows = desk.verb("duties", "calendar", "--by", by, "--json").document
        assert isinstance(rows, list)
    year = desk.verb("duties", "calendar", "--year", "2050", "--json").document
    assert isinstance(year, dict)
    assert "还没有" in str(year["note"])
    assert is_refused(desk.verb("duties", "calendar", "--year", "0"))
