"""Records: lists with filters, and one record with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    UnaryExpression,
    column,
    func,
    literal,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import Form
from forms.revision import Revision, Signature
from models.installation import is_below_host
from models.projections.objects import heads_of, revisions_of, signatures_on
from models.projections.records import awaiting, known_form
from models.projections.words import query
from models.queries.delivery import deliveries, stage, stands_at
from models.queries.hazards import HazardItem, hazards_of_record
from models.queries.names import read_names
from models.queries.people import PersonView
from models.queries.record_papers import prints_of
from models.queries.rights import hidden_forms
from models.queries.unfiled import printed_and_unfiled
from models.tables.house import CountyProof
from models.tables.outbox import OutboxRow
from models.tables.projections import PlaceVisitRow, RecordRow, SearchRow

COUNTED_UP_TO = 1000

_RECORD = "record:"  # keys of records in the search index
_WORDS = table("p_search", column("rowid"), column("p_search"))
_LATE = literal("late", literal_execute=True)  # written out, so that the partial indexes are recognised
_NONE = literal(0, literal_execute=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """What a list shows; None means any. Times are instants, ``since`` included, ``until`` not."""

    form_id: str | None = None
    chapter: str | None = None
    kinds: tuple[str, ...] = ("record", "log")
    place: str | None = None
    person: str | None = None
    department: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    status: str | None = None
    late: bool | None = None
    unsigned: bool | None = None
    unfiled: bool | None = None  # printed on this computer, and the signed paper has not been scanned
    abnormal: bool | None = None
    delivery: str | None = None
    text: str = ""
    oldest_first: bool = False  # the same index, read from its other end


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordItem:
    record_id: str
    rev_id: str
    form_id: str
    title: str
    kind: str
    serial: str
    places: str  # （不记地点） when none is recorded
    department: str | None
    author: str
    author_name: str
    claimed_at: datetime
    keyed_at: datetime
    sealed_at: datetime
    timeliness: str
    clock_suspect: bool
    status: str
    versions: int
    in_conflict: bool
    awaiting: tuple[str, ...]  # roles
    returned: str | None
    abnormal: int
    items: int
    bulk: int
    attachments: int
    paper: str  # scanned pages of the current revision: "", part or filed
    delivery: str
    prints: int  # of the current revision, on this computer


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    rows: tuple[RecordItem, ...]
    cursor: tuple[datetime, str] | None  # give it back for the next page; None when there is none
    count: str  # "87" or "1000+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    object_id: str
    kind: str
    delivery: str
    queued_at: datetime
    problem: str | None
    receipt: dict[str, object] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    item: RecordItem
    form: Form | None
    revision: Revision
    heads: tuple[Revision, ...]
    revisions: tuple[Revision, ...]  # oldest first
    signatures: tuple[Signature, ...]  # on all revisions, oldest first
    awaiting: tuple[str, ...]
    hazards: tuple[HazardItem, ...]
    receipts: tuple[Receipt, ...]

    @property
    def version(self) -> int:
        """The number printed on paper: 1 for the first revision."""
        return next(n for n, one in enumerate(self.revisions, 1) if one.rev_id == self.revision.rev_id)


def find(
    session: Session,
    catalog: Catalog,
    wanted: RecordFilter,
    reader: PersonView,
    *,
    limit: int = 100,
    cursor: tuple[datetime, str] | None = None,
) -> Page:
    """Newest first or oldest first, only what the reader's role may read; an incident's author always sees his own.

    Words are searched in the order in which records came to this computer: the full-text index can
    give that order away without reading every hit. The time taken does not grow with the number of records.
    """
    matching = selection(catalog, wanted, reader)
    rows = session.scalars(_after(matching, wanted, cursor).limit(limit + 1)).all()
    more = rows[limit:]
    shown = rows[:limit]
    last = shown[-1] if more else None
    return Page(
        rows=_items(session, shown),
        cursor=None if last is None else (last.claimed_at, last.record_id),
        count=_count(session, matching),
    )


def count(session: Session, catalog: Catalog, wanted: RecordFilter, reader: PersonView) -> str:
    """How many records a list would have: ``87``, or ``1000+``; looks at no more than it takes to say so."""
    return _count(session, selection(catalog, wanted, reader))


def _may_read(row: RecordRow, author: str, hidden: Collection[str], reader: PersonView) -> bool:
    """Whoever wrote it, or is named in it to sign, reads it too."""
    if row.form_id not in hidden:
        return True
    named = (staff_no for people in row.named.values() for staff_no in people)
    return reader.staff_no == author or reader.staff_no in named


def get(session: Session, catalog: Catalog, record_id: str, reader: PersonView | None) -> RecordView | None:
    """One record whole; None if there is none or the reader may not read it. ``reader`` None: the program itself."""
    row = session.get(RecordRow, record_id)
    if row is None:
        return None
    revisions = tuple(
        sorted(revisions_of(session, record_id), key=lambda one: (len(one.parents), one.sealed_at))
    )
    heads = heads_of(revisions)
    current = next(head for head in heads if head.rev_id == row.rev_id)
    if reader is not None:
        hidden = hidden_forms(catalog, reader.roles)
        if not _may_read(row, current.author, hidden, reader):
            return None
    form = known_form(catalog, current)
    signatures = signatures_on(session, [revision.rev_id for revision in revisions])
    return RecordView(
        item=_items(session, [row])[0],
        form=form,
        revision=current,
        heads=heads,
        revisions=revisions,
        signatures=signatures,
        awaiting=awaiting(form, current, signatures) if form else (),
        hazards=hazards_of_record(session, record_id),
        receipts=_receipts(session, record_id),
    )


def by_ids(
    session: Session, catalog: Catalog, ids: Sequence[str], reader: PersonView, *, limit: int = 500
) -> tuple[RecordItem, ...]:
    """Those of the records that the reader may read, newest first."""
    hidden = hidden_forms(catalog, reader.roles)
    rows: list[RecordRow] = []
    for start in range(0, len(ids), limit):
        wanted = select(RecordRow).where(RecordRow.record_id.in_(ids[start : start + limit]))
        if hidden:
            wanted = wanted.where(or_(RecordRow.form_id.not_in(hidden), RecordRow.author == reader.staff_no))
        rows.extend(session.scalars(wanted))
    rows.sort(key=lambda row: (row.claimed_at, row.record_id), reverse=True)
    return _items(session, rows[:limit])


def previous_answers(session: Session, form_id: str, place: str, *, limit: int = 3) -> tuple[Revision, ...]:
    """The last revisions of that form that covered a place, newest first: what this item was before."""
    ids = session.scalars(
        select(PlaceVisitRow.record_id)
        .where(PlaceVisitRow.place == place, PlaceVisitRow.form_id == form_id)
        .order_by(PlaceVisitRow.claimed_at.desc())
        .limit(limit)
    ).all()
    return tuple(heads_of(revisions_of(session, record_id))[0] for record_id in ids)


def selection(catalog: Catalog, wanted: RecordFilter, reader: PersonView) -> Select[RecordRow]:
    """The records of a filter, in its order, read from the table whose index has it: the words', the place's, or the records' own."""
    matching = select(RecordRow).where(*_conditions(catalog, wanted, reader))
    if wanted.text.strip():
        found = _WORDS.join(SearchRow, SearchRow.row == _WORDS.c.rowid)
        record_id = func.substr(SearchRow.key, len(_RECORD) + 1)
        return (
            matching.select_from(found.join(RecordRow, RecordRow.record_id == record_id))
            .where(_WORDS.c.p_search.bool_op("MATCH")(query(wanted.text) or '""'))
            .where(SearchRow.key.startswith(_RECORD))
            .order_by(*_ordered(wanted, _WORDS.c.rowid))
        )
    if wanted.place is not None:
        return (
            matching.join(PlaceVisitRow, PlaceVisitRow.record_id == RecordRow.record_id)
            .where(PlaceVisitRow.place == wanted.place)
            .order_by(*_ordered(wanted, PlaceVisitRow.claimed_at, PlaceVisitRow.record_id))
        )
    return matching.order_by(*_ordered(wanted, RecordRow.claimed_at, RecordRow.record_id))


def _ordered(wanted: RecordFilter, *by: SQLColumnExpression[object]) -> list[UnaryExpression[object]]:
    return [one.asc() if wanted.oldest_first else one.desc() for one in by]


def _after(
    matching: Select[RecordRow], wanted: RecordFilter, cursor: tuple[datetime, str] | None
) -> Select[RecordRow]:
    if cursor is None:
        return matching
    before, record_id = cursor
    if wanted.text.strip():
        last = select(SearchRow.row).where(SearchRow.key == f"{_RECORD}{record_id}").scalar_subquery()
        here = _WORDS.c.rowid
        return matching.where(here > last if wanted.oldest_first else here < last)
    by_visit = wanted.place is not None
    at = PlaceVisitRow.claimed_at if by_visit else RecordRow.claimed_at
    key = PlaceVisitRow.record_id if by_visit else RecordRow.record_id
    if wanted.oldest_first:
        return matching.where(at >= before, or_(at > before, key > record_id))
    return matching.where(at <= before, or_(at < before, key < record_id))


def _conditions(catalog: Catalog, wanted: RecordFilter, reader: PersonView) -> list[ColumnElement[bool]]:
    hidden = hidden_forms(catalog, reader.roles)
    conditions: list[ColumnElement[bool]] = [RecordRow.kind.in_(wanted.kinds)]
    if hidden:
        conditions.append(or_(RecordRow.form_id.not_in(hidden), RecordRow.author == reader.staff_no))
    equal = (
        (RecordRow.form_id, wanted.form_id),
        (RecordRow.chapter, wanted.chapter),
        (RecordRow.author, wanted.person),
        (RecordRow.department, wanted.department),
        (RecordRow.status, wanted.status),
    )
    conditions.extend(column == value for column, value in equal if value is not None)
    if wanted.since is not None:
        conditions.append(RecordRow.claimed_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(RecordRow.claimed_at < wanted.until)
    if wanted.late is not None:
        conditions.append(_truth(RecordRow.timeliness == _LATE, wanted=wanted.late))
    if wanted.unsigned is not None:
        conditions.append(RecordRow.waits == wanted.unsigned)
    if wanted.unfiled is not None:
        conditions.append(_truth(printed_and_unfiled(), wanted=wanted.unfiled))
    if wanted.abnormal is not None:
        conditions.append(_truth(RecordRow.abnormal > _NONE, wanted=wanted.abnormal))
    if wanted.place is not None and wanted.text.strip():
        visits = select(PlaceVisitRow.place).where(PlaceVisitRow.record_id == RecordRow.record_id)
        conditions.append(visits.where(PlaceVisitRow.place == wanted.place).exists())
    if wanted.delivery is not None:
        conditions.append(stands_at(wanted.delivery))
    return conditions


def _truth(condition: ColumnElement[bool], *, wanted: bool) -> ColumnElement[bool]:
    return condition if wanted else not_(condition)


def _count(session: Session, matching: Select[RecordRow]) -> str:
    ids = session.scalars(matching.with_only_columns(RecordRow.record_id).limit(COUNTED_UP_TO + 1)).all()
    return f"{COUNTED_UP_TO}+" if len(ids) > COUNTED_UP_TO else str(len(ids))


def _items(session: Session, rows: Sequence[RecordRow]) -> tuple[RecordItem, ...]:
    names = read_names(session)
    ids = [row.record_id for row in rows]
    delivered = deliveries(session, ids)
    prints = prints_of(session, [row.rev_id for row in rows])
    visits: dict[str, list[str]] = {}
    for record_id, place in session.execute(
        select(PlaceVisitRow.record_id, PlaceVisitRow.place).where(PlaceVisitRow.record_id.in_(ids))
    ):
        visits.setdefault(record_id, []).append(names.place(place))
    return tuple(
        _item(row, visits.get(row.record_id, []), delivered[row.record_id], prints.get(row.rev_id, 0))
        for row in rows
    )


def _item(row: RecordRow, places: list[str], delivery: str, prints: int) -> RecordItem:
    where = f"{places[0]}等 {len(places)} 处" if len(places) > 1 else places[0] if places else "（不记地点）"
    return RecordItem(
        record_id=row.record_id,
        rev_id=row.rev_id,
        form_id=row.form_id,
        title=row.title,
        kind=row.kind,
        serial=row.serial,
        places=where,
        department=row.department,
        author=row.author,
        author_name=row.author_name,
        claimed_at=row.claimed_at,
        keyed_at=row.keyed_at,
        sealed_at=row.sealed_at,
        timeliness=row.timeliness,
        clock_suspect=row.clock_suspect,
        status=row.status,
        versions=row.versions,
        in_conflict=len(row.heads) > 1,
        awaiting=tuple(row.awaiting),
        returned=row.returned,
        abnormal=row.abnormal,
        items=row.items,
        bulk=row.bulk,
        attachments=row.attachments,
        paper=row.paper,
        delivery=delivery,
        prints=prints,
    )


def _receipts(session: Session, record_id: str) -> tuple[Receipt, ...]:
    is_hosted = is_below_host(session)
    rows = session.execute(
        select(OutboxRow, CountyProof.delivery, CountyProof.receipt)
        .outerjoin(CountyProof, CountyProof.object_id == OutboxRow.object_id)
        .where(OutboxRow.record_id == record_id)
        .order_by(OutboxRow.op_seq)
    )
    return tuple(
        Receipt(
            object_id=row.object_id,
            kind=row.kind,
            delivery=stage(row.delivery, proved, is_hosted=is_hosted),
            queued_at=row.queued_at,
            problem=row.last_problem,
            receipt=receipt or row.receipt,
        )
        for row, proved, receipt in rows
    )
