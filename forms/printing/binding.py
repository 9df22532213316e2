"""Several papers drawn into one file, one after the other: at no time is more than one of them laid out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Final, TypeAlias

from reportlab.pdfgen.canvas import Canvas

from forms.printing.paper import LEFT, MM, Paper
from forms.printing.styles import Styles
from forms.printing.text import Align, Style
from forms.printing.writer import Document, draw_line, draw_page, make_canvas

_MARK: Final = 6 * MM  # of the page's number above the lower edge, below the paper's own footer

Draw: TypeAlias = Callable[[Canvas], None]
"""Puts one page on the canvas."""


class MovedError(Exception):
    """A paper has another number of pages than when it was counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One paper of the volume. ``make`` lays it out again when its turn comes, to ``pages`` pages as before.

    ``under`` is the heading printed beside the page's number. ``row_pages``, of a ledger: on which of its pages,
    from 1, the row of each record begins, in the order of the rows.
    """

    paper: Paper
    pages: int
    make: Callable[[], Sequence[Draw]]
    under: str = ""
    row_pages: tuple[int, ...] = ()


def bound(make: Callable[[], Document], styles: Styles, under: str = "") -> Bound:
    """The paper with its pages counted; what was laid out for that is forgotten."""
    first = make()
    return Bound(
        paper=first.paper,
        pages=len(first.pages),
        make=lambda: _draws(make(), styles),
        under=under,
        row_pages=_row_pages(first),
    )


def _row_pages(document: Document) -> tuple[int, ...]:
    begins: dict[int, int] = {}
    for number, page in enumerate(document.pages, 1):
        for band in page:
            if band.row:
                begins.setdefault(band.row, number)
    return tuple(begins[row] for row in sorted(begins))


def _draws(document: Document, styles: Styles) -> list[Draw]:
    return [_page(document, styles, number) for number in range(1, len(document.pages) + 1)]


def _page(document: Document, styles: Styles, number: int) -> Draw:
    return lambda canvas: draw_page(canvas, document, styles, number)


def bind(
    papers: Sequence[Bound],
    styles: Styles,
    *,
    title: str,
    author: str,
    printed_at: datetime,
    numbered: bool = True,
    on_page: Callable[[int, int], bool] = lambda _done, _all: True,
) -> bytes | None:
    """One PDF with a bookmark per heading, every page ``numbered`` from 1 if wanted.

    None if ``on_page`` said to stop. MovedError if a paper changed since it was counted. Memory holds the finished
    pages compressed and one paper laid out, however many there are.
    """
    stream = BytesIO()
    canvas = make_canvas(
        stream, styles, paper=papers[0].paper, title=title, author=author, printed_at=printed_at
    )
    whole = sum(one.pages for one in papers)
    number, last = 0, ""
    for paper in papers:
        canvas.setPageSize((paper.paper.width, paper.paper.height))
        draws = paper.make()
        if len(draws) != paper.pages:
            raise MovedError
        for draw in draws:
            number += 1
            if not on_page(number, whole):
                return None
            if paper.under and paper.under != last:
                canvas.bookmarkPage(f"p{number}")
                canvas.addOutlineEntry(styles.body.face.printable(paper.under), f"p{number}", 0)
                last = paper.under
            draw(canvas)
            if numbered:
                _number(canvas, styles, paper, number, whole)
            canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _number(canvas: Canvas, styles: Styles, paper: Bound, number: int, whole: int) -> None:
    line = partial(draw_line, canvas, left=LEFT, right=LEFT + paper.paper.inner_width, baseline=_MARK)
    line(paper.under, styles.footer)
    line(f"本册第 {number} 页　共 {whole} 页", _right(styles))


def _right(styles: Styles) -> Style:
    return replace(styles.footer, align=Align.RIGHT)
