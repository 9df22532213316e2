"""Blank papers say what they are, page by page, and ask what they belong to."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp

from forms.printing.codes import PaperKind, read_code
from tests.papers import pages_of, printed
from tests.released_forms import CATALOG


def codes_of(pdf: bytes) -> list[list[str]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = [page.render(scale=2, grayscale=True).to_pil() for page in document]
        return [[one.text for one in zxingcpp.read_barcodes(picture)] for picture in pictures]
    finally:
        document.close()


def test_every_page_of_a_blank_paper_says_its_form_version_page_and_code() -> None:
    form = CATALOG.find("F12")
    pdf = printed(form, layout="blank")
    pages, codes = pages_of(pdf), codes_of(pdf)
    assert len(pages) == len(codes) > 2
    for number, (page, found) in enumerate(zip(pages, codes, strict=True), 1):
        assert f"{form.label}-{form.version}" in page
        assert f"第{number}页共{len(pages)}页" in page
        (code,) = (read_code(text) for text in found)
        assert (code.kind, code.form_id, code.form_version) == (PaperKind.BLANK, form.id, form.version)


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("F13b", ("隐患编号", "问题描述")),
        ("F14.6", ("报告编号",)),
        ("A9a", ("所属记录", "内容")),
        ("C9h", ("台账编号", "台账名称")),
        ("E7b", ("台账编号",)),
    ],
)
def test_a_blank_paper_asks_first_what_it_belongs_to(label: str, asked: tuple[str, ...]) -> None:
    (page,) = pages_of(printed(CATALOG.find(label), layout="blank"))
    places = [page.index(one) for one in asked]
    assert places == sorted(places)
    assert places[0] < page.index("（签名）")


def test_a_blank_paper_that_stands_for_itself_asks_nothing_of_the_kind() -> None:
    (page,) = pages_of(printed(CATALOG.find("F13"), layout="blank"))
    assert "所属记录" not in page
    assert "台账编号" not in page


def test_the_items_of_several_sections_stand_under_a_name_that_fits_all() -> None:
    assert "共同项目序号" not in "".join(pages_of(printed(CATALOG.find("F23"), layout="blank")))
    for page in pages_of(printed(CATALOG.find("F23"), layout="blank"))[:2]:
        assert "序号检查内容" in page
