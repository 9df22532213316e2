"""Messages of the way up: a batch of objects, one result per object, and the question what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from forms.json_value import Json
from sync.wire.codec import Fields, WireError
from sync.wire.digest import from_base64, to_base64
from sync.wire.outcomes import Outcome, Standing
from sync.wire.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One object in the envelope of its operation. ``op_id`` is random; ``op_seq`` counts per device."""

    op_id: str
    op_seq: int
    kind: str
    object_id: str
    sealed: bytes
    proof: Receipt | None = None  # the county's, for what only the county makes

    def to_json(self) -> dict[str, Json]:
        proof = {} if self.proof is None else {"proof": self.proof.to_json()}
        return {
            "op_id": self.op_id,
            "op_seq": self.op_seq,
            "kind": self.kind,
            "object_id": self.object_id,
            **proof,
            **sealed_to_json(self.sealed),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class BadItem:
    """An item that could not be read, so that its neighbours still can."""

    op_id: str
    reason: str


def sealed_to_json(sealed: bytes) -> dict[str, Json]:
    """As text where it is UTF-8 (it compresses best), as base64 otherwise; the bytes come back exactly."""
    try:
        return {"sealed": sealed.decode("utf-8")}
    except UnicodeDecodeError:
        return {"sealed_b64": to_base64(sealed)}


def sealed_from_json(fields: Fields) -> bytes:
    encoded = fields.optional_text("sealed_b64")
    if encoded is not None:
        return from_base64(encoded)
    return fields.any_text("sealed").encode("utf-8")


def read_item(fields: Fields) -> Item | BadItem:
    """The item, or why it cannot be read. WireError only if it cannot even be named."""
    op_id = fields.name("op_id")
    try:
        return Item(
            op_id=op_id,
            op_seq=fields.integer("op_seq"),
            kind=fields.name("kind"),
            object_id=fields.name("object_id"),
            sealed=sealed_from_json(fields),
            proof=Receipt.from_json(proof) if (proof := fields.optional_object("proof")) else None,
        )
    except ValueError as error:
        return BadItem(op_id=op_id, reason=str(error)[:200])


@dataclass(frozen=True, slots=True, kw_only=True)
class PushRequest:
    """``incarnation`` is random per installation state, so that a cloned disk is noticed.

    ``last_receipt`` is the one with the highest number that this device holds: a server that does not know it
    any more went back in time.
    """

    incarnation: str
    last_receipt: Receipt | None
    items: tuple[Item | BadItem, ...]

    def to_json(self) -> dict[str, Json]:
        return {
            "incarnation": self.incarnation,
            "last_receipt": self.last_receipt.to_json() if self.last_receipt else None,
            "items": [item.to_json() for item in self.items if isinstance(item, Item)],
        }

    @classmethod
    def from_json(cls, fields: Fields) -> PushRequest:
        items = tuple(read_item(item) for item in fields.objects("items"))
        if len({item.op_id for item in items}) != len(items):
            raise WireError("op_id stands twice in one batch")
        receipt = fields.optional_object("last_receipt")
        return cls(
            incarnation=fields.name("incarnation"),
            last_receipt=Receipt.from_json(receipt) if receipt else None,
            items=items,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """Kept items carry a receipt and their standing; others a problem: a word, and a Chinese sentence."""

    op_id: str
    outcome: Outcome
    standing: Standing | None = None
    receipt: Receipt | None = None
    heads: tuple[str, ...] = ()  # of a record with two versions
    problem: str = ""
    detail: str = ""

    def to_json(self) -> dict[str, Json]:
        return {
            "op_id": self.op_id,
            "outcome": self.outcome,
            "standing": self.standing,
            "receipt": self.receipt.to_json() if self.receipt else None,
            "heads": list(self.heads),
            "problem": self.problem,
            "detail": self.detail,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> ItemResult:
        receipt = fields.optional_object("receipt")
        standing = fields.optional_text("standing")
        try:
            outcome = Outcome(fields.text("outcome"))
            return cls(
                op_id=fields.text("op_id"),
                outcome=outcome,
                standing=Standing(standing) if standing else None,
                receipt=Receipt.from_json(receipt) if receipt else None,
                heads=fields.texts("heads"),
                problem=fields.optional_text("problem") or "",
                detail=fields.optional_text("detail") or "",
            )
        except ValueError as error:
            raise WireError(f"result: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class PushAnswer:
    """``notices``: device-fork, history-rolled-back."""

    results: tuple[ItemResult, ...]
    missing_blobs: tuple[str, ...]
    server_epoch: str
    notices: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        return {
            "results": [result.to_json() for result in self.results],
            "missing_blobs": list(self.missing_blobs),
            "server_epoch": self.server_epoch,
            "notices": list(self.notices),
        }

    @classmethod
    def from_json(cls, fields: Fields) -> PushAnswer:
        return cls(
            results=tuple(ItemResult.from_json(result) for result in fields.objects("results")),
            missing_blobs=fields.texts("missing_blobs"),
            server_epoch=fields.text("server_epoch"),
            notices=fields.texts("notices"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """Which of these objects and blobs does the county lack?"""

    object_ids: tuple[str, ...]
    blobs: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        return {"object_ids": list(self.object_ids), "blobs": list(self.blobs)}

    @classmethod
    def from_json(cls, fields: Fields) -> CheckRequest:
        return cls(object_ids=fields.digests("object_ids"), blobs=fields.digests("blobs"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswer:
    missing: tuple[str, ...]
    missing_blobs: tuple[str, ...]
    server_epoch: str

    def to_json(self) -> dict[str, Json]:
        return {
            "missing": list(self.missing),
            "missing_blobs": list(self.missing_blobs),
            "server_epoch": self.server_epoch,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> CheckAnswer:
        return cls(
            missing=fields.texts("missing"),
            missing_blobs=fields.texts("missing_blobs"),
            server_epoch=fields.text("server_epoch"),
        )
