"""Writes what a new object adds to the county's tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import to_text
from forms.revision import Revision, Signature
from forms.scan import Scan
from server.database import insert_once
from server.intake import Arrival, Stored
from server.projections.hazards import SealedRevision, project_hazards
from server.projections.set_apart import project_set_apart
from server.tables.contents import RevisionRow, ScanRow, SignatureRow


def project(
    session: Session,
    facility_id: str,
    arrivals: Iterable[Arrival],
    stored: Mapping[str, Stored],
    catalog: Catalog,
) -> None:
    """Called in the transaction that keeps the objects. Objects that were there already change nothing."""
    new = [arrival for arrival in arrivals if stored[arrival.object_id].is_new]
    rows: list[dict[str, Any]] = []
    found: list[SealedRevision] = []
    signatures: list[dict[str, Any]] = []
    scans: list[dict[str, Any]] = []
    for arrival in new:
        match arrival.kept.content:
            case Revision() as revision:
                rows.append(_revision_row(facility_id, revision, stored[arrival.object_id]))
                if not arrival.kept.problem:  # what is parked is shown, and moves nothing
                    found.append(SealedRevision(revision=revision, sealed=arrival.sealed))
            case Signature() as signature:
                signatures.append(
                    {
                        "facility_id": facility_id,
                        "object_id": signature.object_id,
                        "signs": signature.signs,
                    }
                )
            case Scan() as scan:
                scans.append({"facility_id": facility_id, "object_id": scan.object_id, "signs": scan.signs})
            case None:
                pass
    if rows:
        session.execute(insert_once(session, RevisionRow), rows)
    if signatures:
        session.execute(insert_once(session, SignatureRow), signatures)
    if scans:
        session.execute(insert_once(session, ScanRow), scans)
    signed = [str(signature["signs"]) for signature in signatures]
    project_hazards(session, facility_id, catalog, found, signed)
    project_set_apart(session, facility_id, new, stored)


def _revision_row(facility_id: str, revision: Revision, stored: Stored) -> dict[str, Any]:
    return {
        "facility_id": facility_id,
        "rev_id": revision.rev_id,
        "record_id": revision.record_id,
        "server_seq": stored.receipt.leaf.server_seq,
        "form_id": revision.form_id,
        "form_version": revision.form_version,
        "subject": revision.subject,
        "department": revision.department,
        "author_name": revision.author_name,
        "claimed_at": to_text(revision.claimed_at),
        "received_at": stored.receipt.leaf.received_at,
        "timeliness": revision.timeliness,
        "serial": revision.serial,
        "is_correction": revision.is_correction,
        "is_void": revision.void,
    }
