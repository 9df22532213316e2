"""The one search field: forms, places, people, assets, hazards and records by Chinese, pinyin or initials."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, text
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from models.pinyin import Marks, Match, Rank, match
from models.projections.words import query
from models.queries.people import PersonView
from models.queries.register_names import register_names
from models.queries.rights import hidden_forms, is_held
from models.tables.projections import AssetRow, HazardRow, PersonRow, PlaceRow, RecordRow

GROUPS = ("form", "record", "hazard", "place", "asset", "person")
OF_FORMS = 12  # so many of the forms that fit have their newest records shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    group: str  # one of GROUPS
    key: str  # form id, record id, hazard id, place code, asset id, staff number
    title: str
    detail: str = ""
    rank: Rank
    marks: Marks = ()
    # of entries of registers
    kind: str = ""  # 灭火器
    place: str = ""
    # of records
    who: str = ""
    claimed_at: datetime | None = None
    abnormal: int = 0
    versions: int = 1


def palette(
    session: Session, catalog: Catalog, words: str, reader: PersonView, *, each: int = 6
) -> tuple[Hit, ...]:
    """The best few of each group, the group of the best hit first; nothing for an empty field.

    What the reader may not read is not found, and not counted either.
    """
    wanted = words.strip()
    if not wanted:
        return ()
    hidden = hidden_forms(catalog, reader.roles)
    forms = _forms(catalog, wanted, reader, hidden)
    groups = (
        forms,
        _records(session, wanted, reader, hidden, forms, each),
        _hazards(session, wanted, reader, hidden, each),
        _places(session, wanted),
        _assets(session, catalog, wanted, hidden),
        _people(session, wanted),
    )
    best = [sorted(group, key=lambda hit: hit.rank)[:each] for group in groups if group]
    return tuple(hit for group in sorted(best, key=lambda group: group[0].rank) for hit in group)


def _fit(name: str, codes: Iterable[str], wanted: str) -> Match | None:
    """How a thing fits by its name, or else by the beginning of one of its codes."""
    found = match(name, wanted)
    lower = wanted.lower()
    for code in codes:
        if code.lower() == lower:
            return Match(Rank.EXACT, found.marks if found else ())
        if found is None and code.lower().startswith(lower):
            found = Match(Rank.PREFIX, ())
    return found


def _forms(catalog: Catalog, wanted: str, reader: PersonView, hidden: Collection[str]) -> list[Hit]:
    """Those that the reader may read or fill."""
    return [
        Hit(group="form", key=entry.id, title=entry.title, detail=entry.label, rank=fit.rank, marks=fit.marks)
        for entry in catalog.current()
        if (entry.id not in hidden or is_held(entry.fill_by, reader.roles))
        and (fit := _fit(entry.title, (entry.label,), wanted)) is not None
    ]


def _records(
    session: Session,
    wanted: str,
    reader: PersonView,
    hidden: Collection[str],
    forms: list[Hit],
    each: int,
) -> list[Hit]:
    """The newest of the forms that fit by title, and the newest that hold the words; newest first."""
    by_form = sorted(forms, key=lambda hit: hit.rank)[:OF_FORMS]
    rows: dict[str, RecordRow] = {}
    marks = {form.key: form for form in by_form}
    for form in by_form:
        readable = [RecordRow.author == reader.staff_no] if form.key in hidden else []
        newest = (
            select(RecordRow)
            .where(RecordRow.form_id == form.key, *readable)
            .order_by(RecordRow.claimed_at.desc())
            .limit(each)
        )
        rows |= {row.record_id: row for row in session.scalars(newest)}
    asked = query(wanted)
    if len(wanted) > 1 and asked:
        rows |= {row.record_id: row for row in _holding(session, asked, reader, hidden, each)}
    newest_first = sorted(rows.values(), key=lambda row: row.claimed_at, reverse=True)[:each]
    return [
        Hit(
            group="record",
            key=row.record_id,
            title=row.title,
            detail=row.serial,
            rank=marks[row.form_id].rank if row.form_id in marks else Rank.INSIDE,
            marks=marks[row.form_id].marks if row.form_id in marks else _marks(row.title, wanted),
            who=row.author_name,
            claimed_at=row.claimed_at,
            abnormal=row.abnormal,
            versions=row.versions,
        )
        for row in newest_first
    ]


def _holding(
    session: Session, asked: str, reader: PersonView, hidden: Collection[str], each: int
) -> list[RecordRow]:
    """The records last indexed that hold all of the words; looked for from the newest on, so that few are read."""
    ids = session.scalars(
        text(
            "SELECT p.record_id FROM p_search s JOIN p_search_rows r ON r.row = s.rowid "
            "JOIN p_records p ON p.record_id = substr(r.key, 8) "
            "WHERE s.words MATCH :words AND substr(r.key, 1, 7) = 'record:' "
            "AND (p.form_id NOT IN :hidden OR p.author = :me) ORDER BY s.rowid DESC LIMIT :each"
        ).bindparams(
            bindparam("hidden", list(hidden), expanding=True),
            words=asked,
            me=reader.staff_no,
            each=each,
        )
    ).all()
    return list(session.scalars(select(RecordRow).where(RecordRow.record_id.in_(ids))))


def _hazards(
    session: Session, wanted: str, reader: PersonView, hidden: Collection[str], each: int
) -> list[Hit]:
    """By words in the title or the number; those that are not settled also by pinyin. The nearest deadline first."""
    may_read = or_(
        RecordRow.form_id.not_in(hidden), RecordRow.author == reader.staff_no, RecordRow.record_id.is_(None)
    )
    readable = (
        select(HazardRow)
        .outerjoin(RecordRow, RecordRow.record_id == HazardRow.record_id)
        .where(may_read)
        .order_by(HazardRow.closed_at.is_not(None), HazardRow.due)
    )
    first, *others = wanted.lower().split()
    holds = func.instr(func.lower(HazardRow.title), first) + func.instr(func.lower(HazardRow.number), first)
    rows = {row.hazard_id: row for row in session.scalars(readable.where(holds > 0).limit(each * 4))}
    if first.isascii():
        still_open = readable.where(HazardRow.closed_at.is_(None)).limit(500)
        rows |= {row.hazard_id: row for row in session.scalars(still_open)}
    hits = []
    for row in rows.values():
        fit = _fit(row.title, (row.number,), wanted)
        if fit is None and not others and first in row.number.lower():
            fit = Match(Rank.INSIDE, ())
        if fit is not None:
            hits.append(
                Hit(
                    group="hazard",
                    key=row.hazard_id,
                    title=row.title,
                    detail=row.number,
                    rank=fit.rank,
                    marks=fit.marks,
                )
            )
    return hits


def _places(session: Session, wanted: str) -> list[Hit]:
    rows = session.execute(
        select(PlaceRow.code, PlaceRow.name).where(PlaceRow.active).order_by(PlaceRow.position)
    )
    return [
        Hit(group="place", key=code, title=name, detail=code, rank=fit.rank, marks=fit.marks)
        for code, name in rows
        if (fit := _fit(name, (code,), wanted)) is not None
    ]


def _assets(session: Session, catalog: Catalog, wanted: str, hidden: Collection[str]) -> list[Hit]:
    """By number and name; else each word by these, by what kind of thing it is or by where it stands."""
    kinds = register_names(catalog.current())
    places = {row.code: row.name for row in session.execute(select(PlaceRow.code, PlaceRow.name))}
    around = [(word, _fitting(kinds, word), _fitting(places, word)) for word in wanted.split()]
    rows = session.execute(
        select(AssetRow.asset_id, AssetRow.code, AssetRow.title, AssetRow.register, AssetRow.place)
        .where(AssetRow.form_id.not_in(hidden), AssetRow.status != "void")
        .order_by(AssetRow.code)
    )
    hits = []
    for asset_id, code, title, register, place in rows:
        name = f"{code} {title}".strip()
        fit = _fit(name, (code, title), wanted)
        if fit is None:
            left = [word for word, of_kinds, at in around if register not in of_kinds and place not in at]
            own = match(name, " ".join(left)) if len(left) < len(around) else None
            if left and own is None:
                continue
            fit = Match(max(Rank.INSIDE, own.rank), own.marks) if own else Match(Rank.INSIDE, ())
        hits.append(
            Hit(
                group="asset",
                key=asset_id,
                title=name,
                kind=kinds.get(register, ""),
                place=places.get(place or "", ""),
                rank=fit.rank,
                marks=fit.marks,
            )
        )
    return hits


def _fitting(names: Mapping[str, str], word: str) -> frozenset[str]:
    """The keys of those whose name fits."""
    return frozenset(key for key, name in names.items() if match(name, word) is not None)


def _people(session: Session, wanted: str) -> list[Hit]:
    rows = session.execute(
        select(PersonRow.staff_no, PersonRow.name, PersonRow.department)
        .where(PersonRow.active)
        .order_by(PersonRow.staff_no)
    )
    return [
        Hit(
            group="person",
            key=staff_no,
            title=name,
            detail="·".join(filter(None, (staff_no, department))),
            rank=fit.rank,
            marks=fit.marks,
        )
        for staff_no, name, department in rows
        if (fit := _fit(name, (staff_no,), wanted)) is not None
    ]


def _marks(title: str, wanted: str) -> Marks:
    fit = match(title, wanted)
    return fit.marks if fit is not None else ()
