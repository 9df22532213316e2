"""What no designer thought of, on paper: nothing is lost, nothing leaves its cell, and what cannot be set is said."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from forms.definition import FieldType
from forms.json_value import Json
from tests.definitions import field, form, rows, sealed
from tests.papers import pages_of, printed, text_of

EDGE = 195 / 210  # of the page's width: the right margin begins there
NOTE = form(field("name", FieldType.TEXT, label="姓名"), field("say", FieldType.LONG_TEXT, label="说明"))


def rightmost(pdf: bytes) -> float:
    """How far to the right any text begins, as a part of the page's width."""
    page = PdfReader(BytesIO(pdf)).pages[0]
    found: list[float] = []
    page.extract_text(
        visitor_text=lambda text, _cm, matrix, *_: found.append(matrix[4]) if text.strip() else None
    )
    return max(found) / float(page.mediabox.width)


def test_ten_thousand_characters_go_on_over_pages_with_none_lost() -> None:
    said = "".join(f"第{n}次查看走廊尽头的防火门，门闭器完好。" for n in range(1, 600))[:10_000]
    pdf = printed(NOTE, sealed(NOTE, {"name": "张某", "say": said}))
    pages = pages_of(pdf)
    assert len(pages) > 4
    text = "".join(pages)
    assert all(text.count(char) == said.count(char) for char in "查看走廊尽头防火闭器完好")
    assert text.index("第1次查看") < text.index("第200次") < text.index("第400次")


def test_one_word_of_a_thousand_letters_stays_in_its_cell() -> None:
    pdf = printed(NOTE, sealed(NOTE, {"name": "张某", "say": "x" * 1000}))
    assert text_of(pdf).count("x") >= 1000
    assert rightmost(pdf) < EDGE


def test_a_name_of_a_hundred_characters_stays_in_its_cell() -> None:
    pdf = printed(NOTE, sealed(NOTE, {"name": "长" * 100, "say": ""}))
    assert text_of(pdf).count("长") == 100
    assert rightmost(pdf) < EDGE


def test_a_cell_of_a_table_that_is_longer_than_a_page_goes_on_on_the_next() -> None:
    of = form(
        rows(
            "list", field("what", FieldType.LONG_TEXT, label="什么"), field("who", FieldType.TEXT, label="谁")
        )
    )
    held: list[Json] = [{"row_id": "1", "what": "查" * 4000, "who": "李𬱖😀"}]
    pages = pages_of(printed(of, sealed(of, {"list": held})))
    assert len(pages) > 1
    assert sum(page.count("查") for page in pages) >= 4000
    assert "李𬱖〓" in "".join(pages)
    assert "U+1F600" in pages[-1]
