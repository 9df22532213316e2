"""The sealed bytes of a record: built once, verified on every reading, on both sides.

Bytes hold no device, sequence number or chain; those belong to the operation that carries them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from forms.canonical import digest
from forms.clock import to_text
from forms.definition import Form
from forms.json_value import Json
from forms.object_reader import ObjectReader, RevisionError, read_format, read_object_data, write_object
from forms.order import Order, read_order
from forms.scan import Scan, read_scan
from forms.timeliness import TIMELINESS, Timeliness

METHODS = ("pin", "drawn", "paper", "import")  # how a person signed; drawn = PIN and a drawn signature


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentEntry:
    """One line of the manifest. For an identifying attachment ``sha256`` and ``size`` are the ciphertext's."""

    name: str  # path of the field: "photos" or "places/<row_id>/exits/photos"
    sha256: str
    size: int  # bytes
    mime: str
    identifying: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureMark:
    """How the author signed the revision itself."""

    method: str
    image_sha: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A frozen view of one sealed revision; every property was checked by ``read_revision``."""

    rev_id: str  # SHA-256 of the canonical bytes
    data: dict[str, Json]
    record_id: str
    form_id: str
    form_version: str
    form_digest: str
    engine: int
    action: str | None  # what a step form does to its chain: order, rectify …
    parents: tuple[str, ...]
    after: tuple[str, ...]  # the steps of a chain that this one follows
    subject: str | None  # the chain: hazard id, incident's record id, asset's record id
    facility: str
    department: str | None
    author: str
    author_name: str
    place: str | None
    asset: str | None
    claimed_at: datetime
    keyed_at: datetime
    sealed_at: datetime
    timeliness: Timeliness
    paper_no: str | None
    clock_suspect: bool
    serial: str
    reason: str | None
    import_id: str | None
    void: bool
    answers: dict[str, Json]
    bulk: tuple[str, ...]
    attachments: tuple[AttachmentEntry, ...]
    private: dict[str, Json] | None  # commitment, and the digest of the ciphertext
    signature: SignatureMark

    @property
    def is_correction(self) -> bool:
        return bool(self.parents)

    @property
    def blobs(self) -> tuple[str, ...]:
        """Digests of all bytes that travel beside this revision, in a fixed order, each once."""
        drawn = (self.signature.image_sha,) if self.signature.image_sha else ()
        return tuple(dict.fromkeys((*(entry.sha256 for entry in self.attachments), *drawn)))


def build_revision(
    *,
    form: Form,
    record_id: str,
    facility: str,
    author: str,
    author_name: str,
    claimed_at: datetime,
    keyed_at: datetime,
    sealed_at: datetime,
    serial: str,
    answers: Mapping[str, Json],
    department: str | None = None,
    place: str | None = None,
    asset: str | None = None,
    parents: Iterable[str] = (),
    after: Iterable[str] = (),
    subject: str | None = None,
    timeliness: str = Timeliness.ON_TIME,
    paper_no: str | None = None,
    clock_suspect: bool = False,
    reason: str | None = None,
    import_id: str | None = None,
    void: bool = False,
    bulk: Iterable[str] = (),
    attachments: Iterable[AttachmentEntry] = (),
    private: Mapping[str, Json] | None = None,
    signature: SignatureMark,
) -> bytes:
    """Canonical bytes that ``read_revision`` accepts; RevisionError if the facts contradict each other."""
    data: dict[str, object] = {
        "kind": "revision",
        "format": 1,
        "engine": form.engine,
        "record_id": record_id,
        "form_id": form.id,
        "form_version": form.version,
        "form_digest": form.digest,
        "action": form.step.action if form.step else None,
        "parents": sorted(set(parents)),
        "after": sorted(set(after)),
        "subject": subject,
        "facility": facility,
        "department": department,
        "author": author,
        "author_name": author_name,
        "place": place,
        "asset": asset,
        "claimed_at": to_text(claimed_at),
        "keyed_at": to_text(keyed_at),
        "sealed_at": to_text(sealed_at),
        "timeliness": timeliness,
        "paper_no": paper_no,
        "clock_suspect": clock_suspect,
        "serial": serial,
        "reason": reason,
        "import_id": import_id,
        "void": void,
        "answers": dict(answers),
        "bulk": sorted(set(bulk)),
        "attachments": sorted(
            (
                {
                    "name": entry.name,
                    "sha256": entry.sha256,
                    "size": entry.size,
                    "mime": entry.mime,
                    "identifying": entry.identifying,
                }
                for entry in attachments
            ),
            key=lambda entry: (str(entry["name"]), str(entry["sha256"])),
        ),
        "private": None if private is None else dict(private),
        "signature": {"method": signature.method, "image_sha": signature.image_sha},
    }
    sealed = write_object(data)
    read_revision(sealed)
    return sealed


@lru_cache(maxsize=128)
def read_revision(data: bytes) -> Revision:
    """The revision of canonical bytes; RevisionError with the reason if they are not one.

    One sealing asks for the same bytes several times, so the last ones are remembered; nobody changes a view.
    """
    reader = ObjectReader(read_object_data(data))
    reader.one_of("kind", ("revision",))
    read_format(reader)
    revision = Revision(
        rev_id=digest(data),
        data=reader.data,
        record_id=reader.text("record_id"),
        form_id=reader.text("form_id"),
        form_version=reader.text("form_version"),
        form_digest=reader.digest("form_digest"),
        engine=reader.integer("engine"),
        action=reader.optional_text("action"),
        parents=reader.digests("parents"),
        after=reader.digests("after"),
        subject=reader.optional_text("subject"),
        facility=reader.text("facility"),
        department=reader.optional_text("department"),
        author=reader.text("author"),
        author_name=reader.text("author_name"),
        place=reader.optional_text("place"),
        asset=reader.optional_text("asset"),
        claimed_at=reader.instant("claimed_at"),
        keyed_at=reader.instant("keyed_at"),
        sealed_at=reader.instant("sealed_at"),
        timeliness=Timeliness(reader.one_of("timeliness", TIMELINESS)),
        paper_no=reader.optional_text("paper_no"),
        clock_suspect=reader.boolean("clock_suspect"),
        serial=reader.text("serial"),
        reason=reader.optional_text("reason"),
        import_id=reader.optional_text("import_id"),
        void=reader.boolean("void"),
        answers=reader.object("answers"),
        bulk=reader.texts("bulk"),
        attachments=_read_attachments(reader),
        private=_read_private(reader),
        signature=_read_mark(reader),
    )
    _check(revision)
    return revision


def _check(revision: Revision) -> None:
    if (revision.is_correction or revision.void) and not revision.reason:
        raise RevisionError("a correction or a voiding needs a reason")
    if revision.void and not revision.parents:
        raise RevisionError("only a revision that has a parent can void")
    if revision.timeliness is Timeliness.TRANSCRIBED and not revision.paper_no:
        raise RevisionError("a transcribed record needs the number of its paper")
    if revision.action and not revision.subject:
        raise RevisionError("a step needs the chain that it belongs to")


def _read_attachments(reader: ObjectReader) -> tuple[AttachmentEntry, ...]:
    entries = []
    for item in reader.objects("attachments"):
        part = ObjectReader(item)
        entries.append(
            AttachmentEntry(
                name=part.text("name"),
                sha256=part.digest("sha256"),
                size=part.integer("size"),
                mime=part.text("mime"),
                identifying=part.boolean("identifying"),
            )
        )
    keys = [(entry.name, entry.sha256) for entry in entries]
    if keys != sorted(set(keys)):
        raise RevisionError("attachments must be sorted by name and digest, each once")
    return tuple(entries)


def _read_private(reader: ObjectReader) -> dict[str, Json] | None:
    private = reader.optional_object("private")
    if private is not None:
        ObjectReader(private).digest("commitment")
    return private


def _read_mark(reader: ObjectReader) -> SignatureMark:
    mark = ObjectReader(reader.object("signature"))
    return SignatureMark(method=mark.one_of("method", METHODS), image_sha=mark.optional_digest("image_sha"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a later signer added to a revision; an object of its own, so the revision never changes."""

    object_id: str  # SHA-256 of the canonical bytes
    data: dict[str, Json]
    signs: str  # rev_id
    role: str
    person: str
    person_name: str
    method: str
    image_sha: str | None
    verdict: str  # signed | returned
    reason: str | None
    signed_at: datetime
    facility: str

    @property
    def blobs(self) -> tuple[str, ...]:
        return (self.image_sha,) if self.image_sha else ()


def build_signature(
    *,
    signs: str,
    role: str,
    person: str,
    person_name: str,
    signed_at: datetime,
    facility: str,
    method: str = "pin",
    image_sha: str | None = None,
    verdict: str = "signed",
    reason: str | None = None,
) -> bytes:
    """Canonical bytes that ``read_signature`` accepts; RevisionError if a refusal has no reason."""
    sealed = write_object(
        {
            "kind": "signature",
            "format": 1,
            "signs": signs,
            "role": role,
            "person": person,
            "person_name": person_name,
            "method": method,
            "image_sha": image_sha,
            "verdict": verdict,
            "reason": reason,
            "signed_at": to_text(signed_at),
            "facility": facility,
        }
    )
    read_signature(sealed)
    return sealed


def read_signature(data: bytes) -> Signature:
    reader = ObjectReader(read_object_data(data))
    reader.one_of("kind", ("signature",))
    read_format(reader)
    signature = Signature(
        object_id=digest(data),
        data=reader.data,
        signs=reader.digest("signs"),
        role=reader.text("role"),
        person=reader.text("person"),
        person_name=reader.text("person_name"),
        method=reader.one_of("method", METHODS),
        image_sha=reader.optional_digest("image_sha"),
        verdict=reader.one_of("verdict", ("signed", "returned")),
        reason=reader.optional_text("reason"),
        signed_at=reader.instant("signed_at"),
        facility=reader.text("facility"),
    )
    if signature.verdict == "returned" and not signature.reason:
        raise RevisionError("a refusal to sign needs a reason")
    return signature


def read_object(data: bytes) -> Revision | Signature | Scan | Order:
    """The sealed object of canonical bytes, whichever kind it is; RevisionError with the reason."""
    match ObjectReader(read_object_data(data)).text("kind"):
        case "revision":
            return read_revision(data)
        case "signature":
            return read_signature(data)
        case "scan":
            return read_scan(data)
        case "order":
            return read_order(data)
        case other:
            raise RevisionError(f"the kind {other!r} is not known to this program")


def private_part(answers: Mapping[str, Json], salt: bytes) -> bytes:
    """Canonical bytes of the identifying answers; the salt (16 bytes or more) keeps the commitment unguessable."""
    if len(salt) < 16:
        raise ValueError("a salt needs at least 16 bytes")
    return write_object({"kind": "private", "format": 1, "salt": salt.hex(), "answers": dict(answers)})


def read_private_part(data: bytes) -> dict[str, Json]:
    """The identifying answers of ``private_part``."""
    reader = ObjectReader(read_object_data(data))
    reader.one_of("kind", ("private",))
    read_format(reader)
    return reader.object("answers")


def commitment(private_bytes: bytes) -> str:
    """What the revision keeps of the private part: proves later that it was not changed, tells nothing of it."""
    return digest(private_bytes)


def check_code(rev_id: str) -> str:
    """The code printed for comparison by eye: ``7C1E 90B4 D2A6``."""
    code = rev_id[:12].upper()
    return f"{code[:4]} {code[4:8]} {code[8:]}"
