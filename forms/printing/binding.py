"""Several laid out papers drawn into one file, each page numbered through; the pages keep their own look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Final

from forms.printing.paper import LEFT, MM
from forms.printing.styles import Styles
from forms.printing.text import Align, Style
from forms.printing.writer import Document, draw_line, draw_page, make_canvas

_MARK: Final = 6 * MM  # of the page's number above the lower edge, below the paper's own footer


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One paper of the volume; ``under`` is the heading printed beside the page's number."""

    document: Document
    under: str = ""

    @property
    def pages(self) -> int:
        return len(self.document.pages)


def bind(
    papers: Sequence[Bound],
    styles: Styles,
    *,
    title: str,
    author: str,
    printed_at: datetime,
    on_page: Callable[[int, int], bool] = lambda _done, _all: True,
) -> bytes | None:
    """One PDF with every page numbered from 1, and a bookmark per heading; None if ``on_page`` said to stop."""
    stream = BytesIO()
    canvas = make_canvas(
        stream,
        styles,
        paper=papers[0].document.paper,
        title=title,
        author=author,
        printed_at=printed_at,
    )
    whole = sum(one.pages for one in papers)
    number, last = 0, ""
    for paper in papers:
        sheet = paper.document.paper
        canvas.setPageSize((sheet.width, sheet.height))
        for within in range(1, paper.pages + 1):
            number += 1
            if not on_page(number, whole):
                return None
            if within == 1 and paper.under and paper.under != last:
                canvas.bookmarkPage(f"p{number}")
                canvas.addOutlineEntry(styles.body.face.printable(paper.under), f"p{number}", 0)
                last = paper.under
            draw_page(canvas, paper.document, styles, within)
            span = {"left": LEFT, "right": LEFT + sheet.inner_width, "baseline": _MARK}
            draw_line(canvas, paper.under, styles.footer, **span)
            draw_line(canvas, f"本册第 {number} 页　共 {whole} 页", _right(styles), **span)
            canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _right(styles: Styles) -> Style:
    return replace(styles.footer, align=Align.RIGHT)
