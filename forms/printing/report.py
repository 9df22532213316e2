"""A report on paper, in the look of the forms: sections of text and tables, and at the end where each figure is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from forms.printing.band import Band, Cell, Column, SignatureBox, band, bands, head_band
from forms.printing.chart import bars_band, trend_bands
from forms.printing.fonts import FOLDER, load_fonts
from forms.printing.furniture import Furniture
from forms.printing.notes import make_notes
from forms.printing.paging import paginate
from forms.printing.paper import HEAD, MM, PAD, PORTRAIT, ROW, SIGNATURE_ROW
from forms.printing.styles import Styles, make_styles
from forms.printing.text import Align, Style, wrap
from forms.printing.values import short_moment
from forms.printing.writer import Document, write
from forms.report import FigureSource, Grid, Part, Report, text
from forms.revision import check_code

_CELL_PAD: Final = 1.2 * MM
_HEADING_ROW: Final = 8.5 * MM
_LISTED: Final = 12  # serial numbers of a source on paper; the sheet for Excel has all
_SOURCES: Final = ("出处", "数字", "值", "来自", "记录编号")
_SOURCE_WEIGHTS: Final = (1.0, 3.4, 1.4, 3.6, 7.0)


def report_pdf(
    report: Report, *, printed_at: datetime, printed_by: str | None = None, fonts: Path = FOLDER
) -> bytes:
    """PDF bytes, the same for the same report and moment."""
    styles = make_styles(load_fonts(fonts))
    return write(report_document(report, styles, printed_at=printed_at, printed_by=printed_by), styles)


def report_document(
    report: Report, styles: Styles, *, printed_at: datetime, printed_by: str | None = None
) -> Document:
    paper = PORTRAIT
    width = paper.inner_width
    body = [one for part in report.parts for one in _part(part, styles, width)]
    body += _sources(report.sources, styles, width)
    furniture = Furniture(
        title=report.title,
        left=f"单位：{report.facility}",
        right=report.period,
        footer_left="　".join(
            [report.title, f"打印 {short_moment(printed_at)}", *([printed_by] if printed_by else [])]
        ),
        footer_right=f"校验 {check_code(report.digest)}",
        subject=report.period,
    )
    told = [*report.notes, "由封存的记录汇总，记录改动后随之改动。"]
    if report.sources:
        told.append("方括号里的号码是数字的出处，见末尾“数字的出处”。")
    notes = make_notes(told, f"YIAN:S:{report.kind}:{report.digest[:32].upper()}", styles, width)
    pages = paginate(
        body,
        signature_row(report.signers, width),
        first=paper.inner_height - furniture.height,
        later=paper.inner_height - furniture.later_height,
        notes=notes.height,
    )
    return Document(
        paper=paper,
        pages=pages,
        furniture=furniture,
        notes=notes,
        author=report.facility,
        printed_at=printed_at,
    )


def _part(part: Part, styles: Styles, width: float) -> list[Band]:
    made = [_heading(part.title, styles, width)]
    said = part.said if not part.is_empty else (part.empty or "这段时间没有这方面的记录。",)
    for sentence in said:
        made += sentence_bands(sentence, styles.body, width)
    if not part.is_empty:
        made += trend_bands(part.trends, styles, width)
        made += [bars_band(one, styles, width) for one in part.bars if one.bars]
    for grid in part.grids:
        if grid.rows:
            made += grid_bands(grid, styles, width)
        if grid.note:
            made += sentence_bands(grid.note, styles.small, width)
    return made


def _heading(title: str, styles: Styles, width: float) -> Band:
    return band(
        [replace(_whole(title, styles.heading, width), shaded=True)], least=_HEADING_ROW, keep=True, rule=HEAD
    )


def _whole(said: str, style: Style, width: float) -> Cell:
    return Cell(left=0, right=width, style=style, lines=wrap(said, style, width - 2 * PAD))


def sentence_bands(said: str, style: Style, width: float) -> tuple[Band, ...]:
    return bands([_whole(said, style, width)], least=ROW)


def grid_bands(grid: Grid, styles: Styles, width: float) -> list[Band]:
    """The head and a band per row; the head repeats on each page."""
    columns = _columns(grid, styles, width)
    head = head_band(columns, styles.head, least=ROW)
    made = [head]
    for row in grid.rows:
        cells = [column.cell(text(value)) for column, value in zip(columns, row, strict=True)]
        made += bands(cells, least=ROW, head=(head,))
    return made


def _columns(grid: Grid, styles: Styles, width: float) -> list[Column]:
    whole = sum(grid.weights)
    made: list[Column] = []
    left = 0.0
    for at, (title, weight) in enumerate(zip(grid.heads, grid.weights, strict=True)):
        right = width if at == len(grid.heads) - 1 else left + width * weight / whole
        style = replace(styles.small, align=Align.RIGHT) if at in grid.right else styles.small
        made.append(Column(title=title, left=left, right=right, style=style, pad=_CELL_PAD))
        left = right
    return made


def _sources(sources: Sequence[FigureSource], styles: Styles, width: float) -> list[Band]:
    if not sources:
        return []
    grid = Grid(heads=_SOURCES, weights=_SOURCE_WEIGHTS, rows=tuple(map(_source_row, sources)))
    return [_heading("数字的出处", styles, width), *grid_bands(grid, styles, width)]


def _source_row(one: FigureSource) -> tuple[str, ...]:
    shown = "、".join(row.number for row in one.rows[:_LISTED])
    said = [shown] if shown else []
    if len(one.rows) > _LISTED:
        said.append(f"等 {len(one.rows)} 条，全部编号在导出的表格里")
    if one.hidden > 0:
        said.append(f"{one.hidden} 条按权限不列编号")
    if one.unnamed:
        said.append(f"匿名 {one.unnamed} 例，不列编号")
    return f"[{one.number}]", one.label, one.value, one.of, "；".join(said) or "没有记录"


def signature_row(signers: Sequence[str], width: float) -> list[Band]:
    """A box for each to sign in, side by side."""
    if not signers:
        return []
    step = width / len(signers)
    boxes = tuple(
        SignatureBox(title=f"{title}：", left=at * step, right=(at + 1) * step)
        for at, title in enumerate(signers)
    )
    return [Band(height=SIGNATURE_ROW, signatures=boxes)]
