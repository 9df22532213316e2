"""What a sealed record sets off."""

from __future__ import annotations

from datetime import timedelta

from forms.definition import FieldType
from forms.json_value import Json
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
