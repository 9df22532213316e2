"""The marks √ × / and the QR code, drawn as vectors so that no font decides how they look."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from forms.printing.mark import Mark
from forms.printing.paper import MARK

_MASK = 2  # columns in threes
_QUIET = 4  # light modules around a QR code


_STROKES: dict[Mark, tuple[tuple[tuple[float, float], ...], ...]] = {
    Mark.TICK: (((-0.52, -0.02), (-0.16, -0.40), (0.52, 0.42)),),
    Mark.CROSS: (((-0.40, -0.40), (0.40, 0.40)), ((-0.40, 0.40), (0.40, -0.40))),
    Mark.SLASH: (((-0.34, -0.44), (0.34, 0.44)),),
}


def draw_marks(canvas: Canvas, marks: list[tuple[Mark, float, float, float]]) -> None:
    """Draws (mark, centre x, centre y, size) in one path of 1.3 pt."""
    if not marks:
        return
    canvas.saveState()
    canvas.setLineWidth(MARK)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    for mark, x, y, size in marks:
        for stroke in _STROKES[mark]:
            path.moveTo(x + stroke[0][0] * size, y + stroke[0][1] * size)
            for dx, dy in stroke[1:]:
                path.lineTo(x + dx * size, y + dy * size)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The dark modules of a QR code at error correction M, without the quiet zone.

    One mask for all: trying the eight takes as long as the rest of the page, and readers take any.
    """
    # Imported here: its package brings all of reportlab's graphics, 70 ms that the start need not wait for.
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel  # noqa: PLC0415

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.version = code.calculate_version()  # type: ignore[no-untyped-call]
    code.makeImpl(test=False, maskPattern=_MASK)
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)


def draw_qr(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    """Draws the code with its quiet zone into the square whose lower left corner is (x, y)."""
    rows = qr_modules(text)
    module = size / (len(rows) + 2 * _QUIET)
    path: PDFPathObject = canvas.beginPath()
    for number, row in enumerate(rows):
        bottom = y + size - (number + 1 + _QUIET) * module
        start: int | None = None
        for column, dark in enumerate((*row, False)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(x + (start + _QUIET) * module, bottom, (column - start) * module, module)
                start = None
    canvas.drawPath(path, stroke=0, fill=1)
