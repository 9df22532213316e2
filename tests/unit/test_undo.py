"""Ctrl+Z and Ctrl+Y over answers, rows and texts."""

from datetime import UTC, datetime

from forms.filling import Filling
from forms.json_value import Json
from tests.released_forms import CATALOG
from ui.filling.undo import Answered, RowsAdded, UndoStack, kept_at, removed

NOW = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)


def round_of(*times: str) -> Filling:
    made = Filling(CATALOG.latest("fire.daily_patrol"), {}, now=NOW)
    for time in times:
        made.add_row("places", {"time": time})
    return made


def times(filling: Filling) -> list[Json]:
    return [filling.value(("places", row_id, "time")) for row_id in filling.row_ids("places")]


def set_time(stack: UndoStack, filling: Filling, value: str, *, typing: str = "") -> None:
    path = ("places", filling.row_ids("places")[0], "time")
    kept = kept_at(filling, (path,))
    filling.set(path, value)
    stack.push(Answered(kept=kept), typing=typing)


def test_several_steps_are_taken_back_and_brought_again_in_order() -> None:
    filling, stack = round_of("22:00"), UndoStack()
    for value in ("22:01", "22:02", "22:03"):
        set_time(stack, filling, value)
    back = [stack.undo(filling) and times(filling)[0] for _ in range(4)]
    again = [stack.redo(filling) and times(filling)[0] for _ in range(4)]
    assert back == ["22:02", "22:01", "22:00", ()]
    assert again == ["22:01", "22:02", "22:03", ()]


def test_a_new_answer_forgets_what_was_taken_back() -> None:
    filling, stack = round_of("22:00"), UndoStack()
    set_time(stack, filling, "22:01")
    stack.undo(filling)
    set_time(stack, filling, "23:00")
    assert stack.redo(filling) == ()
    assert times(filling) == ["23:00"]


def test_the_keys_of_one_text_are_one_step_and_two_texts_are_two() -> None:
    filling, stack = round_of("22:00"), UndoStack()
    for value, typing in (("2", "a"), ("22", "a"), ("5", "b")):
        set_time(stack, filling, value, typing=typing)
    assert len(stack) == 2
    stack.undo(filling)
    assert times(filling) == ["22"]


def test_a_step_that_would_show_nothing_is_passed_over() -> None:
    filling, stack = round_of("22:00"), UndoStack()
    set_time(stack, filling, "22:01")
    set_time(stack, filling, "22:01")
    stack.undo(filling)
    assert times(filling) == ["22:00"]


def test_rows_taken_out_come_back_where_they_stood_with_the_marks_of_the_rest_and_go_again() -> None:
    filling, stack = round_of("22:00", "22:01", "22:02", "22:03"), UndoStack()
    ids = filling.row_ids("places")
    filling.set_check(("places", ids[1], "exits"), "normal")
    mark = f"places/{ids[1]}/exits"
    filling.bulk.add(mark)
    step = removed(filling, "places", ids[1:3])
    filling.remove_rows("places", ids[1:3])
    stack.push(step)
    assert times(filling) == ["22:00", "22:03"]
    stack.undo(filling)
    assert times(filling) == ["22:00", "22:01", "22:02", "22:03"]
    assert mark in filling.bulk
    stack.redo(filling)
    assert times(filling) == ["22:00", "22:03"]
    assert mark not in filling.bulk


def test_rows_added_go_and_come_with_what_was_keyed_into_them() -> None:
    filling, stack = round_of(), UndoStack()
    made = filling.add_rows("places", [{"time": "22:00"}, {"time": "22:01"}])
    stack.push(RowsAdded(table="places", row_ids=made))
    stack.undo(filling)
    assert times(filling) == []
    stack.redo(filling)
    assert filling.row_ids("places") == made
    assert times(filling) == ["22:00", "22:01"]
