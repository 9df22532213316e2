"""The list of forms that a county publishes, signed; each form is fetched by the digest of its file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forms.json_value import Json
from sync.wire.codec import Fields, decode, encode
from sync.wire.digest import from_base64, sha256_hex, to_base64

MAX_FORM_BYTES = 512 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedForm:
    """``sha256`` is of the file, ``digest`` of the definition that is read from it."""

    id: str
    version: str
    title: str
    sha256: str
    digest: str
    valid_from: str  # ISO date: from this day on the version is offered for new records

    def to_json(self) -> dict[str, Json]:
        return {
            "id": self.id,
            "version": self.version,
            "title": self.title,
            "sha256": self.sha256,
            "digest": self.digest,
            "valid_from": self.valid_from,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> PublishedForm:
        return cls(
            id=fields.text("id"),
            version=fields.text("version"),
            title=fields.text("title"),
            sha256=fields.digest("sha256"),
            digest=fields.digest("digest"),
            valid_from=fields.text("valid_from"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``number`` grows with every publication and never shrinks."""

    number: int
    forms: tuple[PublishedForm, ...]

    def to_json(self) -> dict[str, Json]:
        return {"number": self.number, "forms": [form.to_json() for form in self.forms]}

    @classmethod
    def from_json(cls, fields: Fields) -> Manifest:
        return cls(
            number=fields.integer("number"),
            forms=tuple(PublishedForm.from_json(form) for form in fields.objects("forms")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedManifest:
    """The bytes of a manifest as they were signed."""

    text: str
    signature: bytes

    @classmethod
    def of(cls, manifest: Manifest, key: Ed25519PrivateKey) -> SignedManifest:
        text = encode(manifest.to_json())
        return cls(text=text.decode(), signature=key.sign(_signed_bytes(text)))

    @property
    def etag(self) -> str:
        return f'"{sha256_hex(self.text.encode())}"'

    def open(self, county_keys: Iterable[bytes]) -> Manifest | None:
        """What it says; None unless one of the county's keys signed it. WireError if that is no manifest."""
        text = self.text.encode()
        if not any(self._is_signed_by(key, text) for key in county_keys):
            return None
        return Manifest.from_json(decode(text))

    def _is_signed_by(self, county_key: bytes, text: bytes) -> bool:
        try:
            key = Ed25519PublicKey.from_public_bytes(county_key)
            key.verify(self.signature, _signed_bytes(text))
        except (InvalidSignature, ValueError):
            return False
        return True

    def to_json(self) -> dict[str, Json]:
        return {"manifest": self.text, "signature": to_base64(self.signature)}

    @classmethod
    def from_json(cls, fields: Fields) -> SignedManifest:
        return cls(text=fields.text("manifest"), signature=from_base64(fields.text("signature")))


def _signed_bytes(text: bytes) -> bytes:
    return b"yian forms 1\n" + text
