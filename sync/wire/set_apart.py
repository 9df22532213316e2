"""What a computer tells the county of an operation that will not arrive: so that a gap has a name."""

from __future__ import annotations

from dataclasses import dataclass

from sync.wire.codec import WireError, decode, encode

_LONGEST_REASON = 300  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class SetApart:
    """Travels as one object of its own. ``object_id`` is what stays at the hospital; its bytes are not told."""

    facility_id: str
    op_seq: int
    object_id: str
    object_kind: str
    reason: str

    def seal(self) -> bytes:
        return encode(
            {
                "kind": "quarantine",
                "format": 1,
                "facility": self.facility_id,
                "op_seq": self.op_seq,
                "object_id": self.object_id,
                "object_kind": self.object_kind,
                "reason": self.reason[:_LONGEST_REASON],
            }
        )

    @classmethod
    def read(cls, sealed: bytes) -> SetApart:
        """WireError for anything else."""
        fields = decode(sealed)
        if fields.text("kind") != "quarantine":
            raise WireError("another kind")
        return cls(
            facility_id=fields.text("facility"),
            op_seq=fields.integer("op_seq"),
            object_id=fields.digest("object_id"),
            object_kind=fields.text("object_kind")[:40],
            reason=fields.text("reason")[:_LONGEST_REASON],
        )
