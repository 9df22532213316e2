"""A file that keeps of a finished page its compressed strokes alone, so that a thousand pages fit into memory."""

from __future__ import annotations

from io import BytesIO
from zlib import compress

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from forms.printing.paper import MM, TOP, Paper
from forms.printing.styles import Styles

_FAINT = 0.09  # of black: seen, and nothing under it becomes hard to read


class LeanCanvas(Canvas):
    """reportlab keeps the plain strokes of every page until the file is saved: thirty times of what they need."""

    def __init__(
        self, stream: BytesIO, styles: Styles, paper: Paper, *, stamp: str = "", has_margin: bool = True
    ) -> None:
        """``stamp`` is put across every page, and in a box at its head where nothing else stands."""
        super().__init__(
            stream,
            pagesize=(paper.width, paper.height),
            initialFontName=styles.body.face.name,  # type: ignore[arg-type]  # the stub says float
            initialFontSize=styles.body.size,
            pageCompression=1,
            invariant=1,
        )
        self._stamp, self._styles, self._has_margin = stamp, styles, has_margin

    def _draw_stamp(self) -> None:
        """In a box in the upper margin, and large and faint from corner to corner."""
        whole, high = vars(self)["_pagesize"]  # of this page; an attribute that the stubs forget
        face, across, down = self._styles.title.face, whole / 2, high / 2
        self.saveState()
        if self._has_margin:
            wide, top = face.width(self._stamp, 12) + 8 * MM, high - TOP / 2
            self.setLineWidth(1)
            self.rect(across - wide / 2, top - 4 * MM, wide, 7.5 * MM)
            self.setFont(face.name, 12)
            self.drawCentredString(across, top - 1.5 * MM, self._stamp)
        self.translate(across, down)
        self.rotate(50)
        self.setFillAlpha(_FAINT)
        self.setFont(face.name, 64)
        self.drawCentredString(0, -20, self._stamp)
        self.restoreState()

    def showPage(self) -> None:  # noqa: N802  reportlab's name
        if self._stamp:
            self._draw_stamp()
        document: pdfdoc.PDFDocument = vars(self)["_doc"]  # an attribute that the stubs forget
        name = document.thisPageName()
        super().showPage()
        page = document.idToObject[name]
        assert isinstance(page, pdfdoc.PDFPage)
        strokes = compress(page.stream.encode("latin-1"))
        kept = pdfdoc.PDFStream(
            pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode")}), strokes, filters=[]
        )
        page.stream, page.Contents = None, kept
