"""A record being filled: relevance, calculations, defaults, checks and what is sealed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.context import Context
from forms.definition import FieldType
from forms.filling import Filling
from forms.json_value import Json
from tests.definitions import FIRE, NOW, check, field, form, rows, section


def test_a_new_filling_has_its_defaults_and_a_draft_keeps_what_it_had() -> None:
    of = form(
        field("day", FieldType.DATE, default="today()"),
        field("shift", FieldType.ONE_OF, default="shift-of(now())"),
        field("by", FieldType.PERSON, default="person('staff_no')"),
        field("round", FieldType.INTEGER, default="1"),
    )
    context = Context(person={"staff_no": "0231"})
    assert Filling(of, context=context, now=NOW).answers == {
        "day": "2026-11-20",
        "shift": "evening",
        "by": "0231",
        "round": 1,
    }
    assert Filling(of, {}, now=NOW).answers == {}


def test_an_irrelevant_answer_stays_in_the_draft_and_is_left_out_at_sealing() -> None:
    of = form(field("used"), field("what", required=True, relevant="${used} = 'yes'"))
    filling = Filling(of, now=NOW)
    filling.set(("used",), "yes")
    filling.set(("what",), "电炉")
    filling.set(("used",), "no")
    assert filling.value(("what",)) == "电炉"
    assert filling.sealed_answers() == ({"used": "no"}, {})
    assert filling.problems() == ()
    filling.set(("used",), "yes")
    assert filling.sealed_answers()[0] == {"used": "yes", "what": "电炉"}


def test_expressions_do_not_see_irrelevant_answers() -> None:
    of = form(
        field("a"),
        field("b", relevant="${a} = 'yes'"),
        field("c", FieldType.CALCULATED, calculation="coalesce(${b}, 'none')"),
    )
    filling = Filling(of, {"a": "yes", "b": "x"}, now=NOW)
    assert filling.value(("c",)) == "x"
    filling.set(("a",), "no")
    assert filling.value(("c",)) == "none"


def test_calculations_follow_each_other_in_one_change() -> None:
    of = form(
        field("total", FieldType.CALCULATED, calculation="${twice} + 1"),
        field("twice", FieldType.CALCULATED, calculation="${n} * 2"),
        field("n", FieldType.INTEGER),
        field("late", relevant="${total} > 10"),
    )
    filling = Filling(of, {"n": 3}, now=NOW)
    assert (filling.value(("total",)), filling.relevant(("late",))) == ("7", False)
    filling.set(("n",), 5)
    assert (filling.value(("total",)), filling.relevant(("late",))) == ("11", True)
    filling.set(("n",), None)
    assert filling.value(("total",)) is None


def test_a_calculation_takes_the_type_of_its_field() -> None:
    of = form(
        field("n", FieldType.DECIMAL),
        field("whole", FieldType.INTEGER, calculation="round(${n})"),
        field("text", FieldType.TEXT, calculation="concat('第', ${n}, '次')"),
        field("ratio", FieldType.CALCULATED, calculation="${n} div 16", digits=2),
        check("verdict", calculation="if(${n} > 1, 'normal', 'abnormal')"),
        field("kinds", FieldType.MANY_OF, calculation="'a'"),
        field("people", FieldType.PERSON, multiple=True, calculation="'0231'"),
    )
    filling = Filling(of, {"n": "2"}, now=NOW)
    assert filling.sealed_answers()[0] == {
        "n": "2",
        "whole": 2,
        "text": "第2次",
        "ratio": "0.13",
        "verdict": {"value": "normal"},
        "kinds": ["a"],
        "people": ["0231"],
    }


def test_a_calculation_beyond_all_bounds_is_blank() -> None:
    of = form(
        field("n", FieldType.DECIMAL),
        field("far", FieldType.CALCULATED, calculation="add-days(today(), ${n})"),
    )
    filling = Filling(of, {"n": "999999999999999"}, now=NOW)
    assert (filling.value(("far",)), filling.problems()) == (None, ())


def test_what_is_calculated_is_not_set() -> None:
    filling = Filling(form(field("n", FieldType.CALCULATED, calculation="1")), now=NOW)
    with pytest.raises(ValueError, match="n"):
        filling.set(("n",), "2")
    with pytest.raises(KeyError):
        filling.set(("unknown",), "2")


def test_rows_are_changed_one_by_one_and_have_one_id_each() -> None:
    filling = Filling(form(rows("r", field("x"))), now=NOW)
    with pytest.raises(ValueError, match="r is not set"):
        filling.set(("r",), [])
    filling.add_row("r", {"row_id": "same"})
    with pytest.raises(ValueError, match="same"):
        filling.add_row("r", {"row_id": "same"})
    with pytest.raises(KeyError):
        filling.set(("r", "other", "x"), "1")


def test_only_what_depends_on_a_change_is_evaluated_again() -> None:
    class Counting(dict[str, Json]):
        asked = 0

        def get(self, key: str, default: Json = None) -> Json:  # type: ignore[override]
            Counting.asked += 1
            return super().get(key, default)

    of = form(
        field("a"), field("b"), field("c", FieldType.CALCULATED, calculation="concat(${a}, previous('x'))")
    )
    filling = Filling(of, context=Context(previous=Counting()), now=NOW)
    Counting.asked = 0
    filling.set(("b",), "1")
    assert Counting.asked == 0
    filling.set(("a",), "1")
    assert Counting.asked == 1


def test_rows_sum_up_and_calculate_by_themselves() -> None:
    of = form(
        rows(
            "items",
            field("quantity", FieldType.INTEGER),
            field("price", FieldType.DECIMAL),
            field("amount", FieldType.CALCULATED, calculation="${quantity} * ${price} + ${fee}"),
        ),
        field("fee", FieldType.INTEGER),
        field("total", FieldType.CALCULATED, calculation="sum(${amount})"),
        field("lines", FieldType.CALCULATED, calculation="count(${items})"),
    )
    filling = Filling(of, {"fee": 0}, now=NOW)
    first = filling.add_row("items", {"quantity": 2, "price": "1.5"})
    second = filling.add_row("items", {"quantity": "３", "price": 10})
    assert filling.value(("items", second, "amount")) == "30"
    assert (filling.value(("total",)), filling.value(("lines",))) == ("33", "2")
    filling.set(("items", first, "quantity"), 4)
    assert filling.value(("total",)) == "36"
    filling.set(("fee",), 1)
    assert filling.value(("total",)) == "38"
    filling.remove_row("items", second)
    assert (filling.value(("total",)), filling.row_ids("items")) == ("7", (first,))
    filling.remove_row("items", first)
    assert (filling.value(("total",)), "items" in filling.answers) == ("0", False)


def test_a_row_sees_its_own_blank_before_a_field_of_the_record() -> None:
    of = form(
        field("note"), rows("r", field("note"), field("copy", FieldType.CALCULATED, calculation="${note}"))
    )
    filling = Filling(of, {"note": "record"}, now=NOW)
    row = filling.add_row("r")
    assert filling.value(("r", row, "copy")) is None
    filling.set(("r", row, "note"), "row")
    assert filling.value(("r", row, "copy")) == "row"


def test_rows_keep_their_ids_when_they_move() -> None:
    ids = iter(("aaaaaaaa", "bbbbbbbb", "cccccccc"))
    filling = Filling(form(rows("r", field("x"))), now=NOW, make_row_id=lambda: next(ids))
    for text in "123":
        filling.add_row("r", {"x": text})
    filling.move_row("r", "cccccccc", 0)
    assert filling.row_ids("r") == ("cccccccc", "aaaaaaaa", "bbbbbbbb")
    assert filling.value(("r", "cccccccc", "x")) == "3"
    assert [row["row_id"] for row in filling.sealed_answers()[0]["r"]] == list(filling.row_ids("r"))  # type: ignore[index, call-overload, union-attr]


def test_a_finding_outlives_a_slip_of_the_key_and_is_sealed_only_with_a_failed_item() -> None:
    filling = Filling(form(check("exits", finding=FIRE)), now=NOW)
    filling.set_check(("exits",), "abnormal")
    filling.set_finding(("exits",), "text", " 堆放杂物 ")
    filling.set_check(("exits",), "normal")
    assert filling.sealed_answers()[0] == {"exits": {"value": "normal"}}
    filling.set_check(("exits",), None)
    assert filling.sealed_answers()[0] == {}
    filling.set_check(("exits",), "abnormal")
    assert filling.sealed_answers()[0] == {"exits": {"value": "abnormal", "finding": {"text": "堆放杂物"}}}
    filling.set_finding(("exits",), "text", "")
    assert filling.value(("exits",)) == {"value": "abnormal"}


def test_the_rest_is_normal_only_where_nothing_was_said_and_is_remembered() -> None:
    of = form(sections=(section("one", check("a"), check("b"), check("c")), section("two", check("d"))))
    filling = Filling(of, now=NOW)
    filling.set_check(("b",), "na")
    assert filling.rest_normal("one") == (("a",), ("c",))
    assert filling.bulk == {"a", "c"}
    filling.set_check(("a",), "abnormal")
    assert filling.bulk == {"c"}
    assert filling.value(("d",)) is None
    filling.rest_normal()
    assert filling.sealed_bulk() == ("c", "d")


def test_a_mark_of_the_rest_is_normal_is_not_sealed_where_the_item_is_no_longer_asked() -> None:
    of = form(field("open"), check("a", relevant="${open} = 'yes'"))
    filling = Filling(of, {"open": "yes"}, now=NOW)
    filling.rest_normal()
    filling.set(("open",), "no")
    assert (filling.bulk, filling.sealed_bulk()) == ({"a"}, ())


def test_progress_counts_check_items_and_required_fields() -> None:
    of = form(
        field("who", FieldType.PERSON, required=True),
        field("remark"),
        field("note", FieldType.NOTE),
        check("a"),
        check("b", required=False),
        check("hidden", relevant="false()"),
    )
    filling = Filling(of, now=NOW)
    filling.set_check(("a",), "abnormal")
    progress = filling.progress("only")
    assert (progress.answered, progress.total, progress.abnormal) == (1, 3, 1)
    assert progress.ticks == ("open", "bad", "open")


def test_items_are_numbered_through_the_form_as_on_paper() -> None:
    of = form(
        sections=(
            section("one", field("who"), check("a"), check("b", relevant="false()")),
            section("two", check("c")),
        )
    )
    filling = Filling(of, now=NOW)
    assert [(item.path, item.number) for item in filling.items()] == [
        (("who",), None),
        (("a",), 1),
        (("c",), 3),
    ]
    assert [item.section_id for item in filling.items("two")] == ["two"]


def test_abnormal_count_follows_the_answers() -> None:
    of = form(
        check("a"),
        check("b"),
        field("count", FieldType.CALCULATED, calculation="abnormal-count()"),
        field("why", relevant="abnormal-count() > 1"),
    )
    filling = Filling(of, now=NOW)
    filling.set_check(("a",), "abnormal")
    assert (filling.value(("count",)), filling.relevant(("why",))) == ("1", False)
    filling.set_check(("b",), "abnormal")
    assert (filling.value(("count",)), filling.relevant(("why",))) == ("2", True)


def test_the_score_leaves_out_what_does_not_apply() -> None:
    filling = Filling(form(check("a", score="2.5"), check("b", score="5"), check("c", score="1")), now=NOW)
    assert filling.score() is None
    filling.set_check(("a",), "normal")
    filling.set_check(("b",), "na")
    filling.set_check(("c",), "abnormal")
    assert (filling.score(), filling.full_score()) == (Decimal("2.5"), Decimal("3.5"))


def test_identifying_answers_go_into_the_private_part() -> None:
    of = form(
        field("what"),
        field("patient", identifying=True),
        field("age", FieldType.INTEGER, identifying=True, disclose_to_county=True),
        field("face", FieldType.PHOTO, identifying=True, multiple=True),
        rows("people", field("role"), field("name", identifying=True)),
        rows("witnesses", field("name"), identifying=True),
    )
    filling = Filling(of, {"what": "跌倒", "patient": "张某", "age": 80, "face": ["a" * 64]}, now=NOW)
    filling.add_row("people", {"row_id": "p1", "role": "护士", "name": "李某"})
    filling.add_row("people", {"row_id": "p2", "role": "医生"})
    filling.add_row("witnesses", {"row_id": "w1", "name": "王某"})
    public, private = filling.sealed_answers()
    assert public == {
        "what": "跌倒",
        "age": 80,
        "people": [{"row_id": "p1", "role": "护士"}, {"row_id": "p2", "role": "医生"}],
    }
    assert private == {
        "patient": "张某",
        "face": ["a" * 64],
        "people": [{"row_id": "p1", "name": "李某"}],
        "witnesses": [{"row_id": "w1", "name": "王某"}],
    }
    assert filling.attachments() == ((("face",), "a" * 64, True),)


def test_attachments_name_photos_of_findings_that_stand() -> None:
    of = form(check("a", finding=FIRE), field("plan", FieldType.FILE))
    filling = Filling(of, now=NOW)
    filling.set(("plan",), "c" * 64)
    filling.set_check(("a",), "abnormal")
    filling.set_finding(("a",), "photos", ["b" * 64])
    assert filling.attachments() == ((("a", "photos"), "b" * 64, False), (("plan",), "c" * 64, False))
    filling.set_check(("a",), "normal")
    assert filling.attachments() == ((("plan",), "c" * 64, False),)


def test_attachments_of_irrelevant_fields_are_not_named() -> None:
    of = form(field("with_plan"), field("plan", FieldType.FILE, relevant="${with_plan} = 'yes'"))
    filling = Filling(of, {"with_plan": "no", "plan": ["c" * 64]}, now=NOW)
    assert filling.attachments() == ()


def test_findings_take_place_and_asset_from_where_they_stand() -> None:
    of = form(
        field("asset", FieldType.ASSET),
        check("a", finding=FIRE),
        rows("places", field("place", FieldType.PLACE), check("b", finding=FIRE), grid=True),
    )
    filling = Filling(of, {"asset": "x1"}, now=NOW)
    row = filling.add_row("places", {"place": "ward-3"})
    for path in (("a",), ("places", row, "b")):
        filling.set_check(path, "abnormal")
        filling.set_finding(path, "text", "堵")
    first, second = filling.findings()
    assert (first.place, first.asset, first.row_id, first.category, first.level) == (
        None,
        "x1",
        None,
        "fire",
        "general",
    )
    assert (second.place, second.asset, second.row_id, second.field) == ("ward-3", "x1", row, "b")


def test_a_copy_goes_its_own_way() -> None:
    filling = Filling(form(rows("r", field("x"))), now=NOW)
    row = filling.add_row("r", {"x": "1"})
    other = filling.copy()
    other.set(("r", row, "x"), "2")
    assert filling.value(("r", row, "x")) == "1"


SHAPES: tuple[Json, ...] = (
    None,
    True,
    1,
    "x",
    [],
    ["x"],
    [1],
    [{}],
    [{"row_id": 1}],
    {},
    {"value": 1},
    {"value": "abnormal"},
    {"value": "abnormal", "finding": "x"},
    {"value": "abnormal", "finding": {"due": 1, "photos": 2, "owner": [], "level": {}, "weather": "x"}},
)


@pytest.mark.parametrize("shape", SHAPES)
def test_answers_of_any_shape_are_problems_and_never_exceptions(shape: Json) -> None:
    of = form(
        check("a", finding=FIRE),
        rows("r", field("x"), check("b")),
        field("n", FieldType.DECIMAL, minimum="0"),
    )
    filling = Filling(of, {"a": shape, "r": shape, "n": shape, "z": shape}, now=NOW)
    assert filling.problems()
    assert filling.progress().total == 1
    assert isinstance(filling.sealed_answers()[0], dict)
    assert isinstance(filling.findings() + filling.attachments(), tuple)


def test_answers_of_a_program_start_a_filling_with_defaults_ids_and_one_form() -> None:
    of = form(
        field("round", FieldType.INTEGER, default="1"),
        field("by", FieldType.PERSON, multiple=True),
        check("a"),
        rows("r", field("x", FieldType.DECIMAL), check("b"), field("y", default="'甲'")),
    )
    ids = iter(("aaaaaaaa", "bbbbbbbb"))
    given: dict[str, Json] = {
        "by": "0231",
        "a": "normal",
        "r": [{"x": 2, "b": "na", "z": "?"}, {"row_id": "kept", "y": "乙"}],
        "weather": "雨",
    }
    filling = Filling.start(of, given, now=NOW, make_row_id=lambda: next(ids))
    assert filling.answers == {
        "round": 1,
        "by": ["0231"],
        "a": {"value": "normal"},
        "r": [
            {"row_id": "aaaaaaaa", "x": "2", "b": {"value": "na"}, "z": "?", "y": "甲"},
            {"row_id": "kept", "y": "乙"},
        ],
        "weather": "雨",
    }
    assert {problem.path for problem in filling.problems()} == {
        ("r", "kept", "b"),
        ("weather",),
        ("r", "aaaaaaaa", "z"),
    }


def test_rows_with_one_id_twice_are_told_and_not_lost() -> None:
    given: dict[str, Json] = {"r": [{"row_id": "same", "x": "1"}, {"row_id": "same", "x": "2"}]}
    filling = Filling(form(rows("r", field("x"))), given, now=NOW)
    assert [problem.message for problem in filling.problems()] == ["有一行认不出来，去掉它重新填"]
    assert filling.answers == given
    started = Filling.start(form(rows("r", field("x"))), given, now=NOW)
    assert (started.answers, started.problems()) == (given, filling.problems())


def test_a_calculation_follows_the_score_and_what_could_be_had() -> None:
    filling = Filling(
        form(
            check("a", score="3"),
            check("b", score="1"),
            field("share", FieldType.CALCULATED, calculation="rate(score(), full-score())"),
        ),
        now=NOW,
    )
    assert filling.value(("share",)) is None
    filling.set_check(("a",), "normal")
    assert filling.value(("share",)) == "75"
    filling.set_check(("b",), "na")
    assert filling.value(("share",)) == "100"
    filling.set_check(("a",), "abnormal")
    assert filling.value(("share",)) == "0"


def test_many_rows_come_and_go_at_once_and_totals_follow() -> None:
    filling = Filling(
        form(
            rows("people", field("came"), check("ready", relevant="${came} = 'yes'")),
            field(
                "share", FieldType.CALCULATED, calculation="rate(count-if(${came}, 'yes'), count(${people}))"
            ),
        ),
        now=NOW,
    )
    made = filling.add_rows("people", [{"came": "yes"}, {"came": "no"}, {"came": "yes"}, {"came": "no"}])
    assert filling.value(("share",)) == "50"
    assert [filling.relevant(("people", one, "ready")) for one in made] == [True, False, True, False]
    filling.rest_normal()
    filling.remove_rows("people", made[:2])
    assert filling.row_ids("people") == made[2:]
    assert filling.bulk == {f"people/{made[2]}/ready"}
    assert [filling.relevant(("people", one, "ready")) for one in made[2:]] == [True, False]
