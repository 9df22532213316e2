"""The running stock of a register entry: what comes in, goes out and is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from forms.definition import FieldType, Form, FormKind, RegisterRule
from forms.json_value import Json
from forms.ledgers import asset
from forms.revision import Revision
from tests.definitions import NOW, field, form, sealed

CARD = form(
    field("name"),
    field("stock", FieldType.DECIMAL, digits=2),
    field("low", FieldType.CALCULATED, calculation="${stock} < 10"),
    id="plant.card",
    kind=FormKind.CARD,
    register=RegisterRule(register="goods", code="name", title="name", balance="stock"),
)
MOVE = form(
    field("qty_in", FieldType.DECIMAL),
    field("qty_out", FieldType.DECIMAL),
    field("counted", FieldType.INTEGER),
    field("stock", FieldType.DECIMAL),
    id="plant.move",
    kind=FormKind.EVENT,
    register=RegisterRule(register="goods", adds="qty_in", takes="qty_out", counts="counted"),
)
RULES: dict[str, Form] = {MOVE.id: MOVE}
Move = tuple[str, int]  # field, hundredths


def rule_of(event: Revision) -> RegisterRule | None:
    found = RULES.get(event.form_id)
    return found.register if found else None


def card(opening: Json = "10.5") -> Revision:
    return sealed(CARD, {"name": "乙醇", "stock": opening}, record_id="card-1")


def moved(
    number: int, hours: int = 0, of: Form = MOVE, *, parents: Sequence[str] = (), **answers: Json
) -> Revision:
    at = NOW + timedelta(hours=hours)
    return sealed(of, answers, record_id=f"move-{number}", subject="card-1", at=at, parents=parents)


def stock(*events: Revision, opening: Json = "10.5") -> Decimal | None:
    entry = asset.fold(CARD, [card(opening)], events, rule_of=rule_of)
    assert entry is not None
    return entry.balance


def test_the_card_holds_the_opening_stock_and_events_move_it() -> None:
    assert stock() == Decimal("10.5")
    assert stock(moved(1, qty_in="4"), moved(2, 1, qty_out="0.25")) == Decimal("14.25")
    assert stock(moved(1, qty_in="4"), opening=None) == 4


def test_a_count_sets_the_stock_and_later_moves_go_on_from_it() -> None:
    counted = moved(2, 2, counted=7)
    assert stock(moved(1, 1, qty_in="4"), counted) == 7
    assert stock(moved(1, 1, qty_in="4"), counted, moved(3, 3, qty_out="2")) == 5


def test_two_computers_that_both_gave_out_the_last_one_come_to_less_than_nothing_and_it_shows() -> None:
    assert stock(moved(1, qty_out="10.5"), moved(2, qty_out="10.5")) == Decimal("-10.5")


def test_what_an_event_of_that_name_says_never_overwrites_the_stock() -> None:
    entry = asset.fold(CARD, [card()], [moved(1, qty_out="1", stock="999")], rule_of=rule_of)
    assert entry is not None
    assert (entry.balance, entry.values["stock"], entry.values["low"]) == (Decimal("9.5"), "9.5", True)


def test_a_corrected_move_counts_as_corrected_and_a_voided_one_not_at_all() -> None:
    first = moved(1, qty_out="5")
    second = moved(1, qty_out="2", parents=[first.rev_id])
    assert stock(first, second) == Decimal("8.5")
    voided = sealed(
        MOVE, {"qty_out": "2"}, record_id="move-1", subject="card-1", parents=[second.rev_id], void=True
    )
    assert stock(first, second, voided) == Decimal("10.5")


def test_an_entry_without_a_stock_has_none() -> None:
    plain = form(field("name"), kind=FormKind.CARD, register=RegisterRule(register="goods", code="name"))
    entry = asset.fold(plain, [card()], [moved(1, qty_in="1")], rule_of=rule_of)
    assert entry is not None
    assert entry.balance is None


moves = st.lists(
    st.tuples(st.sampled_from(["qty_in", "qty_out", "counted"]), st.integers(0, 500)), min_size=1, max_size=8
)


@given(moves, st.randoms(use_true_random=False))
def test_the_stock_does_not_depend_on_the_order_of_arrival(found: list[Move], chance: object) -> None:
    events = [
        moved(number, number // 2, **{name: value if name == "counted" else str(Decimal(value) / 100)})
        for number, (name, value) in enumerate(found)
    ]
    arrived = list(events)
    chance.shuffle(arrived)  # type: ignore[attr-defined]  # a random.Random from hypothesis
    assert stock(*arrived) == stock(*events)


@given(moves)
def test_a_stock_from_which_nobody_takes_more_than_there_is_is_never_negative(found: list[Move]) -> None:
    events: list[Revision] = []
    for number, (name, value) in enumerate(found):
        held = stock(*events)
        assert held is not None
        assert held >= 0
        amount = min(Decimal(value), held) if name == "qty_out" else Decimal(value)
        answer: Json = value if name == "counted" else str(amount)
        events.append(moved(number, number, **{name: answer}))
    final = stock(*events)
    assert final is not None
    assert final >= 0
