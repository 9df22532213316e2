"""Labels to stick on what a register lists: a code that a scanner types, the number, the name and the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from forms.printing.fitting import cut, fitting
from forms.printing.fonts import FOLDER, load_fonts
from forms.printing.paper import MM, PORTRAIT
from forms.printing.strokes import draw_qr
from forms.printing.styles import Styles, make_styles
from forms.printing.text import Style
from forms.printing.writer import draw_line, make_canvas

ACROSS: Final = 3
DOWN: Final = 8
WIDTH: Final = 70 * MM  # the usual sheet of 24 labels fills the page to its edges
HEIGHT: Final = PORTRAIT.height / DOWN
SMALLEST: Final = 7  # of a number, which is shown whole if anything can be
_CODE: Final = 22 * MM
_MARGIN: Final = 5 * MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """``number`` is what the code says: digits alone, so that no input method changes them."""

    number: str
    code: str
    title: str
    place: str
    kind: str  # 灭火器


def labels(
    items: Sequence[Label], *, facility: str, printed_at: datetime, start: int = 0, fonts: Path = FOLDER
) -> bytes:
    """24 to a sheet, from the label ``start`` of the first sheet on; ValueError beyond the sheet."""
    if not 0 <= start < ACROSS * DOWN:
        raise ValueError("the first sheet has no such label")
    styles = make_styles(load_fonts(fonts))
    stream = BytesIO()
    canvas = make_canvas(
        stream,
        styles,
        paper=PORTRAIT,
        title="台账标签",
        author=facility,
        printed_at=printed_at,
        has_margin=False,
    )
    for number, item in enumerate(items, start=start):
        place = number % (ACROSS * DOWN)
        if number > start and not place:
            canvas.showPage()
        left = WIDTH * (place % ACROSS)
        top = PORTRAIT.height - HEIGHT * (place // ACROSS)
        _label(canvas, styles, item, facility, left=left, top=top)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _label(canvas: Canvas, styles: Styles, item: Label, facility: str, *, left: float, top: float) -> None:
    draw_qr(canvas, item.number, left + _MARGIN, top - (HEIGHT + _CODE) / 2, _CODE)
    inside = {"left": left + _MARGIN + _CODE + 3 * MM, "right": left + WIDTH - 3 * MM}
    room = inside["right"] - inside["left"]
    code = Style(face=styles.title.face, size=13, leading=16)
    lines = cut(item.kind, styles.note, room, 1)
    lines += cut(item.code, fitting(item.code, code, room, lines=2, least=SMALLEST), room, 2)
    lines += cut(item.title, styles.small, room, 2)
    lines += cut(item.place, styles.note, room, 2)
    lines += cut(facility, styles.note, room, 1)
    baseline = top - (HEIGHT - sum(style.leading for _, style in lines)) / 2
    for text, style in lines:
        baseline -= style.leading
        draw_line(canvas, text, style, **inside, baseline=baseline + style.leading * 0.25)
