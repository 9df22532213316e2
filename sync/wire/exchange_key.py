"""The key to which bundles for the county are encrypted, vouched for by the key that signs its receipts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forms.json_value import Json
from sync.wire.codec import Fields
from sync.wire.digest import from_base64, to_base64


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeKey:
    public: bytes  # X25519
    signature: bytes

    @classmethod
    def signed(cls, public: bytes, key: Ed25519PrivateKey) -> ExchangeKey:
        return cls(public=public, signature=key.sign(_signed_bytes(public)))

    def is_genuine(self, county_keys: Iterable[bytes]) -> bool:
        return len(self.public) == 32 and any(self._is_signed_by(key) for key in county_keys)

    def _is_signed_by(self, county_key: bytes) -> bool:
        try:
            key = Ed25519PublicKey.from_public_bytes(county_key)
            key.verify(self.signature, _signed_bytes(self.public))
        except (InvalidSignature, ValueError):
            return False
        return True

    def to_json(self) -> dict[str, Json]:
        return {"key": to_base64(self.public), "signature": to_base64(self.signature)}

    @classmethod
    def from_json(cls, fields: Fields) -> ExchangeKey:
        return cls(public=from_base64(fields.text("key")), signature=from_base64(fields.text("signature")))

    @classmethod
    def optional(cls, fields: Fields) -> ExchangeKey | None:
        """The member ``exchange`` of a message; None where the county is too old to have one."""
        found = fields.optional_object("exchange")
        return cls.from_json(found) if found else None


def _signed_bytes(public: bytes) -> bytes:
    return b"yian exchange 1\n" + public
