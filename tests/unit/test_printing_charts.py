"""The charts of a report on paper: vectors in black and greys, every value in words, nothing beyond its place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from forms.clock import ZONE
from forms.indicator import Amount, Point, Series, Verdict
from forms.indicator_loader import load_indicators
from forms.period import parse_period
from forms.printing.band import TALLEST, Band
from forms.printing.chart import MOST_BARS, bars_band, trend_bands
from forms.printing.drawing import Drawing
from forms.printing.fonts import load_fonts
from forms.printing.paper import PORTRAIT
from forms.printing.report import report_pdf
from forms.printing.styles import Styles, make_styles
from forms.report import Bar, Bars, Grid, Part, Report, Trend
from models.queries.report_charts import MOST_TRENDS, coverage_bars, hazard_bars, trends
from tests.papers import images_of, pages_of, text_of

NOW = datetime(2026, 11, 20, 22, 6, tzinfo=ZONE)
WIDTH = PORTRAIT.inner_width
TREND = Trend(
    title="隐患整改率",
    labels=("6月", "7月", "8月", "9月", "10月", "11月"),
    values=(None, Decimal(100), None, Decimal("93.33"), Decimal("73.68"), Decimal(0)),
    said=("", "100 %", "", "93.33 %", "73.68 %", "0 %"),
    unmet=(False, False, False, False, True, True),
    target=Decimal(90),
    aim="目标 ≥ 90 %",
)
BARS = Bars(
    title="隐患按类别",
    key="黑＝已销号　白＝还没有销号",
    bars=tuple(
        Bar(name=f"第 {at} 类", value=Decimal(at), whole=Decimal(12), said=f"12 条，已销号 {at}")
        for at in range(12)
    ),
)


@pytest.fixture(scope="module")
def styles() -> Styles:
    return make_styles(load_fonts())


def drawings(bands: list[Band]) -> list[Drawing]:
    return [cell.drawing for band in bands for cell in band.cells if cell.drawing is not None]


def report(*parts: Part) -> Report:
    return Report(
        kind="bulletin",
        title="质量安全月刊",
        period="2026年11月",
        facility="某县第一卫生院",
        parts=parts,
        sources=(),
    )


def test_every_mark_and_word_stays_within_its_drawing(styles: Styles) -> None:
    long = replace(TREND, title="很长的指标名称" * 9, said=tuple("12345.6789 ‰" for _ in TREND.said))
    bands = [*trend_bands((TREND, long, TREND), styles, WIDTH), bars_band(BARS, styles, WIDTH)]
    assert len(drawings(bands)) == 4
    for band in bands:
        assert band.height <= TALLEST
    for one in drawings(bands):
        for box in one.boxes:
            assert 0 <= box.left <= box.left + box.width <= one.width
            assert 0 <= box.top <= box.top + box.height <= one.height
        for x, y in (end for stroke in one.strokes for end in (stroke.start, stroke.end)):
            assert 0 <= x <= one.width
            assert 0 <= y <= one.height
        for words in one.words:
            assert 0 <= words.left < words.right
            assert 0 < words.middle < one.height


def test_what_misses_the_target_differs_in_shape_and_a_gap_is_dotted(styles: Styles) -> None:
    (drawing,) = drawings(trend_bands((TREND,), styles, WIDTH))
    assert len(drawing.boxes) == sum(TREND.unmet)
    assert len(drawing.dots) == sum(value is not None for value in TREND.values) - sum(TREND.unmet)
    assert not any(dot.is_filled for dot in drawing.dots)
    lines = [stroke for stroke in drawing.strokes if stroke.weight > 1]
    assert [bool(stroke.dash) for stroke in lines] == [True, False, False]
    assert {words.text for words in drawing.words} >= {*filter(None, TREND.said), *TREND.labels, TREND.aim}


def test_the_target_is_told_above_the_value_of_the_highest_point(styles: Styles) -> None:
    values = (*(Decimal(0) for _ in TREND.values[:-1]), Decimal(1))
    highest = replace(
        TREND, values=values, said=tuple(f"{one}" for one in values), target=Decimal(0), aim="目标 ≤ 0"
    )
    (drawing,) = drawings(trend_bands((highest,), styles, WIDTH))
    aim = next(words for words in drawing.words if words.text == highest.aim)
    last = max((words for words in drawing.words if words.text == "1"), key=lambda words: words.right)
    assert last.middle - aim.middle >= styles.system.size * 1.2


def test_bars_share_one_scale_and_the_rest_is_said_to_be_in_the_table(styles: Styles) -> None:
    (drawing,) = drawings([bars_band(BARS, styles, WIDTH)])
    dark = [box.width for box in drawing.boxes if box.grey < 0.5]
    white = [box.width for box in drawing.boxes if box.grey > 0.5]
    assert len(white) == MOST_BARS
    assert len(dark) == MOST_BARS - 1  # nothing is drawn for none
    assert max(white) == min(white)
    assert dark == pytest.approx([white[0] * at / 12 for at in range(1, MOST_BARS)])
    assert f"（前 {MOST_BARS} 项，全部在下表）" in drawing.words[0].text


def test_the_page_is_drawn_in_vectors_without_a_colour_and_says_every_value() -> None:
    part = Part(title="一、指标", said=("要留意：隐患整改率。",), trends=(TREND,), bars=(BARS,))
    pdf = report_pdf(report(part), printed_at=NOW)
    words = "".join(text_of(pdf).split())
    assert all("".join(said.split()) in words for said in TREND.said)
    assert all("".join(bar.said.split()) in words for bar in BARS.bars[:MOST_BARS])
    assert images_of(pdf) == 0
    for page in PdfReader(BytesIO(pdf)).pages:
        contents = page.get_contents()
        assert contents is not None
        for colour in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", contents.get_data()):
            assert len(set(colour)) == 1, "only greys"


def test_a_chart_is_never_cut_by_the_end_of_a_page() -> None:
    grid = Grid(heads=("项目", "数"), weights=(4, 1), rows=tuple((f"第 {at} 行", at) for at in range(30)))
    parts = [Part(title=f"第 {at} 部分", grids=(grid,), trends=(TREND,), bars=(BARS,)) for at in range(5)]
    pages = pages_of(report_pdf(report(*parts), printed_at=NOW))
    assert len(pages) > 3
    for page in pages:
        assert page.count(TREND.title) == page.count(_bare(TREND.aim))
        assert page.count(BARS.title) == page.count(_bare(BARS.bars[MOST_BARS - 1].name))


def test_a_part_without_anything_to_tell_draws_nothing() -> None:
    pdf = report_pdf(
        report(Part(title="一、指标", trends=(TREND,), empty="没有要算的指标。")), printed_at=NOW
    )
    assert TREND.title not in text_of(pdf)


def _bare(text: str) -> str:
    return "".join(text.split())


def series(*values: str | None, unmet: bool = False, aimed: bool = False) -> Series:
    known = next(one for one in load_indicators() if (one.target is not None) is aimed)
    months = [parse_period(f"2026-{at:02}") for at in range(1, len(values) + 1)]
    return Series(
        indicator=known,
        points=tuple(
            Point(
                period=month,
                numerator=Amount(),
                denominator=None,
                value=None if value is None else Decimal(value),
                verdict=Verdict.UNMET if unmet else Verdict.WATCHED,
            )
            for month, value in zip(months, values, strict=True)
        ),
    )


def test_trends_are_drawn_of_what_moves_and_the_worst_first() -> None:
    flat, short, moving = series("1", "1", "1"), series(None, "1", "2"), series("1", "3", "2")
    aimed, bad = series("1", "2", "1", aimed=True), series("3", "2", "3", unmet=True, aimed=True)
    found = trends((flat, short, moving, aimed, bad))
    assert [one.values[-1] for one in found] == [Decimal(3), Decimal(1), Decimal(2)]
    assert found[0].unmet == (True, True, True)
    assert found[0].labels == ("1月", "2月", "3月")
    assert len(trends([moving] * 20)) == MOST_TRENDS


def test_bars_that_are_all_alike_are_not_drawn() -> None:
    heads = ("类别", "登记", "重大", "已销号", "整改率")
    alike = Grid(heads=heads, weights=(1,) * 5, rows=(("消防", 1, 0, 0, "0 %"), ("治安", 1, 0, 0, "0 %")))
    assert hazard_bars(alike).bars == ()
    unlike = replace(alike, rows=(("消防", 3, 0, 1, "33.3 %"), ("治安", 1, 0, 0, "0 %")))
    assert [(int(one.value), int(one.whole)) for one in hazard_bars(unlike).bars] == [(1, 3), (0, 1)]
    kept = Grid(
        heads=("该做的", "应做", "按时", "补录", "漏做", "说明了原因", "按时率"),
        weights=(1,) * 7,
        rows=(("防火巡查", 20, 15, 1, 4, 0, "75 %"), ("周检查", 4, 4, 0, 0, 0, "100 %")),
    )
    assert [(int(one.value), one.said) for one in coverage_bars(kept).bars] == [
        (75, "15/20，75 %"),
        (100, "4/4，100 %"),
    ]
