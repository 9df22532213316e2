"""What a sealed record sets off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from forms.definition import FieldType, Form
from forms.json_value import Json
from forms.revision import Revision
from forms.task import answers_for, is_done_by
from forms.trigger import ClockStarted, HazardRaised, TaskMade, fire, hazard_id
from tests.definitions import FIRE, NOW, check, field, form, rows, sealed, trigger

FINDING: dict[str, Json] = {
    "text": "堆放杂物",
    "handling": "hazard",
    "owner": "0107",
    "due": "2026-11-21",
    "photos": ["a" * 64],
}
PATROL = form(
    rows(
        "places",
        field("place", FieldType.PLACE),
        check("exits", finding=FIRE),
        check("doors", finding=FIRE),
        grid=True,
    ),
    triggers=(trigger("finding", "hazard"),),
)


def patrol(**exits: Json) -> dict[str, Json]:
    return {"places": [{"row_id": "r1", "place": "w3", "exits": exits, "doors": {"value": "normal"}}]}


def test_a_finding_that_was_not_settled_becomes_a_hazard() -> None:
    revision = sealed(PATROL, patrol(value="abnormal", finding=FINDING))
    (effect,) = fire(PATROL, revision)
    assert isinstance(effect, HazardRaised)
    origin = effect.origin
    assert origin.hazard_id == hazard_id("record-1", "exits", "r1")
    assert (origin.place, origin.owner, origin.due, origin.category) == ("w3", "0107", "2026-11-21", "fire")
    assert (origin.found_by, origin.found_at, origin.photos) == ("0231", NOW, ("a" * 64,))


def test_what_was_fixed_on_the_spot_raises_none() -> None:
    fixed: dict[str, Json] = {"text": "堆放杂物", "handling": "fixed", "done": "已搬走"}
    assert fire(PATROL, sealed(PATROL, patrol(value="abnormal", finding=fixed))) == ()


def test_a_hazard_keeps_its_id_through_corrections_and_ends_with_a_voided_record() -> None:
    first = sealed(PATROL, patrol(value="abnormal", finding=FINDING))
    second = sealed(
        PATROL, patrol(value="abnormal", finding={**FINDING, "text": "床占用"}), parents=[first.rev_id]
    )
    ids = [
        effect.origin.hazard_id
        for r in (first, second)
        for effect in fire(PATROL, r)
        if isinstance(effect, HazardRaised)
    ]
    assert ids[0] == ids[1]
    gone = sealed(PATROL, first.answers, parents=[second.rev_id], void=True)
    assert fire(PATROL, gone) == ()


def test_hazards_of_different_rows_and_fields_differ() -> None:
    ids = {
        hazard_id(*place)
        for place in (("a", "x", "1"), ("a", "x", "2"), ("a", "y", "1"), ("b", "x", "1"), ("a", "x", None))
    }
    assert len(ids) == 5
    assert {len(found) for found in ids} == {32}


def test_a_record_can_itself_be_the_hazard() -> None:
    register = form(
        field("text"),
        field("place", FieldType.PLACE),
        field("found_by", FieldType.PERSON),
        triggers=(trigger("sealed", "hazard"),),
    )
    answers: dict[str, Json] = {
        "text": "外窗护栏打不开",
        "place": "w3",
        "level": "major",
        "owner": "0107",
        "found_by": "0300",
    }
    (effect,) = fire(register, sealed(register, answers))
    assert isinstance(effect, HazardRaised)
    assert (effect.origin.level, effect.origin.found_by, effect.origin.field) == ("major", "0300", "")


def test_clocks_and_tasks_start_where_their_condition_holds() -> None:
    report = form(
        field("grade"),
        triggers=(
            trigger("sealed", "clock", when="${grade} = 'I'", hours=2, text="两小时内报县里"),
            trigger("sealed", "task", text="组织根因分析"),
        ),
    )
    clock, task = fire(report, sealed(report, {"grade": "I"}))
    assert isinstance(clock, ClockStarted)
    assert clock.due_at == NOW + timedelta(hours=2)
    assert isinstance(task, TaskMade)
    assert task.due_at is None
    assert [type(effect) for effect in fire(report, sealed(report, {"grade": "IV"}))] == [TaskMade]


def test_a_condition_sees_the_time_of_sealing() -> None:
    report = form(field("day"), triggers=(trigger("sealed", "task", when="${day} = today()", text="当日"),))
    later = NOW + timedelta(days=1)
    assert len(fire(report, sealed(report, {"day": "2026-11-21"}, at=later))) == 1
    assert fire(report, sealed(report, {"day": "2026-11-21"}, at=NOW)) == ()


TRAINING = form(
    field("topic"),
    rows(
        "people",
        field("who", FieldType.PERSON),
        field("present"),
        field("task", FieldType.TEXT),
        field("by", FieldType.DATE),
    ),
    triggers=(
        trigger(
            "sealed",
            "task",
            rows="people",
            when="${present} = 'no' and ${topic} != '免补'",
            person="who",
            fill="test.makeup",
            hours=48,
            text="补训",
        ),
    ),
)


def attended(*present: str, topic: str = "灭火器") -> dict[str, Json]:
    people: list[Json] = [
        {"row_id": f"r{number}", "who": f"010{number}", "present": one}
        for number, one in enumerate(present, start=1)
    ]
    return {"topic": topic, "people": people}


def tasks(of: Form, revision: Revision) -> list[TaskMade]:
    return [effect for effect in fire(of, revision) if isinstance(effect, TaskMade)]


def test_a_task_is_made_for_each_row_that_asks_for_it() -> None:
    found = tasks(TRAINING, sealed(TRAINING, attended("no", "yes", "no")))
    assert [(one.row_id, one.person, one.fill) for one in found] == [
        ("r1", "0101", "test.makeup"),
        ("r3", "0103", "test.makeup"),
    ]
    assert {one.due_at for one in found} == {NOW + timedelta(hours=48)}
    assert tasks(TRAINING, sealed(TRAINING, attended("no", topic="免补"))) == []


def test_a_task_keeps_its_id_through_a_correction_of_other_rows() -> None:
    before = tasks(TRAINING, sealed(TRAINING, attended("no", "yes")))
    after = tasks(TRAINING, sealed(TRAINING, attended("no", "no")))
    assert before[0].task_id == after[0].task_id
    assert len({one.task_id for one in after}) == 2


def test_a_task_of_a_row_says_what_and_by_which_day() -> None:
    meeting = form(
        *TRAINING.fields(),
        triggers=(
            trigger(
                "sealed", "task", rows="people", person="who", what="task", due="by", hours=24, text="落实"
            ),
        ),
    )
    rows_of: list[Json] = [
        {"row_id": "a", "who": "0101", "task": "换滤芯", "by": "2026-12-01"},
        {"row_id": "b", "who": "0102"},
    ]
    first, second = tasks(meeting, sealed(meeting, {"people": rows_of}))
    assert (first.text, first.due_at) == ("落实：换滤芯", datetime(2026, 12, 1, 15, 59, 59, tzinfo=UTC))
    assert (second.text, second.due_at) == ("落实", NOW + timedelta(hours=24))


def test_each_of_several_people_named_gets_a_task_and_nobody_named_makes_one_for_all() -> None:
    post = form(
        field("staff", FieldType.PERSON, multiple=True),
        triggers=(trigger("sealed", "task", person="staff", fill="test.read", text="阅知"),),
    )
    two = tasks(post, sealed(post, {"staff": ["0101", "0102", "0101"]}))
    assert [one.person for one in two] == ["0101", "0102"]
    assert [one.person for one in tasks(post, sealed(post))] == [None]


MAKEUP = form(
    rows("people", field("who", FieldType.PERSON), field("task")),
    field("trainer", FieldType.PERSON),
)


def test_a_task_is_done_by_whoever_the_record_is_first_about_not_by_others_it_names() -> None:
    (task,) = tasks(TRAINING, sealed(TRAINING, attended("no", "yes")))
    about: dict[str, Json] = {"people": [{"row_id": "a", "who": "0101"}], "trainer": "0107"}
    other: dict[str, Json] = {"people": [{"row_id": "a", "who": "0107"}], "trainer": "0101"}
    assert is_done_by(task, MAKEUP, sealed(MAKEUP, about))
    assert not is_done_by(task, MAKEUP, sealed(MAKEUP, other, author="0101"))


def test_a_form_without_people_is_about_its_author() -> None:
    (task,) = tasks(TRAINING, sealed(TRAINING, attended("no", "yes")))
    read = form(field("understood"))
    assert is_done_by(task, read, sealed(read, author="0101"))
    assert not is_done_by(task, read, sealed(read, author="0102"))


def test_a_task_about_a_thing_is_done_only_by_a_record_about_that_thing() -> None:
    meeting = form(
        *TRAINING.fields(), triggers=(trigger("sealed", "task", rows="people", person="who", what="task"),)
    )
    both: list[Json] = [
        {"row_id": "a", "who": "0101", "task": "换滤芯"},
        {"row_id": "b", "who": "0101", "task": "修门"},
    ]
    first, second = tasks(meeting, sealed(meeting, {"people": both}))
    one: dict[str, Json] = {"people": [{"row_id": "x", "who": "0101", "task": "修门"}]}
    assert [is_done_by(task, MAKEUP, sealed(MAKEUP, one)) for task in (first, second)] == [False, True]


def test_a_form_opened_for_a_task_begins_with_its_person_and_its_thing() -> None:
    begun = answers_for(
        MAKEUP, person="0101", given={"task": "修门", "unknown": "x"}, make_row_id=lambda: "n"
    )
    assert begun == {"people": [{"row_id": "n", "task": "修门", "who": "0101"}]}
    post = form(field("staff", FieldType.PERSON, multiple=True))
    assert answers_for(post, person="0101", given={}) == {"staff": ["0101"]}
    assert answers_for(form(field("read")), person="0101", given={}) == {}
