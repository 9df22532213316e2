"""A table may start with the rows of the asset's card or of the last record."""

from __future__ import annotations

from forms.context import Context
from forms.definition import FieldType
from forms.definition_rules import check_definition
from forms.filling import Filling
from tests.definitions import NOW, check, field, form, rows

CART = form(
    rows(
        "drugs",
        field("name"),
        field("base", FieldType.INTEGER),
        field("actual", FieldType.INTEGER),
        check("state"),
        default="coalesce(previous('drugs'), card('drugs'))",
    )
)
CARD = Context(card={"drugs": [{"row_id": "c1", "name": "肾上腺素", "base": 10, "note": "左上"}]})


def _plain(filling: Filling) -> list[dict[str, object]]:
    stored = filling.answers["drugs"]
    assert isinstance(stored, list)
    return [
        {key: value for key, value in row.items() if key != "row_id"}
        for row in stored
        if isinstance(row, dict)
    ]


def test_a_new_filling_starts_with_the_rows_of_the_card_and_only_columns_that_it_has() -> None:
    filling = Filling(CART, context=CARD, now=NOW)
    assert _plain(filling) == [{"name": "肾上腺素", "base": 10}]
    assert filling.row_ids("drugs") != ("c1",)


def test_the_last_record_comes_first_and_its_checks_are_not_taken_over() -> None:
    last = {"drugs": [{"row_id": "p1", "name": "阿托品", "base": 5, "state": {"value": "normal"}}]}
    filling = Filling(CART, context=Context(previous=last, card=CARD.card), now=NOW)
    assert _plain(filling) == [{"name": "阿托品", "base": 5}]


def test_rows_that_somebody_gives_stand_instead_of_those_of_the_card() -> None:
    filling = Filling.start(CART, {"drugs": [{"name": "利多卡因"}]}, context=CARD, now=NOW)
    assert _plain(filling) == [{"name": "利多卡因"}]


def test_a_draft_keeps_its_rows() -> None:
    assert Filling(CART, {"drugs": []}, context=CARD, now=NOW).row_ids("drugs") == ()


def test_a_table_can_start_with_nothing_else() -> None:
    wrong = form(rows("drugs", field("name"), default="concat('a', 'b')"))
    assert [reason for _, reason in check_definition(wrong)] == [
        "drugs: rows are taken over from card('…') or previous('…') alone"
    ]
