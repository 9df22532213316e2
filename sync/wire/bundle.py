"""The messages that lie in a parcel: the same objects and answers as on the wire, in frames."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forms.json_value import Json
from sync.wire.codec import Fields
from sync.wire.receipt import Receipt

MAX_ANSWER_BYTES = 16 << 20  # of one frame with an answer or a page


class Part(StrEnum):
    """The kinds of frames. A reader passes over those it does not know."""

    ABOUT = "about"
    OBJECT = "object"
    BLOB = "blob"
    REPORT = "report"  # without a person
    REPORT_BLOB = "report-blob"
    RESULTS = "results"  # of one batch, as a push is answered
    REPORT_DONE = "report-done"
    DEVICES = "devices"  # the hospital's computers
    FORMS = "forms"  # the signed list
    FORM = "form"
    PAGE = "page"  # of the hospital's feed, as a pull is answered


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the computer knows of the county, so that the reply goes on from there."""

    made_at: str
    incarnation: str
    epoch: str | None
    cursor: str
    mine: bool  # the reply is to hold this computer's own objects, too: it lost some
    last_receipt: Receipt | None
    reports_here: tuple[str, ...]  # reports without a person that need not come again
    forms: int  # number of the publication that is here

    def to_json(self) -> dict[str, Json]:
        return {
            "made_at": self.made_at,
            "incarnation": self.incarnation,
            "epoch": self.epoch,
            "cursor": self.cursor,
            "mine": self.mine,
            "last_receipt": self.last_receipt.to_json() if self.last_receipt else None,
            "reports_here": list(self.reports_here),
            "forms": self.forms,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> About:
        receipt = fields.optional_object("last_receipt")
        return cls(
            made_at=fields.text("made_at"),
            incarnation=fields.text("incarnation"),
            epoch=fields.optional_text("epoch"),
            cursor=fields.text("cursor"),
            mine=fields.flag("mine"),
            last_receipt=Receipt.from_json(receipt) if receipt else None,
            reports_here=fields.texts("reports_here"),
            forms=fields.integer("forms"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectHead:
    """One object; its bytes are the body. Without a receipt the county is not known to have it.

    ``op_id`` is that of the writer's own operation; None for what came to the writer from elsewhere.
    """

    kind: str
    object_id: str
    record_id: str | None
    lane: str
    op_id: str | None
    op_seq: int
    receipt: Receipt | None

    def to_json(self) -> dict[str, Json]:
        return {
            "kind": self.kind,
            "object_id": self.object_id,
            "record_id": self.record_id,
            "lane": self.lane,
            "op_id": self.op_id,
            "op_seq": self.op_seq,
            "receipt": self.receipt.to_json() if self.receipt else None,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> ObjectHead:
        receipt = fields.optional_object("receipt")
        return cls(
            kind=fields.text("kind"),
            object_id=fields.digest("object_id"),
            record_id=fields.optional_text("record_id"),
            lane=fields.text("lane"),
            op_id=fields.optional_text("op_id"),
            op_seq=fields.integer("op_seq"),
            receipt=Receipt.from_json(receipt) if receipt else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyAbout:
    """``epoch_seen`` and ``cursor_seen`` are what the bundle said that this answers."""

    made_at: str
    epoch: str
    epoch_seen: str | None
    cursor_seen: str
    restarted: bool  # that cursor leads nowhere any more: the pages begin anew
    missing_blobs: tuple[str, ...]  # of the hospital, after what the bundle brought
    notices: tuple[str, ...]

    def to_json(self) -> dict[str, Json]:
        return {
            "made_at": self.made_at,
            "epoch": self.epoch,
            "epoch_seen": self.epoch_seen,
            "cursor_seen": self.cursor_seen,
            "restarted": self.restarted,
            "missing_blobs": list(self.missing_blobs),
            "notices": list(self.notices),
        }

    @classmethod
    def from_json(cls, fields: Fields) -> ReplyAbout:
        return cls(
            made_at=fields.text("made_at"),
            epoch=fields.text("epoch"),
            epoch_seen=fields.optional_text("epoch_seen"),
            cursor_seen=fields.text("cursor_seen"),
            restarted=fields.flag("restarted"),
            missing_blobs=fields.texts("missing_blobs"),
            notices=fields.texts("notices"),
        )
