"""What a record has left for people to do, on its page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from models.queries.tasks import TaskView
from models.queries.today_followups import FollowUp
from tests.papers import BookNames
from ui.presenters.task_words import SHOWN, task_lines
from ui.presenters.today_rows import followup_rows
from ui.theme.tokens import Role

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def task(number: int, *, due: timedelta | None = timedelta(days=3), done: bool = False) -> TaskView:
    return TaskView(
        task_id=str(number),
        record_id="record-1",
        form_id="management.training",
        row_id=None,
        fill="management.training_makeup",
        text="补训",
        given={},
        person=f"{number:04}",
        due_at=None if due is None else NOW + due,
        source="",
        done_by="record-2" if done else None,
        done_at=NOW if done else None,
    )


def test_what_is_overdue_stands_first_and_what_is_done_last() -> None:
    found = task_lines(
        [task(1, done=True), task(2), task(3, due=timedelta(days=-2)), task(4, due=None)], BookNames(), NOW
    )
    assert [(line.words, line.role) for line in found] == [
        ("逾期 2 天", Role.BAD),
        ("还剩 3 天", Role.TEXT2),
        ("还没做", Role.TEXT2),
        ("做了", Role.OK),
    ]
    assert "补训" in found[0].text


def test_of_very_many_the_first_few_are_shown_and_the_rest_is_counted() -> None:
    found = task_lines([task(n) for n in range(SHOWN + 5)], BookNames(), NOW)
    assert len(found) == SHOWN + 1
    assert found[-1].text == "还有 5 件"


def followup(number: int, *, record: str = "r1", **facts: object) -> FollowUp:
    told: dict[str, object] = {
        "task_id": str(number),
        "record_id": record,
        "fill": "management.training_makeup",
        "fill_title": "补训补考记录",
        "text": "补训",
        "given": {},
        "person": "0231",
        "name": "张某",
        "about": "安全培训记录",
        "left_at": NOW,
        "due_at": NOW + timedelta(days=3),
        "source": "",
        "draft_id": None,
        "is_mine": True,
        "may_do": True,
    }
    return FollowUp(**(told | facts))  # type: ignore[arg-type]


def test_a_follow_up_names_another_person_and_says_when_others_fill_it() -> None:
    mine, theirs, told = followup_rows(
        [followup(1), followup(2, record="r2", is_mine=False), followup(3, record="r3", may_do=False)], NOW
    )
    assert (mine.title, mine.button) == ("补训", "开始")
    assert theirs.title == "张某·补训"
    assert told.button == ""
    assert "由别人来填" in told.meta


def test_many_of_one_record_are_one_row_with_their_number() -> None:
    (row,) = followup_rows([followup(n) for n in range(9)], NOW)
    assert "共 9 件" in row.meta
    assert row.key == "followup:0"
