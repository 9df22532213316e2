"""What pages say of a part of a list, of the road to the county and of a day that is still to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from forms.clock import ZONE
from models.queries.outbox import OutboxSummary
from models.queries.today_view import TaskItem
from ui.presenters.register_words import beside_of
from ui.presenters.sync_words import model_of
from ui.presenters.today_rows import task_row

NOW = datetime(2026, 11, 20, 22, 6, tzinfo=ZONE)
MIDNIGHT = datetime(2026, 11, 21, tzinfo=ZONE)
SUMMARY = OutboxSummary(
    pending=3,
    quarantined=0,
    received=2,
    oldest=NOW - timedelta(hours=2),
    last_attempt=NOW,
    last_success=NOW,
    last_problem=None,
    server_url="https://county.example",
    enrolled=True,
)
TASK = TaskItem(
    key="1",
    group="later",
    form_id="fire.patrol",
    form_title="每日防火巡查记录",
    title="其他场所防火巡查",
    label="当日",
    per="place",
    subject=None,
    subject_name="地下空间",
    places=1,
    opens_at=MIDNIGHT,
    due_at=MIDNIGHT + timedelta(days=1),
    state="open",
    rev_id=None,
    draft_id=None,
    answered=0,
)


def test_a_part_of_a_register_is_counted_as_found_and_the_whole_is_not_told_of_it() -> None:
    assert beside_of((), "完好 18/20", is_narrowed=True) == "找到 0 件"
    assert beside_of((), "完好 18/20") == "共 0 件，完好 18/20"


@pytest.mark.parametrize(
    ("summary", "connected", "word"),
    [
        (SUMMARY, False, "现在再试一次"),
        (SUMMARY, True, "现在就送"),
        (replace(SUMMARY, quarantined=1), True, "现在再试一次"),
        (replace(SUMMARY, pending=0, oldest=None), True, "现在问一遍县里"),
    ],
)
def test_the_button_of_the_road_says_again_only_where_something_went_wrong(
    summary: OutboxSummary, connected: bool, word: str
) -> None:
    model = model_of(summary, (), now=NOW, connected=connected, sending=False, log=())
    assert model.send_now == word


def test_what_was_sealed_this_minute_has_not_waited() -> None:
    model = model_of(replace(SUMMARY, oldest=NOW), (), now=NOW, connected=True, sending=False, log=())
    assert model.facts[-1].note == "刚封存"


def test_a_task_of_the_whole_next_day_names_the_day_and_midnight_ends_a_shift() -> None:
    whole = task_row(TASK, NOW)
    assert (whole.due, whole.deadline) == ("明天", "全天")
    evening = task_row(replace(TASK, opens_at=MIDNIGHT - timedelta(hours=1), due_at=MIDNIGHT), NOW)
    assert (evening.due, evening.deadline) == ("23:00", "23:00–24:00")
