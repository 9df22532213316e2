"""Blank papers say what they are, page by page, and ask what they belong to."""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp

from forms.printing.codes import PaperKind, read_code
from forms.printing.job import Layout
from forms.printing.paper import MM
from forms.printing.render import document_of
from tests.definitions import sealed
from tests.papers import job_of, pages_of, printed, text_of
from tests.released_forms import CATALOG, every_check


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


@pytest.mark.parametrize(("label", "sides"), [("F02", 1), ("D2a", 1), ("F23", 2)])
def test_a_blank_paper_saves_a_side_and_keeps_every_item_and_room_for_the_hand(
    label: str, sides: int
) -> None:
    form = CATALOG.find(label)
    pages = pages_of(printed(form, layout="blank"))
    assert len(pages) == sides
    labels = ["".join(field.label.split()) for field in every_check(form)]
    assert [one for one in labels if one not in "".join(pages)] == []
    job, styles = job_of(form)
    rows = [band for page in document_of(job, Layout.BLANK, styles).pages for band in page if not band.keep]
    assert all(band.height >= 8 * MM for band in rows)


@pytest.mark.parametrize(("label", "asked"), [("C30", "统计月份"), ("D15", "统计月份"), ("F19", "统计月份")])
def test_a_month_is_asked_and_printed_without_a_day(label: str, asked: str) -> None:
    form = CATALOG.find(label)
    blank = text_of(printed(form, layout="blank"))
    assert f"{asked}年月" in blank
    assert f"{asked}年月日" not in blank
    sheet = printed(form, sealed(form, {"as_of": "2026-10-01"}))
    assert f"{asked}2026年10月" in text_of(sheet)
    assert f"{asked}2026年10月1日" not in text_of(sheet)


@pytest.mark.parametrize(
    ("label", "official"),
    [
        ("F14b", ("1.姓名", "4.预期治疗", "5.事件", "6.事件", "9.事件后果", "11.产品名称", "13.注册证号")),
        ("F26a", ("日期", "凭证号", "品名", "剂型", "规格", "单位", "数量", "批号", "有效期", "生产单位")),
        ("F13", ("来源", "发现时间", "发现人", "部位", "问题描述", "整改前照片", "类别", "等级", "判定依据")),
        ("F14", ("A患者资料", "F不良事件评价", "G持续改进措施", "H选择性填写")),
    ],
)
def test_a_paper_has_its_fields_in_the_order_of_the_official_one(
    label: str, official: tuple[str, ...]
) -> None:
    text = "".join(pages_of(printed(CATALOG.find(label), layout="blank")))
    rest, missing = text.partition("编号：")[2], []
    for one in official:
        _, found, after = rest.partition(one)
        if found:
            rest = after
        else:
            missing.append(one)
    assert missing == [], "not there, or before what the official one asks first"


def test_the_items_of_several_sections_stand_under_a_name_that_fits_all() -> None:
    for page in pages_of(printed(CATALOG.find("F23"), layout="blank")):
        assert "序号检查内容正常" in page
        assert "序号共同项目正常" not in page
