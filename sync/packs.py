"""Takes the county's forms: what is signed, newer and whole is kept at once; anything else leaves all as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.catalog import index_of
from forms.definition import Form
from forms.json_value import Json
from forms.yaml_source import FormError
from models.form_packs import offer
from models.installation import Installation, put_setting, setting
from models.projections.apply import project
from models.store import Store
from models.tables.packs import FormPack
from models.tables.sealed import SealedObject
from sync.county_client import CountyClient
from sync.outcomes import Delivered, Failure, Unauthorized, Unreachable
from sync.wire.codec import WireError, decode, encode
from sync.wire.digest import sha256_hex
from sync.wire.forms import MAX_FORM_BYTES, Manifest, PublishedForm, SignedManifest

_NUMBER = "forms_number"  # setting: of the publication of which every form was taken
_MANIFEST = "forms_manifest"  # setting: its list as it was signed, for siblings on a stick
_TOLD = "forms_told"  # setting: the list about whose faults the person was told

CAME = "县里发来 {count} 张新表单：{titles}。填到一半的照旧用原来那一版填完。"
UNSIGNED = "县里的表单目录没有县里的签名，没有用。原来的表单照旧用，记录不受影响。请找信息员核对服务器地址。"
CHANGED = "县里的表单 {title} 和本机同一版的内容不一样，没有换。原来的表单照旧用。请信息员问县里。"
UNREADABLE = "县里的表单 {title} 这一版的医安还用不了，先没有换。原来的表单照旧用。请信息员更新医安。"
WRONG = "县里的表单 {title} 在路上坏了，先没有换，下次再取。原来的表单照旧用。"

Fetch = Callable[[str], Delivered[bytes] | Failure]


@dataclass(slots=True, kw_only=True)
class Taken:
    """``offered`` forms are new in the catalogue from now on; ``notices`` are sentences for a person."""

    offered: int = 0
    notices: list[str] = field(default_factory=list)


def fetch(
    store: Store, client: CountyClient, installation: Installation, number: int
) -> tuple[Taken, Failure | None]:
    """Asks only if the county has published something since; also offers what has become valid meanwhile."""
    taken = Taken()
    failure: Failure | None = None
    with store.read() as session:
        known = known_number(session)
    if number > known:
        outcome = client.forms()
        if isinstance(outcome, Delivered):
            failure = take(store, installation, outcome.message, client.form, taken)
        elif isinstance(outcome, Unreachable | Unauthorized):
            failure = outcome
    offer_valid(store, taken)
    return taken, failure


def known_number(session: Session) -> int:
    found = setting(session, _NUMBER)
    return found if isinstance(found, int) else 0


def taken_manifest(session: Session) -> SignedManifest | None:
    """The list of which every form is here, as the county signed it."""
    value = setting(session, _MANIFEST)
    return SignedManifest.from_json(decode(encode(value))) if value else None


def take(
    store: Store, installation: Installation, signed: SignedManifest, get: Fetch, taken: Taken
) -> Failure | None:
    """Keeps every form of the list that is not here and can be used; the failure of a line that went down."""
    try:
        manifest = signed.open(map(bytes.fromhex, installation.county_keys))
    except WireError:
        manifest = None
    if manifest is None:
        _tell(store, taken, signed, [UNSIGNED])
        return None
    with store.read() as session:
        if manifest.number <= known_number(session):
            return None  # an old list, kept somewhere on the way
        here = {(row.form_id, row.version): row.digest for row in session.scalars(select(FormPack))}
    here |= {(entry.id, entry.version): entry.digest for entry in store.catalog.entries()}
    rows: list[FormPack] = []
    faults: list[str] = []
    for form in manifest.forms:
        held = here.get((form.id, form.version))
        if held == form.digest:
            continue
        if held is not None:
            faults.append(CHANGED.format(title=_name(form)))
            continue
        outcome = get(form.sha256)
        if isinstance(outcome, Delivered):
            row = _checked(store, form, outcome.message)
            if isinstance(row, FormPack):
                rows.append(row)
            else:
                faults.append(row)
        elif isinstance(outcome, Unreachable | Unauthorized):
            return outcome  # nothing is kept yet: the next pass begins anew
        else:
            faults.append(WRONG.format(title=_name(form)))
    _keep(store, manifest, signed, rows, is_whole=not faults)
    _tell(store, taken, signed, faults)
    return None


def _checked(store: Store, published: PublishedForm, content: bytes) -> FormPack | str:
    """A row that is right in every respect, or the sentence that says why there is none."""
    if sha256_hex(content) != published.sha256 or len(content) > MAX_FORM_BYTES:
        return WRONG.format(title=_name(published))
    try:
        form = store.catalog.read_packed(content, f"{published.id} {published.version}")
    except FormError:
        return UNREADABLE.format(title=_name(published))
    if not _is_as_published(form, published):
        return UNREADABLE.format(title=_name(published))
    return FormPack(
        form_id=form.id,
        version=form.version,
        sha256=published.sha256,
        digest=form.digest,
        valid_from=published.valid_from,
        content=content,
        entry=index_of(form),
        added_at=store.clock.now(),
    )


def _is_as_published(form: Form, published: PublishedForm) -> bool:
    named = (published.id, published.version, published.digest)
    return (form.id, form.version, form.digest) == named and form.status == "released"


def _keep(
    store: Store, manifest: Manifest, signed: SignedManifest, rows: Iterable[FormPack], *, is_whole: bool
) -> None:
    """All that can be used, with the number if that is everything, in one transaction."""
    with store.write() as session:
        session.add_all(rows)
        if is_whole:
            put_setting(session, _NUMBER, manifest.number)
            put_setting(session, _MANIFEST, signed.to_json())


def offer_valid(store: Store, taken: Taken) -> None:
    """What is valid by now comes into the catalogue, and records that came before their form are laid out."""
    with store.look() as connection:
        offered = offer(connection, store.catalog, store.clock.now())
    if not offered:
        return
    with store.write() as session:
        for form in offered:
            query = (
                select(SealedObject.record_id)
                .where(SealedObject.form_id == form.id, SealedObject.form_version == form.version)
                .distinct()
            )
            for record_id in session.scalars(query).all():
                if record_id is not None:
                    project(session, session, store.catalog, record_id)
    titles = "".join(f"《{store.catalog.get(form.id, form.version).title}》" for form in offered)
    taken.offered += len(offered)
    taken.notices.append(CAME.format(count=len(offered), titles=titles))


def _tell(store: Store, taken: Taken, signed: SignedManifest, faults: list[str]) -> None:
    """Once for each list, not in every pass."""
    with store.write() as session:
        told: list[Json] = [signed.etag, *faults]
        if not faults or setting(session, _TOLD) == told:
            return
        put_setting(session, _TOLD, told)
    taken.notices.extend(faults)


def _name(form: PublishedForm) -> str:
    return f"《{form.title}》（{form.version} 版）"
