"""Whatever is keyed, and in whatever order, a filling is what its answers say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forms.canonical import canonical
from forms.definition import FieldType
from forms.filling import Filling
from forms.json_value import Json
from tests.definitions import FIRE, NOW, check, field, form, rows

FORM = form(
    field("a", FieldType.INTEGER),
    field("b", FieldType.INTEGER, relevant="${a} > 1"),
    field("c", FieldType.CALCULATED, calculation="coalesce(${b}, 0) + ${a}"),
    check("d", relevant="${c} > 3", finding=FIRE),
    rows(
        "places",
        field("n", FieldType.INTEGER, default="1"),
        field("m", FieldType.CALCULATED, calculation="${n} * coalesce(${a}, 1)"),
        check("exits", finding=FIRE),
        check("unlocked", part_of="exits", relevant="${n} < 3"),
        check("corridor", part_of="exits", finding=FIRE),
        field("why", relevant="${exits} = 'abnormal'", required="true()"),
        grid=True,
    ),
    field("sum", FieldType.CALCULATED, calculation="sum(${m})"),
    field("bad", FieldType.CALCULATED, calculation="abnormal-count()"),
    field("more", relevant="${bad} > 1 and ${sum} > 2", required=True),
    field("secret", identifying=True, relevant="count(${places}) > 0"),
)
NUMBERS = st.none() | st.integers(0, 4)
CODES = st.none() | st.sampled_from(["normal", "abnormal", "na", "nonsense"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from(["a", "b"]), NUMBERS),
        st.tuples(
            st.just("set"), st.sampled_from(["more", "secret"]), st.none() | st.text("甲乙", max_size=2)
        ),
        st.tuples(st.just("check"), st.just("d"), CODES),
        st.tuples(st.just("cell"), st.integers(0, 2), NUMBERS),
        st.tuples(st.sampled_from(["exits", "unlocked", "corridor"]), st.integers(0, 2), CODES),
        st.tuples(st.sampled_from(["add", "remove", "move", "rest"]), st.integers(0, 2), st.none()),
    ),
    max_size=14,
)


def play(steps: list[tuple[str, str | int, Json]]) -> Filling:
    ids = (f"{number:08x}" for number in range(100))
    filling = Filling(FORM, now=NOW, make_row_id=lambda: next(ids))
    for action, where, value in steps:
        rows_now = filling.row_ids("places")
        row = rows_now[int(where) % len(rows_now)] if rows_now and isinstance(where, int) else ""
        match action:
            case "set":
                filling.set((str(where),), value)
            case "check":
                filling.set_check(("d",), None if value is None else str(value))
            case "add":
                filling.add_row("places")
            case "rest":
                filling.rest_normal()
            case "remove" if row:
                filling.remove_row("places", row)
            case "move" if row:
                filling.move_row("places", row, 0)
            case "cell" if row:
                filling.set(("places", row, "n"), value)
            case "exits" | "unlocked" | "corridor" if row and not filling.is_derived(("places", row, action)):
                filling.set_check(("places", row, action), None if value is None else str(value))
    return filling


@given(STEPS)
def test_step_by_step_is_the_same_as_all_at_once(steps: list[tuple[str, str | int, Json]]) -> None:
    filling = play(steps)
    again = Filling(FORM, filling.answers, now=NOW, bulk=filling.bulk)
    assert again.answers == filling.answers
    assert again.problems() == filling.problems()
    assert again.progress() == filling.progress()
    assert again.items() == filling.items()
    assert again.sealed_answers() == filling.sealed_answers()


@given(STEPS)
def test_what_was_sealed_is_sealed_again_the_same(steps: list[tuple[str, str | int, Json]]) -> None:
    public, private = play(steps).sealed_answers()
    together = {**public, **private}
    assert Filling(FORM, together, now=NOW).sealed_answers() == (public, private)
    assert canonical(public)
    assert "secret" not in public


@given(STEPS)
def test_nothing_that_blocks_is_hidden_from_the_count_of_what_is_open(
    steps: list[tuple[str, str | int, Json]],
) -> None:
    filling = play(steps)
    missing = [problem for problem in filling.problems() if problem.kind == "missing"]
    progress = filling.progress()
    assert len(missing) <= progress.total - progress.answered
    assert progress.ticks.count("bad") == progress.abnormal == filling.count_abnormal()
