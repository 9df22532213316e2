"""Many papers in one file: pages numbered through, nothing held that was drawn, and nothing half when it is stopped."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from forms.printing.band import Band
from forms.printing.binding import Bound, MovedError, bind, bound
from forms.printing.cover import Cover, cover_page
from forms.printing.fonts import load_fonts
from forms.printing.job import Layout
from forms.printing.lean_canvas import LeanCanvas
from forms.printing.paper import PORTRAIT
from forms.printing.render import document_of
from forms.printing.styles import make_styles
from forms.printing.writer import Document, draw_page
from tests.definitions import NOW, check, form, sealed, section
from tests.papers import HOSPITAL, job_of, pages_of

STYLES = make_styles(load_fonts())
FORM = form(sections=(section("base", *(check(f"i{n}", label=f"第{n}样东西完好") for n in range(1, 7))),))


class Pages(list[Sequence[Band]]):
    """Pages of which one can ask whether they are still there."""


def sheet() -> Document:
    record = sealed(FORM, {f"i{n}": {"value": "normal"} for n in range(1, 7)})
    job, styles = job_of(FORM, record)
    return document_of(job, Layout.SHEET, styles)


def in_one(papers: list[Bound], **settings: object) -> bytes | None:
    return bind(papers, STYLES, title="一册", author=HOSPITAL, printed_at=NOW, **settings)  # type: ignore[arg-type]


def test_every_page_of_a_volume_has_its_number_and_every_heading_a_bookmark() -> None:
    cover = cover_page(Cover(facility=HOSPITAL, title="防火巡查", period="2026年11月"), STYLES)
    pdf = in_one([cover, bound(sheet, STYLES, "第一项"), bound(sheet, STYLES, "第二项")])
    assert pdf is not None
    pages = pages_of(pdf)
    assert len(pages) == 3
    assert all(f"本册第{number}页共3页" in page for number, page in enumerate(pages, 1))
    assert [str(one.title) for one in PdfReader(BytesIO(pdf)).outline if not isinstance(one, list)] == [
        "封面",
        "第一项",
        "第二项",
    ]


def test_papers_that_are_only_put_together_keep_their_own_numbers_alone() -> None:
    pdf = in_one([bound(sheet, STYLES), bound(sheet, STYLES)], numbered=False)
    assert pdf is not None
    assert all("本册" not in page and "第1页共1页" in page for page in pages_of(pdf))


def test_of_many_papers_one_is_laid_out_at_a_time() -> None:
    laid_out: list[weakref.ref[Pages]] = []
    most = 0

    def watched() -> Document:
        nonlocal most
        made = sheet()
        pages = Pages(made.pages)
        laid_out.append(weakref.ref(pages))
        gc.collect()
        most = max(most, sum(one() is not None for one in laid_out))
        return replace(made, pages=pages)

    papers = [bound(watched, STYLES) for _ in range(12)]
    assert sum(one() is not None for one in laid_out) == 0
    assert in_one(papers) is not None
    assert len(laid_out) == 24
    assert most <= 2  # the one that was drawn last is let go when the next is there


def test_a_finished_page_is_kept_compressed_and_in_no_other_form() -> None:
    document = sheet()
    canvas = LeanCanvas(BytesIO(), STYLES, PORTRAIT)
    draw_page(canvas, document, STYLES, 1)
    plain = len("\n".join(vars(canvas)["_code"]))
    canvas.showPage()
    page = vars(canvas)["_doc"].idToObject["Page1"]
    assert page.stream is None
    assert len(page.Contents.content) < plain / 3


def test_whoever_stops_gets_nothing() -> None:
    assert in_one([bound(sheet, STYLES)] * 5, on_page=lambda done, _all: done < 3) is None


def test_a_paper_that_grew_since_it_was_counted_is_not_bound_with_wrong_numbers() -> None:
    counted = bound(sheet, STYLES)
    grown: Callable[[], list[object]] = lambda: [*counted.make(), *counted.make()]  # noqa: E731
    with pytest.raises(MovedError):
        in_one([Bound(paper=PORTRAIT, pages=1, make=grown)])  # type: ignore[arg-type]


def test_the_cover_leaves_room_for_what_is_written_by_hand() -> None:
    cover = Cover(
        facility=HOSPITAL,
        title="每日防火巡查记录",
        period="2026年11月1日—2026年11月30日",
        lines=(("装入", "62 份"), ("审核人", "")),
    )
    pdf = in_one([cover_page(cover, STYLES)])
    assert pdf is not None
    (page,) = pages_of(pdf)
    assert "每日防火巡查记录" in page
    assert "装入62份" in page
    assert "审核人" in page
