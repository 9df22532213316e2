"""Labels and slips: whole numbers, names that fit, and a begun sheet of stickers gone on with."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from forms.printing.labels import ACROSS, DOWN, Label, labels
from forms.printing.slips import PinSlip, pin_slips
from tests.definitions import NOW
from tests.papers import HOSPITAL, pages_of, text_of

SHEET = ACROSS * DOWN


def label(number: int, **settings: str) -> Label:
    facts = {
        "number": f"{number:015}",
        "code": f"MHQ-{number:03}",
        "title": "手提式干粉灭火器",
        "place": "门诊大厅",
        "kind": "灭火器",
    }
    return Label(**(facts | settings))


def made(*items: Label, start: int = 0) -> bytes:
    return labels(items, facility=HOSPITAL, printed_at=NOW, start=start)


def corner_of(pdf: bytes, text: str) -> tuple[float, float]:
    """Where a text stands on the first page, as parts of its width and height from the upper left."""
    page = PdfReader(BytesIO(pdf)).pages[0]
    found: list[tuple[float, float]] = []

    def visit(said: str, _: object, matrix: list[float], *_others: object) -> None:
        if text in said:
            found.append(
                (matrix[4] / float(page.mediabox.width), 1 - matrix[5] / float(page.mediabox.height))
            )

    page.extract_text(visitor_text=visit)
    (only,) = found
    return only


def test_a_sheet_holds_24_labels_and_the_next_begins_at_its_first() -> None:
    assert len(pages_of(made(*(label(n) for n in range(SHEET))))) == 1
    assert len(pages_of(made(*(label(n) for n in range(SHEET + 1))))) == 2
    assert len(pages_of(made(label(1), label(2), start=SHEET - 1))) == 2


@pytest.mark.parametrize("start", [0, 4, 23])
def test_a_begun_sheet_is_gone_on_with_where_it_was_left(start: int) -> None:
    x, y = corner_of(made(label(7), start=start), "MHQ-007")
    row, column = divmod(start, ACROSS)
    assert column / ACROSS < x < (column + 1) / ACROSS
    assert row / DOWN < y < (row + 1) / DOWN


def test_nothing_lies_over_the_labels_of_a_hospital_to_play_with() -> None:
    """A sheet of labels has no margin for the box that other papers have at their head."""
    made_for_show = labels([label(n) for n in range(3)], facility="示范县第一卫生院（演示）", printed_at=NOW)
    assert text_of(made_for_show).count("不作记录") == 1, "faint, from corner to corner"


@pytest.mark.parametrize("start", [-1, SHEET])
def test_a_sticker_that_is_not_on_the_sheet_is_refused(start: int) -> None:
    with pytest.raises(ValueError, match="no such label"):
        made(label(1), start=start)


def test_a_long_number_is_printed_whole_and_a_long_name_shows_that_it_goes_on() -> None:
    text = text_of(made(label(1, code="TEZHONG-SHEBEI-2026-0000001-A", title="名" * 100, place="")))
    assert "TEZHONG-SHEBEI-2026-0000001-A" in text
    assert 0 < text.count("名") < 100
    assert "…" in text


def test_a_label_without_a_name_leaves_no_gap() -> None:
    with_name, without = made(label(1)), made(label(1, title=""))
    gap = corner_of(without, "门诊大厅")[1] - corner_of(without, "MHQ-001")[1]
    assert gap < corner_of(with_name, "门诊大厅")[1] - corner_of(with_name, "MHQ-001")[1]


def test_a_name_of_forty_characters_fits_on_a_slip() -> None:
    slips = [PinSlip(name="长" * 40, staff_no="0107", department="保卫科", pin="4917")]
    pdf = pin_slips(slips, facility=HOSPITAL, printed_at=NOW)
    assert text_of(pdf).count("长") == 40
