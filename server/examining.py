"""The public rules: what the county looks at before it keeps an object. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from forms import public_rules
from forms.catalog import Catalog
from forms.definition import Form
from forms.object_reader import RevisionError
from forms.revision import Revision, Signature, read_revision, read_signature
from forms.scan import Scan, read_scan
from sync.wire.digest import sha256_hex
from sync.wire.limits import MAX_SEALED_BYTES
from sync.wire.outcomes import OPAQUE_KINDS, ObjectKind
from sync.wire.push import Item

RULES_BROKEN = "rules-broken"
_LONGEST = (
    300  # characters of what the county's tables are searched by; PostgreSQL indexes no more than 2,704 bytes
)


_PUBLIC_FORMS: dict[str, Form] = {}  # by digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Good to keep; parked if ``problem`` says why. ``form`` is there if the record keeps the form's public rules."""

    content: Revision | Signature | Scan | None
    form: Form | None = None
    problem: str = ""
    detail: str = ""

    @property
    def blobs(self) -> tuple[str, ...]:
        if self.content is None:
            return ()
        if isinstance(self.content, Revision) and self.content.private is not None:
            ciphertext = self.content.private.get("sha256")
            if isinstance(ciphertext, str):
                return (*self.content.blobs, ciphertext)
        return self.content.blobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Can't be kept at all."""

    problem: str
    detail: str


def examine(item: Item, facility_id: str, catalog: Catalog) -> Kept | Refused:
    if len(item.sealed) > MAX_SEALED_BYTES:
        return Refused(problem="too-large", detail="这一条太大，县里收不下。记录还在本机，可以导出。")
    if sha256_hex(item.sealed) != item.object_id:
        return Refused(
            problem="digest-mismatch",
            detail="这一条的内容和它的校验码对不上，县里没有收。记录还在本机，可以导出。",
        )
    match item.kind:
        case ObjectKind.REVISION | ObjectKind.SIGNATURE | ObjectKind.SCAN:
            return _examine_sealed(item, facility_id, catalog)
        case ObjectKind.ORDER:
            return Refused(problem="not-yours", detail="督办只能由县里发出。")
        case ObjectKind.COUNTY_RECEIPT:
            return Refused(problem="not-yours", detail="县里的回执只在院内传，不往县里送。")
        case ObjectKind.ANONYMOUS:
            return Refused(problem="not-here", detail="匿名的报告要走另一条路，程序会自己再送。")
        case kind if kind in OPAQUE_KINDS:
            return Kept(content=None)
        case _:
            return Kept(
                content=None, problem="kind-unknown", detail="县里的程序还不认识这一类内容，已原样收存。"
            )


def _examine_sealed(item: Item, facility_id: str, catalog: Catalog) -> Kept | Refused:
    try:
        content = _read(item)
    except RevisionError as error:
        return Kept(
            content=None,
            problem=f"malformed: {error}"[:300],
            detail="县里读不懂这一条，已原样收存，会有人看。",
        )
    if len(longest := max(_searched(content), key=len)) > _LONGEST:
        return Kept(
            content=None,
            problem=f"malformed: a text of {len(longest)} characters where a short one belongs",
            detail="县里读不懂这一条，已原样收存，会有人看。",
        )
    if content.facility != facility_id:
        return Refused(
            problem="other-facility", detail="这一条写的是另一家医院，县里没有收。记录还在本机，可以导出。"
        )
    return _with_form(content, catalog) if isinstance(content, Revision) else Kept(content=content)


def _read(item: Item) -> Revision | Signature | Scan:
    match item.kind:
        case ObjectKind.REVISION:
            return read_revision(item.sealed)
        case ObjectKind.SIGNATURE:
            return read_signature(item.sealed)
        case _:
            return read_scan(item.sealed)


def _with_form(revision: Revision, catalog: Catalog) -> Kept:
    try:
        form = catalog.get(revision.form_id, revision.form_version)
    except KeyError:
        return Kept(
            content=revision,
            problem="form-unknown",
            detail="县里还没有这一版表单，记录已原样收存，表单到了就能看。",
        )
    if form.digest != revision.form_digest:
        return Kept(
            content=revision,
            problem="form-differs",
            detail="这一版表单和县里的不一样，记录已原样收存，会有人看。",
        )
    broken = public_rules.examine(_public_form(form), revision)
    if broken:
        labels = "、".join(dict.fromkeys(problem.label for problem in broken[:5]))
        return Kept(
            content=revision,
            problem=RULES_BROKEN,
            detail=f"这一条不合这张表单的规则（{labels}），县里已原样收存，会有人看。",
        )
    return Kept(content=revision, form=form)


def _public_form(form: Form) -> Form:
    """Made once per form, as many as the catalogue holds."""
    if form.digest not in _PUBLIC_FORMS:
        _PUBLIC_FORMS[form.digest] = public_rules.public_form(form)
    return _PUBLIC_FORMS[form.digest]


def _searched(content: Revision | Signature | Scan) -> tuple[str, ...]:
    """The texts by which the county's tables find it again."""
    if isinstance(content, Signature | Scan):
        return (content.signs,)
    texts = (content.record_id, content.form_id, content.form_version, content.subject, content.department)
    return tuple(text or "" for text in texts)
