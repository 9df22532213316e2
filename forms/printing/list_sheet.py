"""A list on paper that is no form: one table under a title, with sentences above and signatures below."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from forms.canonical import canonical, digest
from forms.printing.band import Band
from forms.printing.fonts import FOLDER, load_fonts
from forms.printing.furniture import Furniture
from forms.printing.notes import make_notes
from forms.printing.paging import paginate
from forms.printing.paper import LANDSCAPE, PORTRAIT
from forms.printing.report import grid_bands, sentence_bands, signature_row
from forms.printing.styles import Styles, make_styles
from forms.printing.values import short_moment
from forms.printing.writer import Document, write
from forms.report import Grid
from forms.revision import check_code


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSheet:
    """``kind`` names the list in its code; the code's digest is that of everything printed in the table."""

    kind: str
    title: str
    facility: str
    period: str
    grid: Grid
    said: tuple[str, ...] = ()
    empty: str = "没有要列的。"
    notes: tuple[str, ...] = ()
    signers: tuple[str, ...] = field(default=())
    landscape: bool = False

    @property
    def digest(self) -> str:
        rows = [[str(value) for value in row] for row in self.grid.rows]
        return digest(canonical([self.kind, self.title, self.facility, self.period, *self.said, rows]))


def list_pdf(
    sheet: ListSheet, *, printed_at: datetime, printed_by: str | None = None, fonts: Path = FOLDER
) -> bytes:
    """PDF bytes, the same for the same list and moment."""
    styles = make_styles(load_fonts(fonts))
    paper = LANDSCAPE if sheet.landscape else PORTRAIT
    width = paper.inner_width
    furniture = Furniture(
        title=sheet.title,
        left=f"单位：{sheet.facility}",
        right=sheet.period,
        footer_left="　".join([f"打印 {short_moment(printed_at)}", *([printed_by] if printed_by else [])]),
        footer_right=f"校验 {check_code(sheet.digest)}",
        subject=sheet.period,
    )
    notes = make_notes(sheet.notes, f"YIAN:L:{sheet.kind}:{sheet.digest[:32].upper()}", styles, width)
    pages = paginate(
        _body(sheet, styles, width),
        signature_row(sheet.signers, width),
        first=paper.inner_height - furniture.height,
        later=paper.inner_height - furniture.later_height,
        notes=notes.height,
    )
    document = Document(
        paper=paper,
        pages=pages,
        furniture=furniture,
        notes=notes,
        author=sheet.facility,
        printed_at=printed_at,
    )
    return write(document, styles)


def _body(sheet: ListSheet, styles: Styles, width: float) -> list[Band]:
    made: list[Band] = []
    for sentence in sheet.said if sheet.grid.rows else (*sheet.said, sheet.empty):
        made += sentence_bands(sentence, styles.body, width)
    return [*made, *grid_bands(sheet.grid, styles, width)]
