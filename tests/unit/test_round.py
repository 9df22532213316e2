"""A round sheet: one place unfolds into sub-items, several do not."""

from __future__ import annotations

import pytest

from forms.definition import FieldType, Form
from forms.filling import Filling
from tests.definitions import FIRE, NOW, check, field, form, rows


@pytest.fixture
def patrol() -> Form:
    return form(
        rows(
            "places",
            field("place", FieldType.PLACE, required=True),
            check("exits", finding=FIRE),
            check("doors", finding=FIRE),
            check("unlocked", part_of="exits", finding=FIRE),
            check("corridor", part_of="exits", finding=FIRE),
            field("remark"),
            grid=True,
            min_rows=1,
        )
    )


@pytest.fixture
def filling(patrol: Form) -> Filling:
    ids = iter(("aaaaaaaa", "bbbbbbbb"))
    return Filling(patrol, now=NOW, make_row_id=lambda: next(ids))


def columns(filling: Filling) -> list[str]:
    return [item.path[-1] for item in filling.items() if item.row_id == "aaaaaaaa"]


def test_one_place_asks_the_sub_items_where_their_parent_would_stand(filling: Filling) -> None:
    filling.add_row("places", {"place": "w1"})
    assert columns(filling) == ["place", "unlocked", "corridor", "doors", "remark"]
    assert [item.number for item in filling.items() if item.number] == [1, 2, 3]
    filling.add_row("places", {"place": "w2"})
    assert columns(filling) == ["place", "exits", "doors", "remark"]
    assert [item.number for item in filling.items() if item.number] == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("unlocked", "corridor", "exits"),
    [
        ("normal", "abnormal", "abnormal"),
        ("abnormal", None, "abnormal"),
        ("na", "na", "na"),
        ("normal", "na", "normal"),
        ("normal", "normal", "normal"),
        ("normal", None, None),
    ],
)
def test_sub_items_decide_their_parent(
    filling: Filling, unlocked: str, corridor: str | None, exits: str | None
) -> None:
    row = filling.add_row("places", {"place": "w1"})
    filling.set_check(("places", row, "unlocked"), unlocked)
    filling.set_check(("places", row, "corridor"), corridor)
    assert filling.value(("places", row, "exits")) == ({"value": exits} if exits else None)


def test_a_derived_parent_is_not_asked(filling: Filling) -> None:
    row = filling.add_row("places", {"place": "w1"})
    with pytest.raises(ValueError, match="exits"):
        filling.set_check(("places", row, "exits"), "normal")
    assert filling.is_derived(("places", row, "exits"))
    assert filling.progress().total == 4


def test_the_finding_of_a_sub_item_is_sealed_with_it_and_counted_once(filling: Filling) -> None:
    row = filling.add_row("places", {"place": "w1"})
    filling.set_check(("places", row, "corridor"), "abnormal")
    filling.set_finding(("places", row, "corridor"), "text", "堆放杂物")
    filling.rest_normal()
    sealed = filling.sealed_answers()[0]["places"]
    assert sealed == [
        {
            "row_id": row,
            "place": "w1",
            "exits": {"value": "abnormal"},
            "doors": {"value": "normal"},
            "unlocked": {"value": "normal"},
            "corridor": {"value": "abnormal", "finding": {"text": "堆放杂物"}},
        }
    ]
    assert [finding.field for finding in filling.findings()] == ["corridor"]
    assert filling.progress().abnormal == 1
    assert filling.bulk == {f"places/{row}/unlocked", f"places/{row}/doors"}


def test_sub_items_are_dropped_from_a_round_of_several_places(filling: Filling) -> None:
    first = filling.add_row("places", {"place": "w1"})
    filling.rest_normal()
    second = filling.add_row("places", {"place": "w2"})
    filling.rest_normal(row=("places", second))
    assert filling.sealed_answers()[0]["places"] == [
        {"row_id": first, "place": "w1", "exits": {"value": "normal"}, "doors": {"value": "normal"}},
        {"row_id": second, "place": "w2", "exits": {"value": "normal"}, "doors": {"value": "normal"}},
    ]
    assert filling.problems() == ()


def test_a_draft_opens_as_it_was_left(patrol: Form, filling: Filling) -> None:
    row = filling.add_row("places", {"place": "w1"})
    filling.set_check(("places", row, "corridor"), "abnormal")
    again = Filling(patrol, filling.answers, now=NOW, bulk=filling.bulk)
    assert again.answers == filling.answers
    assert again.problems() == filling.problems()


def test_a_row_is_completed_by_itself(filling: Filling) -> None:
    first = filling.add_row("places", {"place": "w1"})
    second = filling.add_row("places", {"place": "w2"})
    assert filling.rest_normal(row=("places", first)) == (
        ("places", first, "exits"),
        ("places", first, "doors"),
    )
    assert filling.value(("places", second, "exits")) is None


def test_a_sub_item_that_no_longer_applies_leaves_the_decision_to_the_others() -> None:
    of = form(
        rows(
            "places",
            field("locked", FieldType.INTEGER),
            check("exits", finding=FIRE),
            check("key", part_of="exits", relevant="${locked} = 1", finding=FIRE),
            check("corridor", part_of="exits", finding=FIRE),
            grid=True,
        )
    )
    filling = Filling(of, now=NOW)
    row = filling.add_row("places", {"locked": 1})
    filling.set_check(("places", row, "corridor"), "normal")
    assert filling.value(("places", row, "exits")) is None
    filling.set(("places", row, "locked"), 0)
    assert filling.value(("places", row, "exits")) == {"value": "normal"}
