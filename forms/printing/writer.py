"""Draws laid out pages into a PDF file with reportlab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from forms.clock import local
from forms.printing.band import CAPTION_LEADING, PICTURE_HEIGHT, Band, Cell, Group, Picture, SignatureBox
from forms.printing.checks import BULK
from forms.printing.codes import on_page
from forms.printing.drawing import Drawing
from forms.printing.figure import Figure
from forms.printing.furniture import STATUS_HEIGHT, SUBHEAD_HEIGHT, TITLE_HEIGHT, Furniture, Status
from forms.printing.lean_canvas import LeanCanvas
from forms.printing.mark import Mark
from forms.printing.notes import QR_SIZE, Notes
from forms.printing.paper import (
    FOOTER,
    HEAD,
    INNER,
    LEFT,
    LINE_PAD,
    MM,
    OUTER,
    PAD,
    SHADE,
    SIGNATURE_ROW,
    TOP,
    Paper,
)
from forms.printing.strokes import draw_marks, draw_qr
from forms.printing.styles import Styles
from forms.printing.text import Align, Style
from forms.show_hospital import ON_PAPER, is_for_show

CORNER_SIZE = 18 * MM  # of the code on every page but the last
_SIGNATURE = (30 * MM, 12 * MM)  # the largest drawn signature
_MARK_SIZE = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Pages of bands with what surrounds them."""

    paper: Paper
    pages: Sequence[Sequence[Band]]
    furniture: Furniture
    notes: Notes
    author: str
    printed_at: datetime | None  # None keeps the hour out of the file's properties
    annex: int = 0  # pages behind the one with the notes


def write(document: Document, styles: Styles) -> bytes:
    """The PDF; the same document always gives the same bytes."""
    stream = BytesIO()
    canvas = make_canvas(
        stream,
        styles,
        paper=document.paper,
        title=document.furniture.title,
        author=document.author,
        subject=document.furniture.subject,
        printed_at=document.printed_at,
    )
    for number, bands in enumerate(document.pages, 1):
        _Page(canvas, document, styles, number).draw(bands)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def draw_page(canvas: Canvas, document: Document, styles: Styles, number: int) -> None:
    """One page of the document on the canvas as it is, numbered from 1."""
    _Page(canvas, document, styles, number).draw(document.pages[number - 1])


def make_canvas(
    stream: BytesIO,
    styles: Styles,
    *,
    paper: Paper,
    title: str,
    author: str,
    subject: str = "",
    printed_at: datetime | None,
    has_margin: bool = True,
) -> Canvas:
    """An empty file whose properties come from the facts given and from no clock. ``author`` is the hospital."""
    face = styles.body.face
    stamp = ON_PAPER if is_for_show(author) else ""
    canvas = LeanCanvas(stream, styles, paper, stamp=stamp, has_margin=has_margin)
    canvas.setTitle(face.printable(title))
    canvas.setAuthor(face.printable(author))
    canvas.setSubject(face.printable(subject))
    canvas.setCreator("医安")
    if printed_at is not None:
        date = f"D:{local(printed_at):%Y%m%d%H%M%S}+08'00'"
        canvas.setDateFormatter(lambda *_: date)
    return canvas


def draw_line(canvas: Canvas, text: str, style: Style, *, left: float, right: float, baseline: float) -> None:
    """One line of text on ``baseline``, with the face that has each character."""
    face, size = style.face, style.size
    text = face.printable(text)
    if style.align is not Align.LEFT:
        spare = right - left - face.width(text, size)
        left += spare if style.align is Align.RIGHT else spare / 2
    for run, piece in face.runs(text):
        canvas.setFont(run.name, size)
        canvas.drawString(left, baseline, piece)
        left += run.width(piece, size)


def fitted(style: Style, text: str, width: float) -> Style:
    """The style, smaller if the line would not fit the width otherwise."""
    needed = style.face.width(style.face.printable(text), style.size)
    return style if needed <= width else replace(style, size=style.size * width / needed)


class _Page:
    """One page while it is drawn; y runs downwards from the upper edge until it is put on the canvas."""

    def __init__(self, canvas: Canvas, document: Document, styles: Styles, number: int) -> None:
        self.canvas = canvas
        self.document = document
        self.styles = styles
        self.number = number
        self.width = document.paper.inner_width
        rows = [band.row for band in document.pages[number - 1] if band.row]
        self.code = on_page(document.notes.code, number, len(document.pages), rows=rows)
        self.marks: list[tuple[Mark, float, float, float]] = []
        self.rules: dict[float, list[tuple[float, float, float, float]]] = {}
        self.uprights: dict[float, tuple[float, float]] = {}  # x → y from, y to of a rule still growing

    def draw(self, bands: Sequence[Band]) -> None:
        y = self._furniture()
        top = y
        self._shades(bands, y)
        y = self._table(bands, y)
        for x in list(self.uprights):
            self._end_upright(x)
        self._draw_rules()
        draw_marks(self.canvas, self.marks)
        self.canvas.setLineWidth(OUTER)
        self.canvas.setLineJoin(0)
        self.canvas.rect(LEFT, self._up(y), self.width, y - top, stroke=1, fill=0)
        if self.number == len(self.document.pages) - self.document.annex:
            self._notes(y)
        elif self.code:
            self._corner_code()
        self._footer()

    # -- around the table

    def _furniture(self) -> float:
        furniture = self.document.furniture
        first = self.number == 1
        title = furniture.title + ("" if first else "（续表）")
        y = TOP
        right = LEFT + self.width
        self._line(title, fitted(self.styles.title, title, self.width), LEFT, right, y + TITLE_HEIGHT * 0.36)
        y += TITLE_HEIGHT
        middle = y + SUBHEAD_HEIGHT * 0.42
        together = "　".join(part for part in (furniture.left, furniture.middle, furniture.right) if part)
        style = fitted(self.styles.body, together, self.width)
        self._line(furniture.left, style, LEFT, right, middle)
        self._line(furniture.middle, style, LEFT, right, middle, Align.CENTRE)
        self._line(furniture.right, style, LEFT, right, middle, Align.RIGHT)
        y += SUBHEAD_HEIGHT
        for status in furniture.status if first else ():
            self._status(status, y)
            y += status.height
        return y

    def _status(self, status: Status, y: float) -> None:
        middle = y + STATUS_HEIGHT * 0.42
        label, style = self.styles.heading, self.styles.small
        self.canvas.setLineWidth(OUTER)
        self.canvas.rect(LEFT, self._up(middle + 7), status.box, 14, stroke=1, fill=0)
        self._line(status.word, label, LEFT, LEFT + status.box, middle, Align.CENTRE)
        for index, text in enumerate(status.lines):
            left = LEFT + status.box + PAD
            self._line(text, style, left, LEFT + self.width, middle + index * style.leading)

    def _footer(self) -> None:
        furniture = self.document.furniture
        y = self.document.paper.height - FOOTER
        style = self.styles.footer
        right = LEFT + self.width
        self._line(furniture.footer_left, style, LEFT, right, y)
        pages = f"第 {self.number} 页　共 {len(self.document.pages)} 页"
        taken = style.face.width(furniture.footer_left, style.size) + 12
        middle = (self.width - style.face.width(pages, style.size)) / 2
        self._line(pages, style, LEFT + max(taken, middle), right, y)
        self._line(furniture.footer_right, style, LEFT, right, y, Align.RIGHT)

    def _notes(self, y: float) -> None:
        notes = self.document.notes
        y += notes.gap
        draw_qr(self.canvas, self.code, LEFT, self._up(y + QR_SIZE), QR_SIZE)
        left = LEFT + QR_SIZE + notes.gap
        spare = max(0.0, QR_SIZE - len(notes.lines) * notes.leading) / 2
        for index, text in enumerate(notes.lines):
            middle = y + spare + (index + 0.5) * notes.leading
            self._line(text, self.styles.note, left, LEFT + self.width, middle)

    def _corner_code(self) -> None:
        """In the upper margin of a page that is not the last, so that every scanned page says what it is."""
        right = LEFT + self.width
        draw_qr(self.canvas, self.code, right - CORNER_SIZE, self._up(TOP + 1 * MM), CORNER_SIZE)

    # -- the table

    def _shades(self, bands: Sequence[Band], y: float) -> None:
        self.canvas.setFillGray(SHADE)
        for band in bands:
            for cell in band.cells:
                if cell.shaded:
                    self.canvas.rect(
                        LEFT + cell.left, self._up(y + band.height), cell.right - cell.left, band.height, 0, 1
                    )
            y += band.height
        self.canvas.setFillGray(0)

    def _table(self, bands: Sequence[Band], y: float) -> float:
        group_top = y
        for index, band in enumerate(bands):
            below = bands[index + 1] if index + 1 < len(bands) else None
            bottom = y + band.height
            self._band(band, y)
            if band.group is not None and (below is None or below.group is not band.group):
                self._group(band.group, group_top, bottom)
            if below is None or below.group is not band.group:
                group_top = bottom
            if below is not None and band.rule:
                same = band.group is not None and below.group is band.group
                start = band.group.right if same and band.group else 0.0
                self.rules.setdefault(band.rule, []).append((LEFT + start, bottom, LEFT + self.width, bottom))
            y = bottom
        return y

    def _band(self, band: Band, y: float) -> None:
        edges = {cell.left for cell in band.cells if cell.left > 0}
        edges |= {box.left for box in band.signatures if box.left > 0}
        if band.group is not None:
            edges.add(band.group.right)
        for x in [x for x in self.uprights if x not in edges]:
            self._end_upright(x)
        for x in edges:
            start, _ = self.uprights.get(x, (y, y))
            self.uprights[x] = (start, y + band.height)
        for cell in band.cells:
            self._cell(cell, y, band.height)
        for box in band.signatures:
            self._signature(box, y)

    def _cell(self, cell: Cell, y: float, height: float) -> None:
        left, right = LEFT + cell.left, LEFT + cell.right
        middle = y + height / 2
        if cell.mark is not None:
            self.marks.append((cell.mark, (left + right) / 2, self._up(middle), _MARK_SIZE))
            if cell.starred:
                self._line(BULK, self.styles.system, left, right - 1, y + 6, Align.RIGHT)
        if cell.drawing is not None:
            self._drawing(cell.drawing, left, y)
        inner = cell.text_height + cell.picture_height + len(cell.caption) * CAPTION_LEADING
        top = middle - inner / 2
        if cell.photo is not None:  # stands above its text
            self._photo(cell.photo, left + cell.pad, right - cell.pad, top, cell.photo_height)
            top += cell.picture_height
        for index, text in enumerate(cell.lines):
            self._line(
                text, cell.style, left + cell.pad, right - cell.pad, top + (index + 0.5) * cell.style.leading
            )
        top += cell.text_height
        self._pictures(cell.pictures, left + cell.pad, right - cell.pad, top + PICTURE_HEIGHT, PICTURE_HEIGHT)
        top += cell.picture_height
        for index, text in enumerate(cell.caption):
            self._line(
                text,
                self.styles.system,
                left + 1,
                right - 1,
                top + (index + 0.5) * CAPTION_LEADING,
                Align.CENTRE,
            )

    def _drawing(self, drawing: Drawing, left: float, top: float) -> None:
        self.canvas.saveState()
        for box in drawing.boxes:
            self.canvas.setFillGray(box.grey)
            self.canvas.setLineWidth(box.weight)
            bottom = self._up(top + box.top + box.height)
            self.canvas.rect(
                left + box.left, bottom, box.width, box.height, stroke=int(box.weight > 0), fill=1
            )
        for stroke in drawing.strokes:
            (x1, y1), (x2, y2) = stroke.start, stroke.end
            self.canvas.setLineWidth(stroke.weight)
            self.canvas.setDash(list(stroke.dash))
            self.canvas.line(left + x1, self._up(top + y1), left + x2, self._up(top + y2))
        self.canvas.setDash([])
        self.canvas.setLineWidth(HEAD)
        for dot in drawing.dots:
            self.canvas.setFillGray(0 if dot.is_filled else 1)
            self.canvas.circle(left + dot.x, self._up(top + dot.y), dot.radius, stroke=1, fill=1)
        self.canvas.restoreState()
        for words in drawing.words:
            style = fitted(words.style, words.text, words.right - words.left)
            self._line(words.text, style, left + words.left, left + words.right, top + words.middle)

    def _group(self, group: Group, top: float, bottom: float) -> None:
        lines = group.lines[: max(1, int((bottom - top - LINE_PAD) // group.style.leading))]
        first = (top + bottom) / 2 - (len(lines) - 1) * group.style.leading / 2
        for index, text in enumerate(lines):
            self._line(text, group.style, LEFT, LEFT + group.right, first + index * group.style.leading)

    def _signature(self, box: SignatureBox, y: float) -> None:
        style = self.styles.heading
        left, right = LEFT + box.left + PAD, LEFT + box.right - PAD
        base = y + 10.8 * MM  # 10 mm stay clear above
        title = box.title.split("\n")
        for above, text in enumerate(reversed(title)):
            self._line(text, style, left, right, base - style.size * 0.36 - above * style.leading)
        start = left + max(style.face.width(text, style.size) for text in title)
        self.rules.setdefault(INNER, []).append((start, base + 1.5, right, base + 1.5))
        widest = max(right - start - 2, 1.0)
        self._pictures(
            box.pictures, start + 1, start + 1 + widest, base + 1, min(_SIGNATURE[1], base - y - 2)
        )
        below = y + SIGNATURE_ROW - 3.2 * MM
        self._line("年　 月　 日", self.styles.small, left, right, below, Align.RIGHT)
        for index, text in enumerate(box.system):
            self._line(text, self.styles.system, left, right, below + 1 + index * self.styles.system.leading)

    def _pictures(
        self, pictures: Sequence[Picture], left: float, right: float, bottom: float, height: float
    ) -> None:
        """Drawn signatures side by side, standing on ``bottom``, centred between left and right."""
        if not pictures:
            return
        room = min(_SIGNATURE[0], (right - left) / len(pictures) - 2)
        sized = [(picture, min(room / picture.width, height / picture.height)) for picture in pictures]
        x = (left + right - sum(picture.width * scale + 2 for picture, scale in sized)) / 2
        for picture, scale in sized:
            width = picture.width * scale
            self.canvas.drawImage(
                ImageReader(BytesIO(picture.png)), x, self._up(bottom), width, picture.height * scale
            )
            x += width + 2

    def _photo(self, figure: Figure, left: float, right: float, top: float, height: float) -> None:
        scale = min((right - left) / figure.width, height / figure.height)
        width, high = figure.width * scale, figure.height * scale
        x, y = (left + right - width) / 2, self._up(top + (height + high) / 2)
        self.canvas.drawImage(ImageReader(BytesIO(figure.jpeg)), x, y, width, high)

    # -- strokes and letters

    def _up(self, y: float) -> float:
        return self.document.paper.height - y

    def _end_upright(self, x: float) -> None:
        start, end = self.uprights.pop(x)
        self.rules.setdefault(INNER, []).append((LEFT + x, start, LEFT + x, end))

    def _draw_rules(self) -> None:
        for weight, lines in self.rules.items():
            self.canvas.setLineWidth(weight)
            self.canvas.lines([(x0, self._up(y0), x1, self._up(y1)) for x0, y0, x1, y1 in lines])

    def _line(
        self, text: str, style: Style, left: float, right: float, middle: float, align: Align | None = None
    ) -> None:
        """One line of text whose letters are centred on ``middle``."""
        if not text:
            return
        shown = style if align is None else replace(style, align=align)
        baseline = self._up(middle + style.size * 0.37)
        draw_line(self.canvas, text, shown, left=left, right=right, baseline=baseline)
