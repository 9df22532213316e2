"""One record as the county has it: a revision, and all that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from forms.definition import Form
from forms.revision import Revision, Signature, read_revision, read_signature
from forms.scan import Scan, read_scan
from server.blobs import find_missing_blobs
from server.console.names import FacilityNames, read_names
from server.county import County
from server.problems import RequestRefusedError
from server.tables.contents import RevisionRow, ScanRow, SignatureRow
from server.tables.facilities import Facility
from server.tables.objects import StoredObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One record as the county has it: the revision asked for, and all that belongs to it."""

    facility: str
    form: Form | None
    revision: Revision
    versions: tuple[Revision, ...]  # in the order of arrival
    signatures: tuple[Signature, ...]
    scans: tuple[Scan, ...]  # of its signed paper, also those that were taken off, and their ends
    names: FacilityNames
    missing: tuple[str, ...]  # attachments that have not come
    attachments: int

    @property
    def version_no(self) -> int:
        return [version.rev_id for version in self.versions].index(self.revision.rev_id) + 1


def read_dossier(session: Session, county: County, facility_id: str, rev_id: str) -> Dossier:
    """404 with a sentence if there is no such record."""
    row = session.get(RevisionRow, (facility_id, rev_id))
    if row is None:
        raise RequestRefusedError(404, "record-unknown", "县里没有这一份记录，也许还没送到。")
    versions = _read(session, facility_id, _versions(facility_id, row.record_id))
    revision = next(version for version in versions if version.rev_id == rev_id)
    signatures = _read_signatures(session, facility_id, rev_id)
    scans = _read_scans(session, facility_id, rev_id)
    named = [*revision.blobs, *(sha for one in signatures for sha in one.blobs)]
    named += [sha for scan in scans for sha in scan.blobs]
    facility = session.execute(select(Facility.name).where(Facility.facility_id == facility_id)).scalar_one()
    return Dossier(
        facility=facility,
        form=find_form(county, revision),
        revision=revision,
        versions=versions,
        signatures=signatures,
        scans=scans,
        names=read_names(session, facility_id, county.catalog),
        missing=find_missing_blobs(session, facility_id, named),
        attachments=len(set(named)),
    )


def find_form(county: County, revision: Revision) -> Form | None:
    try:
        return county.catalog.get(revision.form_id, revision.form_version)
    except KeyError:
        return None


def _versions(facility_id: str, record_id: str) -> Select[str]:
    return (
        select(RevisionRow.rev_id)
        .where(RevisionRow.facility_id == facility_id, RevisionRow.record_id == record_id)
        .order_by(RevisionRow.server_seq)
    )


def _read(session: Session, facility_id: str, rev_ids: Select[str]) -> tuple[Revision, ...]:
    names = list(session.execute(rev_ids).scalars())
    return tuple(read_revision(session.get_one(StoredObject, (facility_id, name)).sealed) for name in names)


def _read_signatures(session: Session, facility_id: str, rev_id: str) -> tuple[Signature, ...]:
    query = (
        select(StoredObject.sealed)
        .join(
            SignatureRow,
            (SignatureRow.facility_id == StoredObject.facility_id)
            & (SignatureRow.object_id == StoredObject.object_id),
        )
        .where(SignatureRow.facility_id == facility_id, SignatureRow.signs == rev_id)
    )
    found = map(read_signature, session.execute(query).scalars())
    return tuple(sorted(found, key=lambda one: (one.signed_at, one.object_id)))


def _read_scans(session: Session, facility_id: str, rev_id: str) -> tuple[Scan, ...]:
    query = (
        select(StoredObject.sealed)
        .join(
            ScanRow,
            (ScanRow.facility_id == StoredObject.facility_id) & (ScanRow.object_id == StoredObject.object_id),
        )
        .where(ScanRow.facility_id == facility_id, ScanRow.signs == rev_id)
    )
    found = map(read_scan, session.execute(query).scalars())
    return tuple(sorted(found, key=lambda one: (one.page, one.filed_at, one.object_id)))
