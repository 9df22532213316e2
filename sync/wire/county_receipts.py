"""What the 院内主机 tells the hospital's other computers of the county: receipts, each with how its object stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forms.json_value import Json
from sync.wire.codec import Fields, WireError, decode, encode
from sync.wire.digest import from_base64, to_base64
from sync.wire.outcomes import Standing
from sync.wire.receipt import Receipt, is_genuine, key_id_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    receipt: Receipt
    standing: Standing

    def to_json(self) -> dict[str, Json]:
        return {"receipt": self.receipt.to_json(), "standing": self.standing}

    @classmethod
    def from_json(cls, fields: Fields) -> Proved:
        try:
            standing = Standing(fields.text("standing"))
        except ValueError as error:
            raise WireError(str(error)) from error
        return cls(receipt=Receipt.from_json(fields.object("receipt")), standing=standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyReceipts:
    """Travels as one sealed object; ``county_keys`` are the public keys by which anybody can check it."""

    facility_id: str
    county_keys: tuple[bytes, ...]
    proved: tuple[Proved, ...]

    def seal(self) -> bytes:
        return encode(
            {
                "kind": "county_receipt",
                "format": 1,
                "facility": self.facility_id,
                "county_keys": [to_base64(key) for key in self.county_keys],
                "proved": [one.to_json() for one in self.proved],
            }
        )

    @classmethod
    def read(cls, sealed: bytes) -> CountyReceipts:
        """WireError for anything else."""
        fields = decode(sealed)
        if fields.text("kind") != "county_receipt":
            raise WireError("another kind")
        try:
            keys = tuple(from_base64(key) for key in fields.texts("county_keys"))
        except ValueError as error:
            raise WireError(str(error)) from error
        return cls(
            facility_id=fields.text("facility"),
            county_keys=keys,
            proved=tuple(Proved.from_json(one) for one in fields.objects("proved")),
        )

    def is_genuine(self) -> bool:
        """Whether every receipt is this hospital's and was signed with one of the keys that stand beside it."""
        keys: Mapping[str, bytes] = {key_id_of(key): key for key in self.county_keys}
        return all(
            one.receipt.leaf.facility_id == self.facility_id and is_genuine(one.receipt, keys)
            for one in self.proved
        )
