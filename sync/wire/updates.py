"""The list of program versions that a county hands out, signed; each file is fetched by its digest, part by part.

The county vouches for the list alone. What is in a file, its publisher signed: see ``update_file``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forms.json_value import Json
from sync.wire.codec import Fields, decode, encode
from sync.wire.digest import from_base64, to_base64
from sync.wire.update_manifest import version_key

MAX_UPDATE_BYTES = 999_999_999  # as many as a range can name


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedUpdate:
    version: str
    platform: str
    size: int  # bytes
    sha256: str  # of the file

    def to_json(self) -> dict[str, Json]:
        return {
            "version": self.version,
            "platform": self.platform,
            "size": self.size,
            "sha256": self.sha256,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> PublishedUpdate:
        update = cls(
            version=fields.text("version"),
            platform=fields.name("platform"),
            size=fields.integer("size"),
            sha256=fields.digest("sha256"),
        )
        version_key(update.version)
        return update


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateList:
    """``number`` grows with every publication and never shrinks."""

    number: int
    updates: tuple[PublishedUpdate, ...]

    def to_json(self) -> dict[str, Json]:
        return {"number": self.number, "updates": [update.to_json() for update in self.updates]}

    @classmethod
    def from_json(cls, fields: Fields) -> UpdateList:
        return cls(
            number=fields.integer("number"),
            updates=tuple(PublishedUpdate.from_json(update) for update in fields.objects("updates")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedUpdates:
    """The bytes of a list as they were signed."""

    text: str
    signature: bytes

    @classmethod
    def of(cls, listed: UpdateList, key: Ed25519PrivateKey) -> SignedUpdates:
        text = encode(listed.to_json())
        return cls(text=text.decode(), signature=key.sign(_signed_bytes(text)))

    def open(self, county_keys: Iterable[bytes]) -> UpdateList | None:
        """What it says; None unless one of the county's keys signed it. WireError if that is no list."""
        text = self.text.encode()
        if not any(self._is_signed_by(key, text) for key in county_keys):
            return None
        return UpdateList.from_json(decode(text))

    def _is_signed_by(self, county_key: bytes, text: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(county_key).verify(self.signature, _signed_bytes(text))
        except (InvalidSignature, ValueError):
            return False
        return True

    def to_json(self) -> dict[str, Json]:
        return {"list": self.text, "signature": to_base64(self.signature)}

    @classmethod
    def from_json(cls, fields: Fields) -> SignedUpdates:
        return cls(text=fields.text("list"), signature=from_base64(fields.text("signature")))


def _signed_bytes(text: bytes) -> bytes:
    return b"yian updates 1\n" + text
