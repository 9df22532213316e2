"""One record as its form, with its print and its photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import to_text
from forms.printing.render import render as print_form
from forms.revision import Revision, check_code
from server.blobs import read_blob
from server.console.access import SignedIn, frame
from server.console.dossier import Dossier, read_dossier
from server.console.pictures import files_of, taken_off
from server.console.reading import lay_out
from server.console.rendering import render
from server.county import TheCounty, Writing
from server.officers import note
from server.problems import RequestRefusedError
from server.receipts import read_receipts
from server.tables.contents import HazardRow, ManifestRow
from server.tables.objects import StoredObject

router = APIRouter()


@router.get("/records/{facility_id}/{rev_id}")
def show_record(
    facility_id: str, rev_id: str, reader: SignedIn, county: TheCounty, session: Writing
) -> Response:
    dossier = read_dossier(session, county, facility_id, rev_id)
    note(
        session,
        officer=reader.name,
        act="view-record",
        now=county.clock.now(),
        facility_id=facility_id,
        target=rev_id,
    )
    form, revision = dossier.form, dossier.revision
    stored = session.get_one(StoredObject, (facility_id, rev_id))
    return render(
        "record.html",
        {
            **frame(county, reader, "records"),
            "dossier": dossier,
            "revision": revision,
            "signers": {signer.role: signer.title for signer in form.signers} if form else {},
            "blocks": lay_out(form, revision.answers, dossier.names) if form else (),
            "files": files_of(dossier),
            "taken_off": taken_off(dossier.scans),
            "raw": () if form else sorted(revision.answers.items()),
            "receipt": read_receipts(session, facility_id, [rev_id])[rev_id],
            "check_code": check_code(rev_id),
            "standing": stored.standing,
            "problem": stored.problem,
            "hazards": _hazards(session, facility_id, revision),
            "to_text": to_text,
        },
    )


def _hazards(session: Session, facility_id: str, revision: Revision) -> Sequence[HazardRow]:
    """Those found in this record, or the one that this step moves."""
    found = (HazardRow.record_id == revision.record_id) | (HazardRow.hazard_id == (revision.subject or ""))
    query = select(HazardRow).where(HazardRow.facility_id == facility_id, found)
    return session.execute(query).scalars().all()


@router.get("/records/{facility_id}/{rev_id}/print.pdf")
def print_record(
    facility_id: str, rev_id: str, reader: SignedIn, county: TheCounty, session: Writing
) -> Response:
    """The paper as the hospital prints it, with the county's officer in the footer."""
    dossier = read_dossier(session, county, facility_id, rev_id)
    if dossier.form is None:
        raise RequestRefusedError(409, "form-unknown", "县里还没有这一版表单，印不了。记录已原样收存。")
    now = county.clock.now()
    note(session, officer=reader.name, act="print", now=now, facility_id=facility_id, target=rev_id)
    content = print_form(
        dossier.form,
        dossier.revision,
        layout="sheet",
        facility=dossier.facility,
        names=dossier.names,
        printed_at=now,
        printed_by=f"县里 {reader.name}",
        signatures=dossier.signatures,
        images=_images(session, facility_id, dossier),
        version_no=dossier.version_no,
    )
    return Response(content, media_type="application/pdf", headers={"Cache-Control": "no-store"})


def _images(session: Session, facility_id: str, dossier: Dossier) -> Mapping[str, bytes]:
    """Drawn signatures and photos that have come; identifying ones are ciphertext and stay out."""
    hidden = {entry.sha256 for entry in dossier.revision.attachments if entry.identifying}
    wanted = [*dossier.revision.blobs, *(sha for one in dossier.signatures for sha in one.blobs)]
    return {
        sha256: read_blob(session, facility_id, sha256)
        for sha256 in wanted
        if sha256 not in dossier.missing and sha256 not in hidden
    }


@router.get("/records/{facility_id}/{rev_id}/attachments/{sha256}")
def show_attachment(
    facility_id: str, rev_id: str, sha256: str, reader: SignedIn, county: TheCounty, session: Writing
) -> Response:
    """A photo of a record or a page of its signed paper; identifying ones can't be opened at the county."""
    dossier = read_dossier(session, county, facility_id, rev_id)
    file = next((one for one in files_of(dossier) if one.sha256 == sha256), None)
    named = file and session.get(ManifestRow, (facility_id, file.named_by, sha256))
    if file is None or named is None or not file.may_be_seen:
        raise RequestRefusedError(404, "attachment-unknown", "这个附件县里还没有收全，或者只能在医院里看。")
    note(
        session,
        officer=reader.name,
        act="view-attachment",
        now=county.clock.now(),
        facility_id=facility_id,
        target=sha256,
    )
    return Response(
        read_blob(session, facility_id, sha256),
        media_type=file.mime,
        headers={
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        },
    )
