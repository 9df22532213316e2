"""Posters to hang up: every section but the first is one A4 page of its own colour, in the largest type that fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from forms.definition import FieldType, Section
from forms.printing.codes import code_of
from forms.printing.job import PrintJob
from forms.printing.paper import MM, PORTRAIT
from forms.printing.poster_parts import Box, Theme, fitting, parts_of
from forms.printing.signing import acts
from forms.printing.strokes import draw_qr
from forms.printing.styles import Styles
from forms.printing.text import Align, Style
from forms.printing.values import short_moment, value_text
from forms.printing.writer import draw_line, fitted, make_canvas
from forms.revision import Revision, check_code

EDGE: Final = 11 * MM
BAND: Final = 34 * MM
HEAD: Final = 17 * MM
FOOT: Final = 17 * MM
FRAME: Final = 3.0
INSIDE: Final = 6 * MM  # between frame and content
GAP: Final = 4 * MM  # between the name and the facts beside it
SPREAD: Final = 9 * MM  # the most that a row is higher than it must be, to fill the page

WHITE, BLACK = HexColor("#ffffff"), HexColor("#111111")
THEMES: Final = (
    Theme(fill=HexColor("#f2b600"), ink=BLACK, tint=HexColor("#fff6d6")),
    Theme(fill=HexColor("#0b5cad"), ink=WHITE, tint=HexColor("#e8f1fa")),
    Theme(fill=HexColor("#0a7a4b"), ink=WHITE, tint=HexColor("#e6f4ed")),
    Theme(fill=HexColor("#c0142b"), ink=WHITE, tint=HexColor("#fdeaec")),
)
"""Of the sections in turn: the colours of warning, instruction, safe way and danger on safety signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    section: Section
    theme: Theme
    boxes: tuple[Box, ...]
    part: str  # empty, or （1/2） where one page does not hold it


def posters(job: PrintJob, styles: Styles) -> bytes:
    """One page for each section after the first; a section that is too long even in small type goes on on another.

    ValueError without a revision: an empty one is printed as a blank sheet.
    """
    revision = job.revision
    if revision is None:
        raise ValueError("posters are printed from a revision")
    stream = BytesIO()
    canvas = make_canvas(
        stream,
        styles,
        paper=PORTRAIT,
        title=job.form.title,
        author=job.facility,
        subject=revision.serial,
        printed_at=job.printed_at,
        has_margin=False,
    )
    for sheet in _sheets(job, styles):
        _Drawer(canvas, job, styles, revision, sheet).draw()
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _sheets(job: PrintJob, styles: Styles) -> Iterator[_Sheet]:
    room = PORTRAIT.height - 2 * EDGE - BAND - HEAD - FOOT - INSIDE
    for number, section in enumerate(job.form.sections[1:]):
        theme = THEMES[number % len(THEMES)]
        parts = parts_of(section, job)
        if not parts:
            continue
        pages = fitting(parts, theme, styles, width=PORTRAIT.width - 2 * EDGE - 2 * INSIDE, height=room)
        for index, boxes in enumerate(pages, 1):
            part = f"（{index}/{len(pages)}）" if len(pages) > 1 else ""
            yield _Sheet(section=section, theme=theme, boxes=boxes, part=part)


class _Drawer:
    """One page while it is drawn; y runs upwards, as on the canvas."""

    def __init__(
        self, canvas: Canvas, job: PrintJob, styles: Styles, revision: Revision, sheet: _Sheet
    ) -> None:
        self.canvas = canvas
        self.job = job
        self.styles = styles
        self.revision = revision
        self.sheet = sheet
        self.left = EDGE + INSIDE
        self.right = PORTRAIT.width - EDGE - INSIDE

    def draw(self) -> None:
        top = PORTRAIT.height - EDGE
        self._frame(top)
        self._band(top)
        self._head(top - BAND)
        self._content(top - BAND - HEAD)
        self._foot()

    def _frame(self, top: float) -> None:
        self.canvas.setStrokeColor(self.sheet.theme.fill)
        self.canvas.setLineWidth(FRAME)
        self.canvas.rect(EDGE, EDGE, PORTRAIT.width - 2 * EDGE, top - EDGE, stroke=1, fill=0)
        self.canvas.setFillColor(self.sheet.theme.fill)
        self.canvas.rect(EDGE, top - BAND, PORTRAIT.width - 2 * EDGE, BAND, stroke=0, fill=1)

    def _band(self, top: float) -> None:
        self._text(self.job.facility, 13, top - 9 * MM, self.sheet.theme.ink, Align.CENTRE)
        title = self.sheet.section.title + self.sheet.part
        self._text(title, 46, top - 27 * MM, self.sheet.theme.ink, Align.CENTRE)

    def _head(self, top: float) -> None:
        first, *others = self._head_texts()
        half = (self.left + self.right) / 2 + 10 * MM
        self._text(first, 25, top - 11.5 * MM, BLACK, Align.LEFT, right=half)
        self._text("　".join(others), 12, top - 11 * MM, BLACK, Align.RIGHT, left=half + GAP)
        self.canvas.setStrokeColor(self.sheet.theme.fill)
        self.canvas.setLineWidth(1.2)
        y = top - HEAD + 1.5 * MM
        self.canvas.line(self.left, y, self.right, y)

    def _head_texts(self) -> list[str]:
        fields = [self.job.form.field(name) for name in self.job.form.printing.head]
        shown = [field for field in fields if field.type is not FieldType.PERSON]
        texts = [value_text(field, self.job.standing.get(field.name), self.job.names) for field in shown]
        return texts or [self.job.form.title]

    def _content(self, top: float) -> None:
        """From the top; what is left over goes evenly to the boxes that grow, up to a measure."""
        boxes = self.sheet.boxes
        y = top - INSIDE / 2
        spare = y - (EDGE + FOOT) - sum(box.height for box in boxes)
        growing = sum(box.grows for box in boxes)
        more = min(max(spare, 0.0) / growing, SPREAD) if growing else 0.0
        for box in boxes:
            height = box.height + (more if box.grows else 0.0)
            box.draw(self.canvas, self.left, y, height)
            y -= height

    def _foot(self) -> None:
        size = 15 * MM
        self.canvas.setFillColor(BLACK)
        draw_qr(self.canvas, code_of(self.job), self.right - size, EDGE + 1 * MM, size)
        right = self.right - size - 2 * MM
        code = f"{self.job.form.title}　编号 {self.revision.serial}　校验 {check_code(self.job.digest)}"
        if self.job.print_no > 1:
            code += f"　第 {self.job.print_no} 次打印"
        self._text(self._approved(), 11, EDGE + 9.5 * MM, BLACK, Align.LEFT, right=right)
        self._text(code, 8, EDGE + 4.5 * MM, BLACK, Align.LEFT, right=right)

    def _approved(self) -> str:
        """Who approved it, or room for that signature; and that it no longer holds, if it is void or replaced."""
        if self.revision.void:
            return f"已作废：{self.revision.reason}"
        if self.job.replaced_by:
            return f"旧版：已由第 {self.job.replaced_by} 版代替，不再作数，请换上新的"
        parts = []
        for signer in self.job.form.signers:
            done = [one for one in acts(self.job, self.revision, signer) if one.refused is None]
            who = f"{done[-1].name} {short_moment(done[-1].moment)[:10]}" if done else "＿＿＿＿＿＿"
            parts.append(f"{signer.title}：{who}")
        return "　　".join(parts)

    def _text(
        self,
        text: str,
        size: float,
        baseline: float,
        colour: Color,
        align: Align,
        *,
        left: float | None = None,
        right: float | None = None,
    ) -> None:
        start, end = self.left if left is None else left, self.right if right is None else right
        style = Style(face=self.styles.title.face, size=size, leading=size, align=align)
        self.canvas.setFillColor(colour)
        draw_line(
            self.canvas, text, fitted(style, text, end - start), left=start, right=end, baseline=baseline
        )
