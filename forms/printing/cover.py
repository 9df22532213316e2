"""The front of a bound volume: what it is, of which time, whose, and how much is in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from forms.printing.binding import Bound
from forms.printing.paper import INNER, LEFT, MM, OUTER, PORTRAIT
from forms.printing.styles import Styles
from forms.printing.text import Align, Style, wrap
from forms.printing.writer import draw_line

_WIDTH: Final = 120 * MM
_LABEL: Final = 34 * MM
_ROW: Final = 11 * MM
_TITLE_TOP: Final = 78 * MM
_TABLE_TOP: Final = 168 * MM
_APART: Final = 7 * MM  # between the owner, the title and the time


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """``lines`` are label and value; an empty value leaves room for the hand."""

    facility: str
    title: str
    period: str
    lines: tuple[tuple[str, str], ...] = ()


def cover_page(cover: Cover, styles: Styles) -> Bound:
    """One page without a heading of its own."""
    return Bound(
        paper=PORTRAIT, pages=1, make=lambda: [lambda canvas: _draw(canvas, cover, styles)], under="封面"
    )


def _draw(canvas: Canvas, cover: Cover, styles: Styles) -> None:
    face = styles.title.face
    whole = {"left": LEFT, "right": LEFT + PORTRAIT.inner_width}
    owner = Style(face=face, size=18, leading=24, align=Align.CENTRE)
    title = Style(face=face, size=30, leading=42, align=Align.CENTRE)
    period = Style(face=styles.body.face, size=15, leading=22, align=Align.CENTRE)
    y = PORTRAIT.height - _TITLE_TOP
    said = [(line, owner) for line in wrap(cover.facility, owner, PORTRAIT.inner_width)]
    said += [(line, title) for line in wrap(cover.title, title, PORTRAIT.inner_width)]
    said += [(line, period) for line in wrap(cover.period, period, PORTRAIT.inner_width)]
    last = owner
    for text, style in said:
        y -= _APART if style is not last else 0
        last = style
        draw_line(canvas, text, style, **whole, baseline=y)
        y -= style.leading
    _table(canvas, cover, styles)


def _table(canvas: Canvas, cover: Cover, styles: Styles) -> None:
    if not cover.lines:
        return
    left = LEFT + (PORTRAIT.inner_width - _WIDTH) / 2
    top = PORTRAIT.height - _TABLE_TOP
    label = Style(face=styles.label.face, size=11, leading=14, align=Align.CENTRE)
    value = Style(face=styles.body.face, size=12, leading=15)
    height = _ROW * len(cover.lines)
    canvas.setLineWidth(OUTER)
    canvas.rect(left, top - height, _WIDTH, height, stroke=1, fill=0)
    canvas.setLineWidth(INNER)
    canvas.line(left + _LABEL, top, left + _LABEL, top - height)
    for number, (name, text) in enumerate(cover.lines):
        upper = top - _ROW * number
        if number:
            canvas.line(left, upper, left + _WIDTH, upper)
        baseline = upper - _ROW / 2 - 4
        draw_line(canvas, name, label, left=left, right=left + _LABEL, baseline=baseline)
        draw_line(canvas, text, value, left=left + _LABEL + 3 * MM, right=left + _WIDTH, baseline=baseline)
