"""Signed paper comes back: its scanned pages are bound to the revision that was printed, or taken off again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.revision import Revision, read_revision
from forms.scan import PageFile, build_scan, read_scan, standing_pages
from models.faults import Refusal, StoreError
from models.installation import Installation, read_installation
from models.projections.objects import scans_of
from models.projections.scans import FILED, PART, own_pages
from models.queries.people import PersonView
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.projections import RecordRow, ScanRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, auditing
from models.workflow.permitting import require, require_person
from models.workflow.signing import seal_added


class CannotFile(Refusal):
    """The page cannot be bound to that revision, or the scan not be taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageToFile:
    """A page and the revision it is of; ``how``: its code said so, or a person.

    Of a ledger ``rev_id`` is the digest over its records, and ``rows`` are the revisions whose rows stand on the page.
    """

    rev_id: str
    page: int
    pages: int
    picture: bytes = field(repr=False)
    mime: str
    how: str = "code"
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What came of it: ``paper`` is the state of the current paper of that record, none, part or filed.

    Of the page of a ledger ``record_id`` is empty, ``scan_id`` that of its first row, and ``paper`` is filed if the
    current papers of all its records are.
    """

    scan_id: str
    record_id: str
    paper: str


def file_page(store: Store, page: PageToFile, *, person: str) -> Filed:
    """Bind one page for ever, in one transaction; the same page filed again is the scan that is there already.

    A page of a ledger is bound to every revision that has a row on it, or to none. The picture is kept byte for byte;
    of a record that names patients as ciphertext. CannotFile, NotAllowed or AttachmentError with a sentence leaves
    everything as it was.
    """
    attachments.check(page.picture, page.mime)
    now = store.clock.now()
    try:
        with store.write() as session:
            if page.rows:
                return _file_ledger(session, store, page, person, now)
            return _file(session, store, page, person, now)
    except StoreError as error:
        raise CannotFile(f"这一页没有归上。{error}") from error


def take_off(store: Store, scan_id: str, *, reason: str, person: str) -> Filed:
    """Take a scan off again, with a reason; it stays kept and shown as taken off. CannotFile otherwise.

    The page of a ledger goes as a whole, from all its records.
    """
    if not reason.strip():
        raise CannotFile("还没写为什么取下。扫描件还在原处。请写一句，比如“扫糊了”。")
    now = store.clock.now()
    with store.write() as session:
        row = session.get(ScanRow, scan_id)
        if row is None:
            raise CannotFile("这份扫描件不在这台电脑上，没有取下。请先同步，再来取。")
        revision = _revision(session, row.rev_id)
        who = _permitted(session, store, revision, person)
        if row.removed_at is not None:
            raise CannotFile("这份扫描件已经取下过，不用再取。")
        for other in _together(session, row):
            _remove(session, store, other, reason.strip(), who, now)
        return _outcome(session, _remove(session, store, row, reason.strip(), who, now), revision)


def _together(session: Session, row: ScanRow) -> tuple[ScanRow, ...]:
    """What the same act filed of the page of a ledger, for its other rows."""
    if row.ledger is None:
        return ()
    found = session.scalars(
        select(ScanRow)
        .where(
            ScanRow.sha256 == row.sha256,
            ScanRow.ledger == row.ledger,
            ScanRow.page == row.page,
            ScanRow.removed_at.is_(None),
            ScanRow.object_id != row.object_id,
        )
        .order_by(ScanRow.object_id)
    )
    return tuple(found)


def _remove(session: Session, store: Store, row: ScanRow, reason: str, who: PersonView, now: datetime) -> str:
    revision = _revision(session, row.rev_id)
    data = build_scan(
        signs=row.rev_id,
        removes=row.object_id,
        reason=reason,
        how="hand",
        person=who.staff_no,
        person_name=who.name,
        filed_at=now,
        facility=_installation(session).facility_id,
    )
    return _seal(session, store, revision, data, now, action="record.scan_removed")


def scan_of(session: Session, record_id: str, sha256: str) -> str:
    """The scan of a record that shows that picture and stands; CannotFile if there is none."""
    found = session.scalars(
        select(ScanRow.object_id).where(
            ScanRow.record_id == record_id, ScanRow.sha256 == sha256, ScanRow.removed_at.is_(None)
        )
    ).first()
    if found is None:
        raise CannotFile("这份扫描件已经取下，或不在这台电脑上。没有改动。")
    return found


def scans_to_show(session: Session, record_id: str) -> tuple[ScanRow, ...]:
    """Every scanned page of a record's papers, also those taken off: by page, the newest of one last."""
    found = session.scalars(select(ScanRow).where(ScanRow.record_id == record_id))
    return tuple(sorted(found, key=lambda row: (row.rev_id, row.page, row.filed_at, row.object_id)))


def _file(session: Session, store: Store, page: PageToFile, person: str, now: datetime) -> Filed:
    revision = _revision(session, page.rev_id)
    who = _permitted(session, store, revision, person)
    here = next(
        (one for one in own_pages(scans_of(session, [page.rev_id])) if one.page == page.page),
        None,
    )
    if here is not None:
        return _outcome(session, here.object_id, revision)
    file = _keep(session, store, page, identifying=revision.private is not None, now=now)
    return _outcome(session, _bind(session, store, page, file, revision, who, now), revision)


def _file_ledger(session: Session, store: Store, page: PageToFile, person: str, now: datetime) -> Filed:
    """A scan for each row that has none of this page yet, all with one picture."""
    revisions = [_revision(session, rev_id) for rev_id in page.rows]
    permitted = [_permitted(session, store, revision, person) for revision in revisions]
    here = {
        one.signs: one.object_id
        for one in standing_pages(scans_of(session, page.rows))
        if (one.ledger, one.page) == (page.rev_id, page.page)
    }
    wanted = [revision for revision in revisions if revision.rev_id not in here]
    if wanted:
        private = any(revision.private is not None for revision in revisions)
        file = _keep(session, store, page, identifying=private, now=now)
        for revision in wanted:
            here[revision.rev_id] = _bind(session, store, page, file, revision, permitted[0], now)
    papers = {_outcome(session, "", revision).paper for revision in revisions}
    return Filed(scan_id=here[page.rows[0]], record_id="", paper=FILED if papers == {FILED} else PART)


def _keep(session: Session, store: Store, page: PageToFile, *, identifying: bool, now: datetime) -> PageFile:
    sha256 = attachments.put(session, store.keys, page.picture, page.mime, identifying=identifying, now=now)
    kept = session.get_one(Attachment, sha256)
    return PageFile(sha256=sha256, size=kept.size, mime=kept.mime, identifying=kept.identifying)


def _bind(
    session: Session,
    store: Store,
    page: PageToFile,
    file: PageFile,
    revision: Revision,
    who: PersonView,
    now: datetime,
) -> str:
    data = build_scan(
        signs=revision.rev_id,
        page=page.page,
        pages=page.pages,
        ledger=page.rev_id if page.rows else None,
        file=file,
        how=page.how,
        person=who.staff_no,
        person_name=who.name,
        filed_at=now,
        facility=_installation(session).facility_id,
    )
    return _seal(session, store, revision, data, now, action="record.scanned")


def _seal(
    session: Session, store: Store, revision: Revision, data: bytes, now: datetime, *, action: str
) -> str:
    scan = read_scan(data)
    seal_added(session, store, scan, data, record_id=revision.record_id, now=now)
    auditing.note(
        session,
        at=now,
        actor=scan.person,
        action=action,
        subject=revision.record_id,
        detail={"rev_id": revision.rev_id, "page": scan.page, "how": scan.how},
    )
    return scan.object_id


def _outcome(session: Session, scan_id: str, revision: Revision) -> Filed:
    row = session.get(RecordRow, revision.record_id)
    return Filed(scan_id=scan_id, record_id=revision.record_id, paper=row.paper if row else "")


def _permitted(session: Session, store: Store, revision: Revision, person: str) -> PersonView:
    """Whoever may have the record on paper may file the paper; of a form this program lacks, whoever works here."""
    try:
        form = store.catalog.get(revision.form_id, revision.form_version)
    except KeyError:
        return require_person(session, person)
    return require(session, store.catalog, form, "print", person)


def _revision(session: Session, rev_id: str) -> Revision:
    row = session.get(SealedObject, rev_id)
    if row is None or row.kind != "revision":
        raise CannotFile("这一页的记录不在这台电脑上，没有归档。请先同步，再来归档。")
    return read_revision(row.bytes)


def _installation(session: Session) -> Installation:
    found = read_installation(session)
    if found is None:
        raise LookupError("not set up")
    return found


def pictures_of(session: Session, store: Store, rows: Sequence[ScanRow]) -> dict[str, bytes]:
    """The pictures of those scans by their id, as far as they are here and can be opened."""
    found: dict[str, bytes] = {}
    for row in rows:
        try:
            picture = attachments.read(session, store.keys, row.sha256)
        except Refusal:
            continue  # without the hospital's key here
        if picture is not None:
            found[row.object_id] = picture
    return found
