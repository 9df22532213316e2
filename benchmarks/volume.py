"""A bound volume of 30, 300 and 3,000 pages: the memory it takes, beside bare reportlab with the same strings.

Run as a program it binds one of them: ``python -m benchmarks.volume bound|bare PAGES``.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from benchmarks.a4_page import Names, words_of
from benchmarks.hospital import PATROL, SAFETY_OFFICER, answers_for, found_hospital, seal_as
from benchmarks.machine import conditions
from benchmarks.measuring import median_of
from benchmarks.options import Options
from benchmarks.result import Limit, Plain, Result
from forms.clock import SystemClock
from forms.printing.binding import bind, bound
from forms.printing.fonts import load_fonts
from forms.printing.job import Layout, PrintJob
from forms.printing.render import document_of, render_job
from forms.printing.styles import make_styles
from forms.revision import read_revision
from models.queries.names import read_names
from models.tables.sealed import SealedObject

PAGES = (30, 300, 3000)
PLACES = 12
FEW, MANY = 300, 3000


def measure(options: Options) -> Result:
    taken = {
        (kind, pages): _median_of(kind, pages, runs=options.runs if pages == PAGES[0] else 1)
        for pages in PAGES
        for kind in ("bound", "bare")
    }
    details: dict[str, Plain] = {
        f"{kind} {pages} pages": {
            "peak_mb": round(one["peak_mb"], 1),
            "more_than_30_mb": round(one["peak_mb"] - taken[kind, 30]["peak_mb"], 1),
            "ms_a_page": round(one["seconds"] * 1000 / pages, 2),
            "file_kb_a_page": round(one["bytes"] / 1024 / pages, 2),
        }
        for (kind, pages), one in taken.items()
    }
    peak = {key: one["peak_mb"] for key, one in taken.items()}
    return Result(
        name="volume",
        title="一册 300 页",
        value=peak["bound", FEW],
        unit="MB",
        floor=peak["bare", FEW],
        ratios={
            "bare_reportlab": peak["bound", FEW] / peak["bare", FEW],
            "bare_reportlab_3000": peak["bound", MANY] / peak["bare", MANY],
            "3000_pages_to_30": peak["bound", MANY] / peak["bound", 30],
            "time_to_bare_reportlab": taken["bound", FEW]["seconds"] / taken["bare", FEW]["seconds"],
        },
        budget={"bare_reportlab": 1.1, "bare_reportlab_3000": 1.1, "3000_pages_to_30": 1.5},
        limits={
            "each further page": Limit(
                value=(peak["bound", MANY] - peak["bound", 30]) * 1024 / (MANY - 30), at_most=24, unit="KB"
            )
        },
        conditions=conditions(),
        details=details,
        notes=(
            "Peak resident memory of a process of its own, its libraries and typefaces included.",
            "The volume lays every paper out twice: once to know its pages, once to draw it.",
            "The floor draws strings only, page after page into one canvas.",
        ),
    )


def _median_of(kind: str, pages: int, *, runs: int) -> dict[str, float]:
    """What one costs that is quick to bind is taken from several runs."""
    told = [_in_a_process(kind, pages) for _ in range(runs)]
    return {name: median_of([one[name] for one in told]) for name in told[0]}


def _in_a_process(kind: str, pages: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.volume", kind, str(pages)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def main(argv: Sequence[str]) -> int:
    kind, pages = argv[0], int(argv[1])
    job = _job()
    start = time.perf_counter()
    pdf = _bound(job, pages) if kind == "bound" else _bare(job, pages)
    told = {
        "seconds": time.perf_counter() - start,
        "bytes": len(pdf),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))
    return 0


def _job() -> PrintJob:
    """A sealed patrol of one page."""
    with (
        tempfile.TemporaryDirectory(prefix="yian-bench-") as folder,
        closing(found_hospital(Path(folder), SystemClock())) as store,
    ):
        form = store.catalog.latest(PATROL)
        sealed = seal_as(store, SAFETY_OFFICER, form, answers_for(store, form, places=PLACES))
        with store.read() as session:
            book = read_names(session)
            revision = read_revision(session.get_one(SealedObject, sealed.rev_id).bytes)
        return PrintJob(
            form=form,
            record=revision,
            facility="示范县第一卫生院",
            names=Names(people=book.people, places=book.places, assets=book.assets),
            printed_at=store.clock.now(),
            printed_by="李某 0107",
        )


def _bound(job: PrintJob, pages: int) -> bytes:
    styles = make_styles(load_fonts())
    papers = [bound(lambda: document_of(job, Layout.SHEET, styles), styles, "一月") for _ in range(pages)]
    made = bind(papers, styles, title="一册", author=job.facility, printed_at=job.printed_at)
    assert made is not None
    return made


def _bare(job: PrintJob, pages: int) -> bytes:
    words, size = words_of(render_job(job, Layout.SHEET))
    fonts = load_fonts()
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=size, pageCompression=1)
    for _ in range(pages):
        for word in words:
            canvas.setFont(fonts.bold.name if word.bold else fonts.body.name, word.size)
            canvas.drawString(word.x, word.y, word.text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
