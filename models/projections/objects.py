"""Sealed objects read back as values, for the projections."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.revision import Revision, Signature, read_revision, read_signature
from forms.scan import Scan, read_scan
from models.tables.sealed import SealedObject


def revisions_of(session: Session, record_id: str) -> tuple[Revision, ...]:
    """All revisions of a record, in the order of their ids: nothing depends on the order of arrival."""
    found = session.scalars(
        select(SealedObject.bytes)
        .where(SealedObject.record_id == record_id, SealedObject.kind == "revision")
        .order_by(SealedObject.object_id)
    )
    return tuple(map(read_revision, found))


def signatures_on(session: Session, rev_ids: Iterable[str]) -> tuple[Signature, ...]:
    """All signatures on those revisions, oldest first."""
    found = session.scalars(
        select(SealedObject.bytes).where(
            SealedObject.signs.in_(tuple(rev_ids)), SealedObject.kind == "signature"
        )
    )
    return tuple(sorted(map(read_signature, found), key=lambda one: (one.signed_at, one.object_id)))


def scans_of(session: Session, rev_ids: Iterable[str]) -> tuple[Scan, ...]:
    """All scanned pages of those revisions and what took them off, oldest first."""
    found = session.scalars(
        select(SealedObject.bytes).where(SealedObject.signs.in_(tuple(rev_ids)), SealedObject.kind == "scan")
    )
    return tuple(sorted(map(read_scan, found), key=lambda one: (one.filed_at, one.object_id)))


def heads_of(revisions: Iterable[Revision]) -> tuple[Revision, ...]:
    """The revisions that no other one corrects, in the order of their ids; two of them need a person.

    Voided ones come last: a record that was declared void here and corrected there stands until that person decides.
    """
    held = tuple(revisions)
    corrected = {parent for revision in held for parent in revision.parents}
    heads = (revision for revision in held if revision.rev_id not in corrected)
    return tuple(sorted(heads, key=lambda head: bool(head.void)))
