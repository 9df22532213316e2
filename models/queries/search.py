"""The one search field: forms, places, people, assets, hazards and records by Chinese, pinyin or initials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from models.projections.words import query
from models.queries.people import PersonView
from models.queries.rights import hidden_forms
from models.tables.projections import AssetRow, HazardRow, PersonRow, PlaceRow, RecordRow

GROUPS = ("form", "record", "hazard", "place", "asset", "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    group: str  # one of GROUPS
    key: str  # form id, record id, hazard id, place code, asset id, staff number
    title: str
    detail: str


def palette(
    session: Session,
    catalog: Catalog,
    words: str,
    reader: PersonView,
    *,
    form_initials: dict[str, str],
    each: int = 6,
) -> tuple[Hit, ...]:
    """The best few of each group, groups in order; nothing for an empty field.

    ``form_initials`` maps form ids to the initials of their titles; they are computed off the window's thread.
    """
    wanted = words.strip().lower()
    if not wanted:
        return ()
    forms = _forms(catalog, wanted, form_initials)[:each]
    return (*forms, *_indexed(session, catalog, wanted, reader, each))


def _forms(catalog: Catalog, wanted: str, initials: dict[str, str]) -> list[Hit]:
    found = [
        Hit(group="form", key=entry.id, title=entry.title, detail=entry.label)
        for entry in catalog.current()
        if wanted in entry.title.lower()
        or entry.label.lower().startswith(wanted)
        or wanted in initials.get(entry.id, "")
    ]
    return sorted(found, key=lambda hit: (not hit.title.startswith(wanted), hit.detail))


def _indexed(session: Session, catalog: Catalog, wanted: str, reader: PersonView, each: int) -> list[Hit]:
    keys = session.scalars(
        text(
            "SELECT r.key FROM p_search s JOIN p_search_rows r ON r.row = s.rowid "
            "WHERE s.words MATCH :words ORDER BY s.rowid DESC LIMIT 400"
        ).bindparams(words=query(wanted) or '""')
    )
    by_group: dict[str, list[str]] = {}
    for found in keys:
        group, _, key = str(found).partition(":")
        by_group.setdefault(group, []).append(key)
    return [
        *_records(session, catalog, by_group.get("record", ()), reader, each),
        *_hazards(session, by_group.get("hazard", ()), each),
        *_places(session, by_group.get("place", ())[:each]),
        *_assets(session, by_group.get("asset", ())[:each]),
        *_people(session, by_group.get("person", ())[:each]),
    ]


def _records(
    session: Session, catalog: Catalog, ids: Sequence[str], reader: PersonView, each: int
) -> list[Hit]:
    hidden = hidden_forms(catalog, reader.roles)
    rows = session.scalars(
        select(RecordRow).where(RecordRow.record_id.in_(ids)).order_by(RecordRow.claimed_at.desc())
    )
    readable = (row for row in rows if row.form_id not in hidden or row.author == reader.staff_no)
    return [
        Hit(group="record", key=row.record_id, title=row.title, detail=f"{row.serial} · {row.author_name}")
        for row, _ in zip(readable, range(each), strict=False)
    ]


def _hazards(session: Session, ids: Sequence[str], each: int) -> list[Hit]:
    rows = session.scalars(
        select(HazardRow).where(HazardRow.hazard_id.in_(ids)).order_by(HazardRow.due).limit(each)
    )
    return [Hit(group="hazard", key=row.hazard_id, title=row.title, detail=row.number) for row in rows]


def _places(session: Session, codes: Sequence[str]) -> list[Hit]:
    rows = session.scalars(select(PlaceRow).where(PlaceRow.code.in_(codes)).order_by(PlaceRow.position))
    return [Hit(group="place", key=row.code, title=row.name, detail=row.code) for row in rows]


def _assets(session: Session, ids: Sequence[str]) -> list[Hit]:
    rows = session.scalars(select(AssetRow).where(AssetRow.asset_id.in_(ids)).order_by(AssetRow.code))
    return [
        Hit(group="asset", key=row.asset_id, title=f"{row.code} {row.title}", detail=row.register)
        for row in rows
    ]


def _people(session: Session, numbers: Sequence[str]) -> list[Hit]:
    rows = session.scalars(
        select(PersonRow).where(PersonRow.staff_no.in_(numbers)).order_by(PersonRow.staff_no)
    )
    return [
        Hit(
            group="person",
            key=row.staff_no,
            title=row.name,
            detail=" · ".join(filter(None, (row.staff_no, row.department))),
        )
        for row in rows
    ]
