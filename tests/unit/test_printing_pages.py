"""Bands divided into pages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forms.definition import FieldType, Retention
from forms.listed import Source
from forms.printing.band import Band, Group, SignatureBox, tightened
from forms.printing.fonts import load_fonts
from forms.printing.hand_room import GENEROUS, SPARING, USUAL
from forms.printing.job import Layout
from forms.printing.notes import source_notes
from forms.printing.paging import paginate
from forms.printing.paper import BLANK_ROW, MM, PORTRAIT
from forms.printing.render import document_of
from forms.printing.sheet import SheetBody
from forms.printing.styles import make_styles
from tests.definitions import field, form, rows
from tests.papers import job_of, pages_of, printed

LABEL = make_styles(load_fonts()).label
SIGNING = Band(height=50)


def group(lines: int = 1) -> Group:
    return Group(right=60, style=LABEL, lines=("类",) * lines)


def heights(page: list[Band]) -> float:
    return sum(band.height for band in page)


@given(st.lists(st.integers(15, 60), min_size=1, max_size=120), st.integers(10, 90))
def test_every_band_is_printed_once_in_order_and_no_page_is_overfull(rows: list[int], notes: int) -> None:
    head = Band(height=20, keep=True)
    body = [head, *(Band(height=row, head=(head,)) for row in rows)]
    pages = paginate(body, (SIGNING,), first=400, later=450, notes=notes)
    printed = [band for page in pages for band in page if band is not head]
    assert printed == [*body[1:], SIGNING]
    assert all(page[0] is head for page in pages)
    for number, page in enumerate(pages):
        used = heights(page) + (notes if number == len(pages) - 1 else 0)
        assert used <= (400 if number == 0 else 450)
    assert len(pages[-1]) > 2, "a row stands with the signatures"


def test_a_head_is_never_the_last_of_a_page() -> None:
    heading = Band(height=20, keep=True)
    body = [Band(height=90), heading, Band(height=90)]
    pages = paginate(body, (), first=150, later=150, notes=0)
    assert pages == [[body[0]], [heading, body[2]]]


def test_no_single_row_of_a_table_is_left_on_a_page() -> None:
    head = Band(height=10, keep=True)
    rows = [Band(height=20, head=(head,)) for _ in range(4)]
    text = Band(height=80)
    first, second = paginate([text, head, *rows], (), first=115, later=200, notes=0)
    assert (first, second) == ([text], [head, *rows])
    first, second = paginate([head, *rows], (), first=75, later=200, notes=0)
    assert (first, second) == ([head, *rows[:2]], [head, *rows[2:]])


def test_a_heading_does_not_stay_behind_with_the_first_of_its_rows() -> None:
    heading = Band(height=20, keep=True)
    body = [Band(height=80), heading, Band(height=40), Band(height=40)]
    assert paginate(body, (), first=150, later=150, notes=0) == [[body[0]], body[1:]]


def test_signatures_in_the_middle_of_a_paper_never_begin_a_page() -> None:
    signed = Band(height=50, signatures=(SignatureBox(title="承办人（签名）：", left=0, right=400),))
    body = [Band(height=60), Band(height=60), signed, Band(height=60)]
    assert paginate(body, (), first=150, later=200, notes=0) == [body[:1], body[1:]]


def test_a_merged_label_goes_to_the_next_page_as_a_whole_where_little_room_is_lost() -> None:
    label = group()
    rows = [Band(height=40, group=label) for _ in range(6)]
    before = [Band(height=100) for _ in range(5)]
    pages = paginate([*before, *rows], (), first=590, later=590, notes=0)
    assert pages == [before, rows]


def test_two_rows_accompany_the_signatures_even_if_only_one_was_left() -> None:
    body = [Band(height=40) for _ in range(6)]
    pages = paginate(body, (SIGNING,), first=210, later=210, notes=20)
    assert [len(page) for page in pages] == [4, 3]


def test_a_page_does_not_cut_a_label_so_that_it_no_longer_fits() -> None:
    label = group(3)
    body = [Band(height=60), *(Band(height=20, group=label) for _ in range(5))]
    pages = paginate(body, (), first=85, later=200, notes=0)
    assert [len(page) for page in pages] == [1, 5]
    roomy = paginate(body, (), first=125, later=200, notes=0)
    assert [len(page) for page in roomy] == [4, 2] or heights(roomy[1]) >= label.height


def test_tightened_rows_keep_room_for_their_text_and_their_label() -> None:
    label = group(3)
    body = [Band(height=20, floor=19), Band(height=20, floor=5), Band(height=22, group=label, floor=5)]
    assert [band.height for band in tightened(body, 0.8)] == [19, 16, 22]
    assert tightened([Band(height=20, keep=True)], 0.5)[0].height == 20


def test_an_empty_body_still_has_its_signatures() -> None:
    assert paginate((), (SIGNING,), first=100, later=100, notes=0) == [[SIGNING]]


def test_a_blank_paper_gives_up_some_room_for_the_hand_where_that_saves_a_page() -> None:
    texts = [field(f"t{n}", FieldType.LONG_TEXT, label=f"第{n}段") for n in range(11)]
    assert len(pages_of(printed(form(*texts), layout="blank"))) == 1
    job, styles = job_of(form(*texts))
    usual, sparing = (
        sum(band.height for band in SheetBody(job, styles, PORTRAIT, hand=hand).bands())
        for hand in (USUAL, SPARING)
    )
    assert usual > PORTRAIT.inner_height > sparing


def test_a_blank_paper_that_is_not_full_gives_the_hand_what_is_left_of_its_page() -> None:
    texts = [field(f"t{n}", FieldType.LONG_TEXT, label=f"第{n}段") for n in range(11)]
    heights = []
    for count in (2, 6, 9):
        job, styles = job_of(form(*texts[:count]))
        (page,) = document_of(job, Layout.BLANK, styles).pages
        heights.append(page[0].height)
    assert heights == sorted(heights, reverse=True)
    assert heights[0] >= GENEROUS[0].text * BLANK_ROW
    assert heights[-1] < heights[0]


def test_rows_on_a_blank_paper_are_never_too_low_for_the_hand() -> None:
    rows_of_text = [field(f"t{n}", label=f"第{n}格", width="full") for n in range(23)]
    for count in (10, 20, 22, 23):
        job, styles = job_of(form(*rows_of_text[:count]))
        bands = [band for page in document_of(job, Layout.BLANK, styles).pages for band in page]
        assert all(band.height >= 8 * MM for band in bands if not band.signatures)


def test_a_table_that_can_only_be_so_long_has_all_its_rows_on_a_blank_paper() -> None:
    month = rows("days", field("note", label="安排"), max_rows=31)
    job, styles = job_of(form(month))
    numbers = [band.cells[0].lines for band in SheetBody(job, styles, PORTRAIT).bands() if band.head]
    assert numbers == [(str(number),) for number in range(1, 32)]


def test_a_text_is_named_once_with_all_its_articles_and_nothing_is_said_twice() -> None:
    articles = (
        "《甲办法（试行）》三（一）1",
        "本院规定每月一次",
        "《甲办法（试行）》三（二）",
        "《甲办法（试行）》三（一）1",
    )
    articles += (
        "GB 1-2020 5.2",
        "《乙制度》（国发〔2010〕1号）第五条",
        "《乙制度》（国发〔2010〕1号）第六条",
        "《丙》第一条、《丁》第二条",
    )
    told = source_notes(form(sources=tuple(Source(article=article) for article in articles)))
    assert told == [
        "依据：《甲办法（试行）》三（一）1、三（二）；本院规定每月一次；GB 1-2020 5.2；"
        "《乙制度》（国发〔2010〕1号）第五条、第六条；《丙》第一条、《丁》第二条。"
    ]


def test_rows_so_high_that_two_do_not_fit_beside_the_notes_end_with_one() -> None:
    body = [Band(height=150), Band(height=150), Band(height=150)]
    pages = paginate(body, (), first=320, later=320, notes=60)
    assert pages == [body[:2], body[2:]]
    body = [Band(height=150), Band(height=150)]
    assert paginate(body, (SIGNING,), first=320, later=240, notes=40) == [body[:1], [body[1], SIGNING]]


def test_a_period_of_keeping_that_nobody_verified_is_explained_too() -> None:
    unsure = Retention(years=5, source=Source(article="建议不少于5年", verified=False))
    assert "※ 未核对原文" in "".join(
        source_notes(form(sources=(Source(article="《甲》第一条"),), retention=unsure))
    )
    assert "※" not in "".join(source_notes(form(sources=(Source(article="《甲》第一条"),))))
