"""The projections made anew beside the ones in use, compared with them, and put in their place."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, delete, insert, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from models.base import Base
from models.projections.apply import project
from models.store import Store
from models.tables.projections import PROJECTIONS, SearchRow
from models.tables.sealed import SealedObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How one table in use differs from what the sealed objects say."""

    table: str
    missing: int  # rows that should be there
    surplus: int  # rows that should not, or say something else


def rebuild(store: Store) -> tuple[Difference, ...]:
    """Replaces every projection by what the sealed objects say; answers what was different before.

    Readers see the old rows until the swap, which is one transaction. Objects sealed meanwhile are in it too.
    """
    with _shadow(store.home) as shadow:
        with store.read() as source:
            _fill(source, shadow, store.catalog)
            seen = set(source.scalars(select(SealedObject.object_id)))
        with store.write() as session:
            for record_id in _sealed_since(session, seen):
                project(session, shadow, store.catalog, record_id)
            shadow.flush()
            found = differences(session, shadow)
            if found:
                _swap(session, shadow)
    return found


def compare(store: Store) -> tuple[Difference, ...]:
    """What ``rebuild`` would change; empty when the projections are what the sealed objects say."""
    with _shadow(store.home) as shadow, store.read() as source:
        _fill(source, shadow, store.catalog)
        return differences(source, shadow)


def differences(session: Session, shadow: Session) -> tuple[Difference, ...]:
    found = []
    for table in PROJECTIONS:
        ours, theirs = set(_rows(session, table)), set(_rows(shadow, table))
        if ours != theirs:
            found.append(
                Difference(table=table.__tablename__, missing=len(theirs - ours), surplus=len(ours - theirs))
            )
    return tuple(found)


@contextmanager
def _shadow(home: Path) -> Iterator[Session]:
    with tempfile.TemporaryDirectory(dir=home, prefix="rebuild-") as folder:
        engine = create_engine(f"sqlite:///{folder}/shadow.db")
        Base.metadata.create_all(engine, tables=[table.__table__ for table in PROJECTIONS])  # type: ignore[misc]
        try:
            with Session(engine) as session:
                yield session
        finally:
            engine.dispose()


def _fill(source: Session, shadow: Session, catalog: Catalog) -> None:
    """Twice over the steps' chains is harmless: every row is computed whole from what is there."""
    for record_id in _record_ids(source):
        project(source, shadow, catalog, record_id)
    shadow.flush()


def _record_ids(source: Session) -> list[str]:
    found = source.scalars(
        select(SealedObject.record_id)
        .where(SealedObject.kind == "revision")
        .distinct()
        .order_by(SealedObject.record_id)
    )
    return [record_id for record_id in found if record_id is not None]


def _sealed_since(session: Session, seen: set[str]) -> list[str]:
    rows = session.execute(select(SealedObject.object_id, SealedObject.record_id))
    return sorted(
        {record_id for object_id, record_id in rows if object_id not in seen and record_id is not None}
    )


def _rows(session: Session, table: type[Base]) -> Iterator[tuple[str, ...]]:
    """Rows as text, without the numbers that a table gives to itself."""
    columns = [
        column for column in table.__table__.columns if not (table is SearchRow and column.name == "row")
    ]
    for row in session.execute(select(*columns)):
        yield tuple(repr(value) for value in row)


def _swap(session: Session, shadow: Session) -> None:
    for model in PROJECTIONS:
        session.execute(delete(model))
        rows = [dict(row) for row in shadow.execute(select(model.__table__)).mappings()]
        if rows:
            session.execute(insert(model), rows)
