"""The county's view of hazards: the same fold as in the hospital, over the steps that have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import to_text
from forms.definition import Form
from forms.ledgers.chain import current_revisions
from forms.ledgers.hazard import OVER, Hazard, HazardOrigin, fold
from forms.order import Order, read_order
from forms.revision import Revision, read_revision, read_signature
from forms.trigger import HazardRaised, fire
from server.tables.contents import HazardRow, OrderRow, RevisionRow, SignatureRow
from server.tables.objects import StoredObject
from sync.wire.outcomes import Standing

_TO_HAZARD = b'"handling":"hazard"'


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRevision:
    revision: Revision
    sealed: bytes


def project_hazards(
    session: Session,
    facility_id: str,
    catalog: Catalog,
    found: Sequence[SealedRevision],
    signed: Sequence[str] = (),
) -> None:
    """Folds again every hazard that a new revision opens, moves, corrects or withdraws, or whose step was signed."""
    records = {origin.hazard_id: one.revision.record_id for one in found for origin in _raised(catalog, one)}
    touched = set(records) | {one.revision.subject for one in found if one.revision.subject}
    corrected = [one.revision.record_id for one in found if one.revision.parents]
    if corrected:
        rows = select(HazardRow.hazard_id).where(
            HazardRow.facility_id == facility_id, HazardRow.record_id.in_(corrected)
        )
        touched.update(session.execute(rows).scalars())
    if signed:
        subjects = select(RevisionRow.subject).where(
            RevisionRow.facility_id == facility_id, RevisionRow.rev_id.in_(signed)
        )
        touched.update(subject for subject in session.execute(subjects).scalars() if subject)
    for hazard_id in sorted(touched):
        fold_again(session, facility_id, catalog, hazard_id, record_id=records.get(hazard_id))


def fold_again(
    session: Session, facility_id: str, catalog: Catalog, hazard_id: str, *, record_id: str | None = None
) -> None:
    """Nothing happens as long as the record in which it was found has not come."""
    row = session.get(HazardRow, (facility_id, hazard_id))
    record_id = record_id or (row.record_id if row else None)
    origin = _origin(session, facility_id, catalog, hazard_id, record_id) if record_id else None
    if origin is None:
        return
    steps = [one.revision for one in _read_revisions(session, facility_id, RevisionRow.subject == hazard_id)]
    hazard = fold(
        origin,
        steps,
        _orders(session, facility_id, hazard_id),
        unsigned=_unsigned(session, facility_id, steps),
    )
    session.merge(_row(facility_id, hazard))
    session.flush()


def _unsigned(session: Session, facility_id: str, steps: Sequence[Revision]) -> frozenset[str]:
    """Extensions that nobody has approved yet."""
    asked = frozenset(step.rev_id for step in steps if step.action == "extend")
    if not asked:
        return asked
    query = (
        select(StoredObject.sealed)
        .join(
            SignatureRow,
            (SignatureRow.facility_id == StoredObject.facility_id)
            & (SignatureRow.object_id == StoredObject.object_id),
        )
        .where(SignatureRow.facility_id == facility_id, SignatureRow.signs.in_(asked))
    )
    signatures = map(read_signature, session.execute(query).scalars())
    return asked - {one.signs for one in signatures if one.verdict == "signed"}


def _row(facility_id: str, hazard: Hazard) -> HazardRow:
    due_at = hazard.due_at
    return HazardRow(
        facility_id=facility_id,
        hazard_id=hazard.origin.hazard_id,
        record_id=hazard.origin.record_id,
        state=hazard.state,
        is_open=hazard.state not in OVER,
        level=hazard.level,
        is_supervised=hazard.supervised,
        text=hazard.origin.text,
        place=hazard.origin.place,
        owner=hazard.owner,
        found_at=to_text(hazard.origin.found_at),
        due_at=to_text(due_at) if due_at else None,
    )


def _origin(
    session: Session, facility_id: str, catalog: Catalog, hazard_id: str, record_id: str
) -> HazardOrigin | None:
    """The finding as the record's current revision has it; marked withdrawn if only an older one has it."""
    found = _read_revisions(session, facility_id, RevisionRow.record_id == record_id)
    current, _forked = current_revisions(one.revision for one in found)
    now = current.get(record_id)
    for one in sorted(found, key=lambda one: (one.revision is not now, one.revision.rev_id)):
        for origin in _raised(catalog, one):
            if origin.hazard_id == hazard_id:
                return replace(origin, withdrawn=one.revision is not now)
    return None


def _raised(catalog: Catalog, one: SealedRevision) -> tuple[HazardOrigin, ...]:
    form = _form(catalog, one.revision)
    if form is None or not _may_raise(form, one.sealed):
        return ()
    return tuple(effect.origin for effect in fire(form, one.revision) if isinstance(effect, HazardRaised))


def _form(catalog: Catalog, revision: Revision) -> Form | None:
    try:
        form = catalog.get(revision.form_id, revision.form_version)
    except KeyError:
        return None
    return form if form.digest == revision.form_digest else None


def _may_raise(form: Form, sealed: bytes) -> bool:
    """Spares the evaluation for the many records in which nothing was found: canonical bytes would show it."""
    if any(trigger.do == "hazard" and trigger.on == "sealed" for trigger in form.triggers):
        return True
    return _TO_HAZARD in sealed


def _read_revisions(
    session: Session, facility_id: str, which: ColumnElement[bool]
) -> tuple[SealedRevision, ...]:
    query = (
        select(StoredObject.sealed)
        .join(
            RevisionRow,
            (RevisionRow.facility_id == StoredObject.facility_id)
            & (RevisionRow.rev_id == StoredObject.object_id),
        )
        .where(RevisionRow.facility_id == facility_id, which, StoredObject.standing != Standing.PARKED)
    )
    return tuple(
        SealedRevision(revision=read_revision(sealed), sealed=sealed)
        for sealed in session.execute(query).scalars()
    )


def _orders(session: Session, facility_id: str, hazard_id: str) -> tuple[Order, ...]:
    query = (
        select(StoredObject.sealed)
        .join(
            OrderRow,
            (OrderRow.facility_id == StoredObject.facility_id)
            & (OrderRow.object_id == StoredObject.object_id),
        )
        .where(OrderRow.facility_id == facility_id, OrderRow.subject == hazard_id)
    )
    return tuple(map(read_order, session.execute(query).scalars()))
