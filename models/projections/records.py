"""Records as their current revisions tell them, with their signatures and the places they cover."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.definition import Form
from forms.json_value import Json
from forms.revision import Revision, Signature
from models.projections.checks import answered, places_in
from models.projections.objects import heads_of, revisions_of, scans_of, signatures_on
from models.projections.scans import paper_state, put_scans
from models.projections.search import index
from models.tables.projections import PlaceVisitRow, RecordRow, SignatureRow


def project_record(source: Session, target: Session, catalog: Catalog, record_id: str) -> Revision | None:
    """Computes one record anew; answers its current revision, None if none has come yet."""
    revisions = revisions_of(source, record_id)
    if not revisions:
        return None
    heads = heads_of(revisions)
    current = heads[0]
    signatures = signatures_on(source, [revision.rev_id for revision in revisions])
    form = known_form(catalog, current)
    _put_signatures(target, record_id, signatures)
    scans = scans_of(source, [revision.rev_id for revision in revisions])
    put_scans(target, record_id, scans)
    row = _row(form, current, heads, revisions, signatures)
    row.paper = paper_state(current.rev_id, scans)
    target.merge(row)
    _put_visits(target, form, current)
    index(
        target,
        f"record:{record_id}",
        row.title,
        row.serial,
        row.author_name,
        row.paper_no,
        *_texts(form, current),
    )
    return current


def known_form(catalog: Catalog, revision: Revision) -> Form | None:
    """The very version the revision was filled with, None if this program does not have it."""
    try:
        return catalog.get(revision.form_id, revision.form_version)
    except KeyError:
        return None


def awaiting(form: Form, revision: Revision, signatures: tuple[Signature, ...]) -> tuple[str, ...]:
    """Roles that still have to sign the revision, in the form's order; none once it is void.

    Whom a field names is awaited only if it names somebody.
    """
    if revision.void:
        return ()
    signed = {one.role for one in signatures if one.signs == revision.rev_id and one.verdict == "signed"}
    wanted = (
        signer
        for signer in form.signers
        if signer.required and not signer.author and (not signer.field or revision.answers.get(signer.field))
    )
    return tuple(signer.role for signer in wanted if signer.role not in signed)


def _row(
    form: Form | None,
    current: Revision,
    heads: tuple[Revision, ...],
    revisions: tuple[Revision, ...],
    signatures: tuple[Signature, ...],
) -> RecordRow:
    items = tuple(answered(form, current.answers)) if form else ()
    roles = awaiting(form, current, signatures) if form else ()
    returns = [one for one in signatures if one.signs == current.rev_id and one.verdict == "returned"]
    returned = returns[-1].reason if returns and not current.void else None
    return RecordRow(
        record_id=current.record_id,
        rev_id=current.rev_id,
        heads=[head.rev_id for head in heads],
        versions=len(revisions),
        status="void" if current.void else "sealed",
        form_id=current.form_id,
        form_version=current.form_version,
        title=form.title if form else current.form_id,
        chapter=form.chapter if form else "",
        kind=form.kind.value if form else "record",
        action=current.action,
        subject=current.subject,
        facility=current.facility,
        department=current.department,
        place=current.place,
        asset=current.asset,
        author=current.author,
        author_name=current.author_name,
        claimed_at=current.claimed_at,
        keyed_at=current.keyed_at,
        sealed_at=current.sealed_at,
        timeliness=current.timeliness.value,
        clock_suspect=any(revision.clock_suspect for revision in revisions),
        serial=current.serial,
        paper_no=current.paper_no,
        import_id=current.import_id,
        abnormal=sum(item.is_bad for item in items),
        items=len(items),
        bulk=len(current.bulk),
        attachments=len(current.attachments),
        awaiting=list(roles),
        named=_named(form, current) if form else {},
        returned=returned,
        waits=bool(roles) or returned is not None,
    )


def _named(form: Form, revision: Revision) -> dict[str, Json]:
    """By role the staff numbers of the people whom the record names as its signers."""
    answers = (
        (one.role, revision.answers.get(one.field)) for one in form.signers if one.field and not one.author
    )
    return {role: [value] if isinstance(value, str) else value for role, value in answers if value}


def _put_signatures(target: Session, record_id: str, signatures: tuple[Signature, ...]) -> None:
    for one in signatures:
        target.merge(
            SignatureRow(
                object_id=one.object_id,
                rev_id=one.signs,
                record_id=record_id,
                role=one.role,
                person=one.person,
                person_name=one.person_name,
                method=one.method,
                image_sha=one.image_sha,
                verdict=one.verdict,
                reason=one.reason,
                signed_at=one.signed_at,
            )
        )


def _put_visits(target: Session, form: Form | None, current: Revision) -> None:
    places = dict.fromkeys(places_in(form, current.answers) if form else ())
    if current.place:
        places.setdefault(current.place)
    wanted = set() if current.void else set(places)
    held = set(
        target.scalars(select(PlaceVisitRow.place).where(PlaceVisitRow.record_id == current.record_id))
    )
    if held == wanted and not current.parents:
        return
    if held:
        target.execute(delete(PlaceVisitRow).where(PlaceVisitRow.record_id == current.record_id))
    if wanted:
        facts = {
            "record_id": current.record_id,
            "form_id": current.form_id,
            "claimed_at": current.claimed_at,
        }
        target.execute(insert(PlaceVisitRow), [facts | {"place": place} for place in sorted(wanted)])


def _texts(form: Form | None, current: Revision) -> list[str]:
    """Public text worth finding: what was written, and the descriptions of findings."""
    if form is None or form.private_record:
        return []
    return list(_strings(current.answers))[:60]


def _strings(value: object) -> list[str]:
    match value:
        case str() if any("一" <= character <= "鿿" for character in value):
            return [value]
        case dict():
            return [text for item in value.values() for text in _strings(item)]
        case list():
            return [text for item in value for text in _strings(item)]
        case _:
            return []
