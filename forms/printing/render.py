"""A form and a revision of it as A4 paper: the one entrance of printing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path as FilePath
from typing import Literal

from forms.definition import Form, FormKind
from forms.json_value import Json
from forms.printing.band import Band, tightened
from forms.printing.case_sheet import case_paper
from forms.printing.codes import code_of
from forms.printing.figure import Figure
from forms.printing.fishbone import fishbone
from forms.printing.fonts import FOLDER, load_fonts
from forms.printing.furniture import record_furniture
from forms.printing.hand_room import BARE, GENEROUS, LEAST, SPARING, USUAL
from forms.printing.job import AnonymousReport, Layout, Names, Path, PrintJob, StepSheet
from forms.printing.ledger import ledger_document
from forms.printing.notes import make_notes, sheet_notes
from forms.printing.paging import cuts, paginate
from forms.printing.paper import Paper
from forms.printing.photos import figures_of, photo_bands
from forms.printing.poster import posters
from forms.printing.sheet import SheetBody, paper_for
from forms.printing.signing import signature_bands
from forms.printing.styles import Styles, denser, make_styles
from forms.printing.unknown_glyphs import unknown_note
from forms.printing.writer import Document, write
from forms.revision import Revision, Signature

FEW_PAGES = 4  # become one less if slightly lower rows allow it
TIGHTER = (0.94, 0.88)  # of the usual row height: down to 5.7 mm
HIGHER = 1.3
TIGHTER_BY_HAND = 0.98  # down to 8 mm
LOWER_HEADS = (0.88, 0.76)  # of a blank paper, where nobody writes


def render(
    form: Form,
    revision: Revision | AnonymousReport | None,
    *,
    layout: Layout | Literal["sheet", "ledger", "blank", "case", "poster"],
    facility: str,
    names: Names,
    printed_at: datetime,
    printed_by: str | None = None,
    signatures: Sequence[Signature] = (),
    images: Mapping[str, bytes] | None = None,
    revisions: Sequence[Revision] = (),
    version_no: int = 1,
    print_no: int = 1,
    hazards: Mapping[Path, str] | None = None,
    private: Mapping[str, Json] | None = None,
    subject: Sequence[tuple[str, str]] = (),
    places: Sequence[str] = (),
    steps: Sequence[StepSheet] = (),
    fonts: FilePath = FOLDER,
) -> bytes:
    """PDF bytes, the same for the same facts.

    ``sheet`` prints ``revision``; ``case`` prints it with its ``steps``, or both empty; ``ledger`` prints ``revisions``, a row each; ``blank`` prints neither, for the
    hand, with ``places`` on a round sheet if given. ``hazards`` names the hazard that a finding became, by the
    item's path, in a ledger led by the record's id. ``subject`` is printed first, label and text: what a step is
    about, such as 隐患编号 and 问题描述. ``poster`` prints ``revision`` as pages to hang up. ``private`` holds the identifying answers, if the reader may
    see them. An anonymous report takes no ``printed_by`` and no signatures: what is passed is not printed.
    """
    layout = Layout(layout)
    job = PrintJob(
        form=form,
        record=revision if layout not in (Layout.LEDGER, Layout.BLANK) else None,
        facility=facility,
        names=names,
        printed_at=printed_at,
        printed_by=None if isinstance(revision, AnonymousReport) else printed_by,
        revisions=tuple(revisions),
        signatures=tuple(signatures),
        images=images or {},
        hazards=hazards or {},
        private=private or {},
        version_no=version_no,
        print_no=print_no,
        subject=tuple(subject),
        places=tuple(places),
        steps=tuple(steps),
    )
    return render_job(job, layout, fonts=fonts)


def render_job(job: PrintJob, layout: Layout, *, fonts: FilePath = FOLDER) -> bytes:
    """PDF bytes of what the job holds."""
    styles = make_styles(load_fonts(fonts))
    if layout is Layout.POSTER:
        return posters(job, styles)
    if layout is Layout.FISHBONE:
        return fishbone(job, styles)
    return write(document_of(job, layout, styles), styles)


def document_of(job: PrintJob, layout: Layout, styles: Styles) -> Document:
    """The laid out pages, for whoever binds several papers into one; a poster has none of this kind."""
    match layout:
        case Layout.LEDGER:
            return ledger_document(job, styles)
        case Layout.BLANK if job.form.kind is FormKind.LOG:
            return ledger_document(replace(job, revisions=()), styles)
        case Layout.SHEET if job.record is None:
            raise ValueError("a sheet is printed from a revision; for an empty one ask for the layout blank")
        case Layout.CASE:
            return _case(job, styles)
        case _:
            return _sheet(job, styles)


def _case(job: PrintJob, styles: Styles) -> Document:
    paper = paper_for(job)
    whole = case_paper(job, styles, paper)
    told = [*whole.told, *sheet_notes(job, whole.items)]
    by_hand = job.is_blank and not job.form.printing.columns
    fewer = () if by_hand else (tightened(whole.bands, factor) for factor in TIGHTER)
    return _document(
        job, styles, paper, whole.bands, (whole.tail, told), tighter=fewer, figures=whole.figures
    )


def _sheet(job: PrintJob, styles: Styles) -> Document:
    paper = paper_for(job)
    job = replace(job, figures=figures_of(job))
    body = SheetBody(job, styles, paper)
    usual = body.bands()
    signatures = signature_bands(job, styles, paper.inner_width)
    told = sheet_notes(job, body.items)
    if not job.is_blank:
        tighter = _tighter(job, styles, paper, usual)
        return _document(job, styles, paper, usual, (signatures, told), tighter=tighter, figures=job.figures)
    tighter = _tighter_by_hand(job, styles, paper, usual)
    roomier = _roomier(job, styles, paper)
    return _document(job, styles, paper, usual, (signatures, told), tighter=tighter, roomier=roomier)


def _roomier(job: PrintJob, styles: Styles, paper: Paper) -> Iterator[list[Band]]:
    """The blank sheet with more room to write in; the first one in higher rows too."""
    for number, hand in enumerate(GENEROUS):
        bands = SheetBody(job, styles, paper, hand=hand).bands()
        if number == 0:
            yield tightened(bands, HIGHER)
        yield bands


def _tighter(job: PrintJob, styles: Styles, paper: Paper, usual: list[Band]) -> Iterator[list[Band]]:
    """The filled sheet in lower rows, then in smaller letters too."""
    yield from (tightened(usual, factor) for factor in TIGHTER)
    dense = SheetBody(job, denser(styles), paper).bands()
    yield from (tightened(dense, factor) for factor in (1.0, *TIGHTER))


def _tighter_by_hand(job: PrintJob, styles: Styles, paper: Paper, usual: list[Band]) -> Iterator[list[Band]]:
    """The blank sheet with less room to write in, but rows that a hand can still fill."""
    yield tightened(usual, TIGHTER_BY_HAND)
    for chosen in (styles, denser(styles)):
        sparing = SheetBody(job, chosen, paper, hand=SPARING).bands()
        yield sparing
        yield tightened(sparing, TIGHTER_BY_HAND)
    for hand in (LEAST, BARE):
        least = SheetBody(job, denser(styles), paper, hand=hand).bands()
        yield from (tightened(least, TIGHTER_BY_HAND, heads=heads) for heads in LOWER_HEADS)
    for hand in (*GENEROUS, USUAL, SPARING, LEAST):
        yield SheetBody(job, styles, paper, hand=hand, beside=True).bands()


def _document(
    job: PrintJob,
    styles: Styles,
    paper: Paper,
    usual: list[Band],
    below: tuple[list[Band], list[str]],
    *,
    tighter: Iterable[list[Band]],
    roomier: Iterable[list[Band]] = (),
    figures: Sequence[Figure] = (),
) -> Document:
    """The first of ``tighter`` bodies that takes a page less, else the first of ``roomier`` ones that takes none more
    and parts no table more.

    ``below`` are the signatures and what the notes tell; the photos stand above them where that takes
    no page more, else on pages of their own at the end.
    """
    signatures, told = below
    furniture = record_furniture(job, styles, paper.inner_width)
    told = [*told, *unknown_note(job, styles.body.face)]
    notes = make_notes(told, code_of(job), styles, paper.inner_width)
    room = {
        "first": paper.inner_height - furniture.height,
        "later": paper.inner_height - furniture.later_height,
        "notes": notes.height,
    }

    def paged(bands: list[Band]) -> list[list[Band]]:
        return paginate(bands, signatures, **room)

    body = _chosen(usual, paged, tighter, roomier)
    pages, annex = paged(body), []
    if figures:
        grids = [photo_bands(figures, styles, paper.inner_width, wide=wide) for wide in (True, False)]
        lower = (tightened(body, factor) for factor in TIGHTER)
        with_photos = (
            paged([*bands, *grid])
            for bands, grid in (*((body, grid) for grid in grids), *((one, grids[1]) for one in lower))
        )
        together = next((found for found in with_photos if len(found) == len(pages)), None)
        if together is None:
            annex = paginate(grids[0], (), first=room["later"], later=room["later"], notes=0)
        pages = together or pages
    return Document(
        paper=paper,
        pages=[*pages, *annex],
        annex=len(annex),
        furniture=furniture,
        notes=notes,
        author=job.facility,
        printed_at=None if job.is_anonymous else job.printed_at,
    )


def _chosen(
    usual: list[Band],
    paged: Callable[[list[Band]], list[list[Band]]],
    tighter: Iterable[list[Band]],
    roomier: Iterable[list[Band]],
) -> list[Band]:
    pages = paged(usual)
    wanted = len(pages)
    if wanted > FEW_PAGES:
        return usual
    if wanted > 1:
        less = next((bands for bands in tighter if len(paged(bands)) < wanted), None)
        if less is not None:
            return less
    most = cuts(pages)
    return next((bands for bands in roomier if _fits(paged(bands), wanted, most)), usual)


def _fits(pages: Sequence[Sequence[Band]], wanted: int, most: int) -> bool:
    """Whether so many pages hold it, and no more of its tables go on on the next one."""
    return len(pages) == wanted and cuts(pages) <= most
