"""Hazards as their findings and their steps tell them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import local
from forms.ledgers.hazard import Hazard, HazardOrigin, fold
from forms.order import Order, read_order
from forms.revision import Revision
from forms.trigger import HazardRaised, fire
from models.projections.objects import heads_of, revisions_of
from models.projections.records import known_form
from models.projections.search import index
from models.tables.projections import HazardRow, RecordRow
from models.tables.sealed import SealedObject


def project_hazards_of(source: Session, target: Session, catalog: Catalog, record_id: str) -> None:
    """Every hazard that a record has raised, also those that a correction withdrew."""
    for origin in _origins(revisions_of(source, record_id), catalog):
        _put(source, target, origin)


def project_hazard(source: Session, target: Session, catalog: Catalog, hazard_id: str) -> None:
    """One hazard after another step of it came; nothing while its finding has not come yet."""
    held = target.get(HazardRow, hazard_id)
    if held is not None:
        for origin in _origins(revisions_of(source, held.record_id), catalog):
            if origin.hazard_id == hazard_id:
                _put(source, target, origin)


def _origins(revisions: tuple[Revision, ...], catalog: Catalog) -> Iterable[HazardOrigin]:
    """By hazard the finding as the current revision has it; where that has none, the last one that had it."""
    current = heads_of(revisions)
    found: dict[str, HazardOrigin] = {}
    for revision in sorted(revisions, key=lambda one: (one in current, one.sealed_at, one.rev_id)):
        held = {origin.hazard_id: origin for origin in _raised(revision, catalog)}
        if revision in current:
            found = {key: replace(origin, withdrawn=True) for key, origin in found.items()} | held
        else:
            found |= held
    return found.values()


def _raised(revision: Revision, catalog: Catalog) -> list[HazardOrigin]:
    form = known_form(catalog, revision)
    effects = fire(form, revision) if form else ()
    return [effect.origin for effect in effects if isinstance(effect, HazardRaised)]


def _put(source: Session, target: Session, origin: HazardOrigin) -> None:
    steps = _steps(source, target, origin.hazard_id)
    hazard = fold(
        origin, steps, _orders(source, origin.hazard_id), unsigned=_unsigned(target, origin.hazard_id)
    )
    row = _row(hazard)
    target.merge(row)
    index(target, f"hazard:{origin.hazard_id}", row.title, row.number)


def _steps(source: Session, target: Session, hazard_id: str) -> list[Revision]:
    records = target.scalars(select(RecordRow.record_id).where(RecordRow.subject == hazard_id))
    return [revision for record_id in records for revision in revisions_of(source, record_id)]


def _unsigned(target: Session, hazard_id: str) -> frozenset[str]:
    """Steps that wait for a signature, or that a signer sent back."""
    waiting = select(RecordRow.rev_id).where(RecordRow.subject == hazard_id, RecordRow.waits)
    return frozenset(target.scalars(waiting))


def _orders(source: Session, hazard_id: str) -> list[Order]:
    found = source.scalars(select(SealedObject.bytes).where(SealedObject.kind == "order"))
    return [order for order in map(read_order, found) if order.subject == hazard_id]


def _row(hazard: Hazard) -> HazardRow:
    origin = hazard.origin
    return HazardRow(
        hazard_id=origin.hazard_id,
        number=f"YH-{local(origin.found_at):%m%d}-{origin.hazard_id[:4].upper()}",
        record_id=origin.record_id,
        rev_id=origin.rev_id,
        field=origin.field,
        row_id=origin.row_id,
        title=origin.text,
        place=origin.place,
        category=origin.category or None,
        klass=origin.klass,
        level=hazard.level,
        owner=hazard.owner,
        due=hazard.due_at,
        found_by=origin.found_by,
        found_at=origin.found_at,
        photos=list(origin.photos),
        state=hazard.state.value,
        supervised=hazard.supervised,
        delisting=hazard.delisting,
        extended=hazard.extended > 0,
        extension_waits=hazard.extension_waits,
        returned=hazard.returned > 0,
        reopened=hazard.reopened,
        passed=hazard.passed,
        supervisor=hazard.supervisor,
        outside=hazard.outside,
        fixer=hazard.fixers[0] if hazard.fixers else None,
        verifier=hazard.verifier,
        closed_at=hazard.closed_at,
        heads=list(hazard.heads),
        steps=[step.record_id for step in hazard.steps],
        problems=[problem.message for problem in hazard.problems],
    )
