"""One A4 page of a sealed record, beside bare reportlab that draws the same strings at the same places."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.hospital import PATROL, SAFETY_OFFICER, answers_for, found_hospital, seal_as
from benchmarks.machine import conditions
from benchmarks.measuring import by_turns, median_of, timed
from benchmarks.options import Options
from benchmarks.result import Plain, Result
from forms.clock import SystemClock
from forms.printing.fonts import load_fonts
from forms.printing.render import render
from forms.revision import read_revision
from models.queries.names import NameBook, read_names
from models.store import Store
from models.tables.sealed import SealedObject

PAGES = {"a patrol of 3 places": 3, "a patrol of 12 places": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A string as it stands on the page; position and size in points."""

    text: str
    x: float
    y: float
    size: float
    bold: bool


class Names(NameBook):
    def department(self, department: str) -> str:
        return department


def measure(options: Options) -> Result:
    with (
        tempfile.TemporaryDirectory(prefix="yian-bench-") as folder,
        closing(found_hospital(Path(folder), SystemClock())) as store,
    ):
        printers = {name: _printer(store, places) for name, places in PAGES.items()}
    details: dict[str, Plain] = {}
    taken: dict[str, tuple[float, float]] = {}
    for name, work in printers.items():
        words, size = words_of(work())
        seconds = by_turns(
            {"page": timed(work), "bare": timed(lambda: _bare(words, size))},  # noqa: B023 - used in this turn
            runs=options.runs * 4,
            warm_ups=2,
        )
        page, bare = (median_of(seconds[kind]) * 1000 for kind in ("page", "bare"))
        taken[name] = (page, bare)
        details[name] = {
            "page_ms": round(page, 2),
            "bare_ms": round(bare, 2),
            "strings": len(words),
            "characters": sum(len(word.text) for word in words),
        }
    worst = max(taken, key=lambda name: taken[name][0] / taken[name][1])
    page, bare = taken[worst]
    return Result(
        name="a4_page",
        title="一页 A4",
        value=page,
        unit="ms",
        floor=bare,
        ratios={
            "bare_reportlab": page / bare,
            **{f"bare_reportlab: {name}": page / bare for name, (page, bare) in taken.items()},
        },
        budget={"bare_reportlab": 2.0},
        conditions=conditions(),
        details=details,
        notes=(
            "Typefaces are registered before either begins; both subset and embed them in every file.",
            "The floor draws strings only: no lines, marks or QR code.",
        ),
    )


def _printer(store: Store, places: int) -> Callable[[], bytes]:
    form = store.catalog.latest(PATROL)
    sealed = seal_as(store, SAFETY_OFFICER, form, answers_for(store, form, places=places))
    with store.read() as session:
        book = read_names(session)
        revision = read_revision(session.get_one(SealedObject, sealed.rev_id).bytes)
    names = Names(people=book.people, places=book.places, assets=book.assets)
    printed_at = store.clock.now()

    def work() -> bytes:
        return render(
            form,
            revision,
            layout="sheet",
            facility="示范县第一卫生院",
            names=names,
            printed_at=printed_at,
            printed_by="李某 0107",
        )

    return work


def words_of(pdf: bytes) -> tuple[Sequence[Word], tuple[float, float]]:
    """Every string of the one page, and the size of the page."""
    (page,) = PdfReader(BytesIO(pdf)).pages
    words: list[Word] = []

    def visit(
        text: str, _: object, matrix: Sequence[float], font: dict[str, str] | None, size: float
    ) -> None:
        if text.strip() and font is not None:
            bold = "Sans" in font["/BaseFont"]
            words.append(Word(text=text.strip("\n"), x=matrix[4], y=matrix[5], size=size, bold=bold))

    page.extract_text(visitor_text=visit)
    return words, (float(page.mediabox.width), float(page.mediabox.height))


def _bare(words: Sequence[Word], size: tuple[float, float]) -> bytes:
    fonts = load_fonts()
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=size, pageCompression=1)
    for word in words:
        canvas.setFont(fonts.bold.name if word.bold else fonts.body.name, word.size)
        canvas.drawString(word.x, word.y, word.text)
    canvas.save()
    return stream.getvalue()
