"""A file that keeps of a finished page its compressed strokes alone, so that a thousand pages fit into memory."""

from __future__ import annotations

from io import BytesIO
from zlib import compress

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from forms.printing.paper import Paper
from forms.printing.styles import Styles


class LeanCanvas(Canvas):
    """reportlab keeps the plain strokes of every page until the file is saved: thirty times of what they need."""

    def __init__(self, stream: BytesIO, styles: Styles, paper: Paper) -> None:
        super().__init__(
            stream,
            pagesize=(paper.width, paper.height),
            initialFontName=styles.body.face.name,  # type: ignore[arg-type]  # the stub says float
            initialFontSize=styles.body.size,
            pageCompression=1,
            invariant=1,
        )

    def showPage(self) -> None:  # noqa: N802  reportlab's name
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
