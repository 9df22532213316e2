"""One page of instructions for somebody who does this once: facts, large numbered steps, and what the screen may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from forms.printing.fonts import FOLDER, load_fonts
from forms.printing.paper import FOOTER, INNER, LEFT, MM, OUTER, PORTRAIT, TOP
from forms.printing.styles import Styles, make_styles
from forms.printing.text import Align, Style, wrap
from forms.printing.writer import draw_line, fitted, make_canvas

_NUMBER: Final = 6.5 * MM  # radius of a step's disc
_INDENT: Final = 19 * MM
_PAD: Final = 3 * MM
_SAID: Final = 62 * MM  # width of the column of what the screen says
_SCALES: Final = (1.0, 0.94, 0.88, 0.82, 0.76)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """``said``: a sentence of the screen, and what to do then."""

    title: str
    facility: str
    facts: Sequence[tuple[str, str]]
    steps: Sequence[Step]
    said: Sequence[tuple[str, str]]
    foot: str


def guide_page(guide: Guide, *, printed_at: datetime, fonts: Path = FOLDER) -> bytes:
    """The PDF, always one page, in the largest type that fits it; ValueError if even the smallest does not."""
    styles = make_styles(load_fonts(fonts))
    for scale in _SCALES:
        stream = BytesIO()
        canvas = make_canvas(
            stream, styles, paper=PORTRAIT, title=guide.title, author=guide.facility, printed_at=printed_at
        )
        if _Drawer(canvas, styles, scale).draw(guide) >= FOOTER + 4 * MM:
            canvas.showPage()
            canvas.save()
            return stream.getvalue()
    raise ValueError("the guide does not fit on one page")


class _Drawer:
    """From the top of the page downwards; y is the upper edge of what comes next."""

    def __init__(self, canvas: Canvas, styles: Styles, scale: float) -> None:
        self._canvas, self._styles, self._scale = canvas, styles, scale
        self._left, self._right = LEFT, PORTRAIT.width - LEFT + 10 * MM
        self._y = PORTRAIT.height - TOP
        self._body = replace(styles.body, size=11 * scale, leading=16.2 * scale)
        self._bold = Style(face=styles.title.face, size=13.5 * scale, leading=19 * scale)

    def draw(self, guide: Guide) -> float:
        """The lower edge of all but the foot."""
        self._title(guide)
        self._facts(guide.facts)
        for number, step in enumerate(guide.steps, 1):
            self._step(number, step)
        self._said(guide.said)
        draw_line(
            self._canvas, guide.foot, self._styles.footer, left=self._left, right=self._right, baseline=FOOTER
        )
        return self._y

    def _title(self, guide: Guide) -> None:
        title = replace(self._styles.title, size=22, leading=30, align=Align.LEFT)
        self._line(guide.title, title)
        name = fitted(replace(self._bold, size=14), guide.facility, self._right - self._left)
        self._line(guide.facility, name)
        self._y -= 3 * MM

    def _facts(self, facts: Sequence[tuple[str, str]]) -> None:
        texts = [
            wrap(value, self._body, self._right - self._left - 2 * _PAD - 24 * MM) or ("",)
            for _, value in facts
        ]
        height = sum(len(lines) for lines in texts) * self._body.leading + 2 * _PAD
        self._canvas.setFillGray(0.945)
        self._canvas.roundRect(
            self._left, self._y - height, self._right - self._left, height, 2 * MM, stroke=0, fill=1
        )
        self._canvas.setFillGray(0)
        self._y -= _PAD
        for (label, _), lines in zip(facts, texts, strict=True):
            named = replace(self._body, face=self._bold.face)
            self._at(label, named, self._left + _PAD, self._y)
            for line in lines:
                self._line(line, self._body, indent=_PAD + 24 * MM)
        self._y -= _PAD + 6 * MM

    def _step(self, number: int, step: Step) -> None:
        top = self._y
        middle = top - self._bold.leading / 2 - 0.5 * MM
        self._canvas.circle(self._left + _NUMBER, middle, _NUMBER, stroke=0, fill=1)
        self._canvas.setFillGray(1)
        digit = Style(face=self._bold.face, size=17, leading=20, align=Align.CENTRE)
        draw_line(
            self._canvas,
            str(number),
            digit,
            left=self._left,
            right=self._left + 2 * _NUMBER,
            baseline=middle - 6,
        )
        self._canvas.setFillGray(0)
        self._line(step.title, self._bold, indent=_INDENT)
        self._y -= 1 * MM
        for text in step.lines:
            for line in wrap(text, self._body, self._right - self._left - _INDENT):
                self._line(line, self._body, indent=_INDENT)
            self._y -= 1.2 * MM
        self._y -= 5 * MM * self._scale

    def _said(self, said: Sequence[tuple[str, str]]) -> None:
        small = replace(self._styles.body, size=10 * self._scale, leading=14 * self._scale)
        self._line("屏幕上看到这些话", replace(self._bold, size=12, leading=17))
        self._y -= 1 * MM
        self._rule(OUTER)
        for sentence, then in said:
            left = wrap(sentence, small, _SAID - 4 * MM)
            right = wrap(then, small, self._right - self._left - _SAID)
            top = self._y - 1.2 * MM
            for at, line in enumerate(left):
                self._at(line, small, self._left, top - at * small.leading)
            for at, line in enumerate(right):
                self._at(line, small, self._left + _SAID, top - at * small.leading)
            self._y = top - max(len(left), len(right)) * small.leading - 1.2 * MM
            self._rule(INNER)

    def _rule(self, width: float) -> None:
        self._canvas.setLineWidth(width)
        self._canvas.line(self._left, self._y, self._right, self._y)

    def _line(self, text: str, style: Style, indent: float = 0) -> None:
        self._at(text, style, self._left + indent, self._y)
        self._y -= style.leading

    def _at(self, text: str, style: Style, left: float, top: float) -> None:
        baseline = top - (style.leading + 0.72 * style.size) / 2
        draw_line(
            self._canvas,
            text,
            replace(style, align=Align.LEFT),
            left=left,
            right=self._right,
            baseline=baseline,
        )
