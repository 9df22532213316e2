"""What a scanned page is: of which record, which version, whether it is current, and what filing it will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.printing.codes import PaperCode, PaperKind, typed_digest
from forms.revision import Revision
from models.installation import read_installation
from models.projections.objects import scans_of
from models.projections.scans import missing_pages, own_pages
from models.queries import records
from models.queries.ledger_pages import find_ledger
from models.queries.ledger_rows import rows_of_page
from models.queries.people import PersonView
from models.queries.records import RecordView
from models.tables.projections import RecordRow
from models.tables.sealed import SealedObject


class Standing(StrEnum):
    CURRENT = "current"
    CORRECTED = "corrected"  # corrected since it was printed
    VOID = "void"
    FOREIGN_HOSPITAL = "foreign-hospital"
    NOT_HERE = "not-here"  # our hospital's, but this computer does not have it
    DIFFERS = "differs"  # the number and the check code belong to two papers
    HIDDEN = "hidden"  # this person may not see the form
    PAGELESS = "pageless"  # a card to hang up: nothing is signed on it
    BLANK = "blank"
    BLANK_OLD = "blank-old"
    ANONYMOUS = "anonymous"
    LEDGER = "ledger"  # the records on this page say what it says
    LEDGER_CHANGED = "ledger-changed"  # some of them were corrected or voided since it was printed
    LEDGER_OLD = "ledger-old"  # which versions it was printed from cannot be told here
    OTHER = "other"  # a list, a report, a receipt, a label
    NOT_OURS = "not-ours"  # a code of another program
    NO_CODE = "no-code"
    SEVERAL = "several"  # two papers on one picture


LEAST_OF_A_NUMBER = 8  # characters: 1120-003 of a day that is not long ago

FILEABLE = frozenset({Standing.CURRENT, Standing.CORRECTED, Standing.VOID})
LEDGERS = frozenset({Standing.LEDGER, Standing.LEDGER_CHANGED})  # pages of it are filed row by row
GOOD = frozenset({Standing.CURRENT, Standing.BLANK, Standing.LEDGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page, looked up; the record's facts are there where the standing is one of ``FILEABLE``."""

    standing: Standing
    serial: str = ""
    title: str = ""
    page: int = 0
    pages: int = 0
    record_id: str = ""
    rev_id: str = ""
    version: int = 0  # of the paper
    newest: int = 0  # of the record
    reason: str = ""  # why it was corrected or voided
    missing: tuple[int, ...] = ()  # pages of this paper of which no scan is here, this one not counted
    rows: int = 0  # records on a ledger; ``rev_id`` is the digest over them
    row_revs: tuple[str, ...] = ()  # revisions whose rows stand on this page of it
    row_records: tuple[str, ...] = ()  # their records
    first_row: int = 0  # the number of the first of them on the paper
    changed: tuple[int, ...] = ()  # numbers of those that were corrected or voided since
    later: int = 0  # records of its time that came after it was printed
    is_filed: bool = False  # a scan of this very page is here already
    holds_patients: bool = False  # its picture is kept as ciphertext

    @property
    def is_good(self) -> bool:
        return self.standing in GOOD

    @property
    def can_be_filed(self) -> bool:
        is_known = self.standing in FILEABLE or (self.standing in LEDGERS and bool(self.row_revs))
        return is_known and self.page > 0 and not self.is_filed


def look_up(
    session: Session, catalog: Catalog, codes: Sequence[PaperCode], reader: PersonView | None
) -> PageView:
    """What the codes of one page say of it; ``reader`` None: the program itself."""
    papers = [one for one in codes if one.kind in (PaperKind.RECORD, PaperKind.LEDGER)]
    if len({(one.digest, one.page) for one in papers}) > 1:
        return PageView(standing=Standing.SEVERAL)
    code = papers[0] if papers else codes[0] if codes else None
    match code:
        case None:
            return PageView(standing=Standing.NO_CODE)
        case PaperCode(kind=PaperKind.RECORD):
            return _record(session, catalog, code, reader)
        case PaperCode(kind=PaperKind.BLANK):
            return _blank(catalog, code)
        case PaperCode(kind=PaperKind.LEDGER):
            return _ledger(session, catalog, code, reader)
        case PaperCode(kind=PaperKind.ANONYMOUS):
            return PageView(standing=Standing.ANONYMOUS)
        case PaperCode(kind=PaperKind.FOREIGN):
            return PageView(standing=Standing.NOT_OURS)
        case _:
            return PageView(standing=Standing.OTHER)


def look_up_typed(
    session: Session, catalog: Catalog, start: str, reader: PersonView | None, *, page: int, pages: int
) -> PageView:
    """The same for a check code that was typed by hand, ``start`` as ``typed_digest`` gives it."""
    code = PaperCode(kind=PaperKind.RECORD, digest=start, page=page, pages=pages)
    return _record(session, catalog, code, reader)


def of_record(
    session: Session, catalog: Catalog, record_id: str, reader: PersonView | None, *, page: int, pages: int
) -> PageView:
    """The same for a record that a person chose: its current version."""
    view = records.get(session, catalog, record_id, reader)
    if view is None:
        return PageView(standing=Standing.HIDDEN)
    code = PaperCode(kind=PaperKind.RECORD, digest=view.revision.rev_id, page=page, pages=pages)
    return _record(session, catalog, code, reader)


def _record(session: Session, catalog: Catalog, code: PaperCode, reader: PersonView | None) -> PageView:
    row = _revision_row(session, code.digest)
    if row is None:
        installation = read_installation(session)
        ours = (
            installation is None
            or not code.serial
            or code.serial.startswith(f"{installation.short_code}-".upper())
        )
        standing = Standing.NOT_HERE if ours else Standing.FOREIGN_HOSPITAL
        return PageView(standing=standing, serial=code.serial, page=code.page, pages=code.pages)
    view = records.get(session, catalog, row.record_id or "", reader)
    if view is None:
        return PageView(standing=Standing.HIDDEN, serial=code.serial)
    printed = next(one for one in view.revisions if one.rev_id == row.object_id)
    if code.serial and printed.serial.upper() != code.serial:
        return PageView(standing=Standing.DIFFERS, serial=code.serial)
    return _told(session, view, printed, code)


def _told(session: Session, view: RecordView, printed: Revision, code: PaperCode) -> PageView:
    scans = scans_of(session, [printed.rev_id])
    here = {one.page for one in own_pages(scans)}
    rest = set(range(1, code.pages + 1)) | set(missing_pages(printed.rev_id, scans))
    current = view.revision
    is_head = any(head.rev_id == printed.rev_id for head in view.heads)
    standing = Standing.CURRENT if is_head else Standing.CORRECTED
    if current.void:
        standing = Standing.VOID
    elif code.serial and not code.page:
        standing = Standing.PAGELESS
    number = next(n for n, one in enumerate(view.revisions, 1) if one.rev_id == printed.rev_id)
    return PageView(
        standing=standing,
        serial=printed.serial,
        title=view.item.title,
        page=code.page,
        pages=code.pages,
        record_id=view.item.record_id,
        rev_id=printed.rev_id,
        version=number,
        newest=len(view.revisions),
        reason=(current.reason or "") if not is_head or current.void else "",
        missing=tuple(sorted(rest - here - {code.page})),
        is_filed=code.page in here,
        holds_patients=printed.private is not None,
    )


def _ledger(session: Session, catalog: Catalog, code: PaperCode, reader: PersonView | None) -> PageView:
    title = next((one.title for one in catalog.current() if one.id == code.form_id), code.form_id)
    told = PageView(
        standing=Standing.LEDGER_OLD, title=title, page=code.page, pages=code.pages, rows=code.rows
    )
    found = find_ledger(session, code)
    if found is None:
        return told
    revs = found.rows[code.first - 1 : code.last] if code.first else ()
    rows = rows_of_page(
        session, catalog, revs, ledger=found.digest, page=code.page, first=code.first, reader=reader
    )
    if rows is None:
        return PageView(standing=Standing.HIDDEN)
    changed = tuple(row.number for row in rows if not row.is_current)
    return replace(
        told,
        standing=Standing.LEDGER_CHANGED if changed else Standing.LEDGER,
        rev_id=found.digest,
        later=found.later,
        row_revs=tuple(row.rev_id for row in rows),
        row_records=tuple(row.record_id for row in rows),
        first_row=code.first,
        changed=changed,
        is_filed=bool(rows) and all(row.is_filed for row in rows),
        holds_patients=any(row.holds_patients for row in rows),
    )


def _revision_row(session: Session, start: str) -> SealedObject | None:
    """The revision whose id begins so; None for none, and for two."""
    found = session.scalars(
        select(SealedObject)
        .where(
            SealedObject.object_id >= start,
            SealedObject.object_id < f"{start}g",
            SealedObject.kind == "revision",
        )
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _blank(catalog: Catalog, code: PaperCode) -> PageView:
    try:
        newest = catalog.latest(code.form_id)
    except KeyError:
        return PageView(standing=Standing.BLANK_OLD, title=code.form_id)
    is_newest = newest.version == code.form_version and newest.digest.startswith(code.digest)
    return PageView(standing=Standing.BLANK if is_newest else Standing.BLANK_OLD, title=newest.title)


def find_typed(
    session: Session, catalog: Catalog, typed: str, reader: PersonView | None, *, page: int, pages: int
) -> PageView | None:
    """The paper whose check code or number was typed; of a number the end is enough, if only one ends so.

    None if nothing, or more than one record, was meant.
    """
    start = typed_digest(typed)
    if start:
        found = look_up_typed(session, catalog, start, reader, page=page, pages=pages)
        if found.record_id or found.standing is Standing.HIDDEN:
            return found
    number = typed.strip().upper().removeprefix("编号").strip("：: ")
    if len(number) < LEAST_OF_A_NUMBER:
        return None
    ids = session.scalars(
        select(RecordRow.record_id)
        .where(func.upper(RecordRow.serial).endswith(number, autoescape=True))
        .limit(2)
    ).all()
    if len(ids) != 1:
        return None
    return of_record(session, catalog, ids[0], reader, page=page, pages=pages)
