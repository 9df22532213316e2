"""The county's own forms: published by a verb, listed under its signature, handed out by their digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Header, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.catalog import Catalog, PackedForm
from forms.clock import to_text
from forms.definition import Form
from forms.yaml_source import FormError
from server.bodies import answer
from server.county import County, Reading, TheCounty
from server.facilities import RegisterError
from server.pack_number import pack_number
from server.problems import RequestRefusedError
from server.tables.forms import FormVersion
from server.tokens import EnrolledDevice
from sync.wire.digest import content_digest, is_sha256, sha256_hex
from sync.wire.forms import MAX_FORM_BYTES, Manifest, PublishedForm, SignedManifest

router = APIRouter()

_SAFE = "一张也没有发布，原来的表单都没有动。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    number: int
    added: tuple[str, ...]  # id and version
    known: tuple[str, ...]  # were there already, byte for byte the same form


@router.get("/v1/forms")
def give_manifest(
    caller: EnrolledDevice,  # noqa: ARG001 - forms are for the county's hospitals
    county: TheCounty,
    session: Reading,
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """The signed list, or 304 for a computer that has this very one."""
    manifest = sign_manifest(session, county)
    headers = {"ETag": manifest.etag, "Cache-Control": "no-cache"}
    if manifest.etag in (tag.strip() for tag in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    response = answer(manifest)
    response.headers.update(headers)
    return response


@router.get("/v1/forms/{sha256}")
def give_form(sha256: str, caller: EnrolledDevice, session: Reading) -> Response:  # noqa: ARG001 - as above
    query = select(FormVersion.content).where(FormVersion.sha256 == sha256)
    content = session.execute(query).scalar_one_or_none() if is_sha256(sha256) else None
    if content is None:
        raise RequestRefusedError(404, "form-unknown", "县里没有发布过这张表单。")
    headers = {"Cache-Control": "private, immutable", "Content-Digest": content_digest(content)}
    return Response(content, media_type="application/octet-stream", headers=headers)


def sign_manifest(session: Session, county: County) -> SignedManifest:
    """Every version ever published, under the number of the newest publication."""
    rows = session.execute(select(FormVersion).order_by(FormVersion.form_id, FormVersion.version)).scalars()
    forms = tuple(
        PublishedForm(
            id=row.form_id,
            version=row.version,
            title=row.title,
            sha256=row.sha256,
            digest=row.digest,
            valid_from=row.valid_from,
        )
        for row in rows
    )
    return SignedManifest.of(Manifest(number=pack_number(session), forms=forms), county.signing_key)


def learn_forms(session: Session, catalog: Catalog) -> None:
    """Whatever was published since, by this process or another, is examined by from now on."""
    count = session.execute(select(func.count()).select_from(FormVersion)).scalar_one()
    if count == catalog.packed:
        return
    rows = session.execute(select(FormVersion)).scalars().all()
    catalog.extend(
        PackedForm(id=row.form_id, version=row.version, content=row.content, index={}) for row in rows
    )


def publish(session: Session, county: County, files: Sequence[Path], valid_from: date) -> Published:
    """All of the files or none; RegisterError with the reason of the first that can't be published.

    ``learn_forms`` once the session has committed.
    """
    learn_forms(session, county.catalog)
    digests = {(entry.id, entry.version): entry.digest for entry in county.catalog.entries()}
    number = pack_number(session) + 1
    added: list[str] = []
    known: list[str] = []
    for file in files:
        content, form = _read(county.catalog, file)
        held = digests.setdefault((form.id, form.version), form.digest)
        if held != form.digest:
            raise RegisterError(
                f"{file}：{form.id} {form.version} 已经有了，内容不一样。{_SAFE}改过的表单要用新的版本号。"
            )
        name = f"{form.id} {form.version}"
        if name in added or (form.id, form.version) in county.catalog:
            known.append(name)
            continue
        session.add(
            FormVersion(
                form_id=form.id,
                version=form.version,
                title=form.title,
                sha256=sha256_hex(content),
                digest=form.digest,
                valid_from=valid_from.isoformat(),
                number=number,
                content=content,
                added_at=to_text(county.clock.now()),
            )
        )
        added.append(name)
    session.flush()
    return Published(number=pack_number(session), added=tuple(added), known=tuple(known))


def _read(catalog: Catalog, file: Path) -> tuple[bytes, Form]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise RegisterError(f"{file} 读不出来。{_SAFE}请核对路径。") from error
    if len(content) > MAX_FORM_BYTES:
        raise RegisterError(f"{file} 有 {len(content) >> 10} KB，太大了。{_SAFE}一张表单最多 512 KB。")
    try:
        form = catalog.read_packed(content, str(file))
    except FormError as error:
        raise RegisterError(f"{error}。{_SAFE}改好这一处再来。") from error
    if form.status != "released":
        raise RegisterError(f"{file} 还是草稿（status: {form.status}）。{_SAFE}定稿后再发布。")
    return content, form
