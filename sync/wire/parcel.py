"""A file for a USB stick: signed by who wrote it, readable by whom it is for, noticed if one byte is off.

``magic ‖ length ‖ header ‖ chunk … ‖ signature``. The header names sender and hospital and holds the key of the
content, wrapped once for each reader. A chunk is ``length ‖ AES-256-GCM``; its nonce counts and tells the last one, and
the header's digest is bound to each, so a torn, swapped, repeated or missing chunk does not open. The Ed25519
signature at the end is over the SHA-256 of everything before it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from forms.json_value import Json
from sync.wire.codec import Fields, decode, encode
from sync.wire.digest import from_base64, to_base64

MAGIC = b"YiAn parcel\n"
FORMAT = 2
CHUNK_BYTES = 256 << 10  # of content
KEY_BYTES = 32
_MOST_HEADER = 1 << 20
_SIGNATURE = 64
_TAG = 16
_PURPOSE = b"yian parcel 2\n"


class ParcelError(ValueError):
    """A file that can't be used as it is. The text is for the log, not for a person."""


class NewerParcelError(ParcelError):
    """Written by a newer program."""


class ParcelKind(StrEnum):
    HOSPITAL = "hospital"  # from a hospital's computer, for its siblings and the county
    REPLY = "reply"  # from the county, for one hospital's computers


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrap:
    """The key of the content for one reader: ``reader`` names a hospital key or an X25519 public key."""

    scheme: str  # hospital | x25519
    reader: str
    wrapped: bytes

    def to_json(self) -> dict[str, Json]:
        return {"scheme": self.scheme, "reader": self.reader, "wrapped": to_base64(self.wrapped)}

    @classmethod
    def from_json(cls, fields: Fields) -> Wrap:
        return cls(
            scheme=fields.text("scheme"),
            reader=fields.text("reader"),
            wrapped=from_base64(fields.text("wrapped")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """All that stands in clear: which hospital, who wrote it, and who can read it."""

    kind: str
    facility_id: str
    device_id: str | None  # of the computer that wrote it, or that the reply is for; None before enrolment
    sender_key: bytes  # Ed25519 public key, under which the signature holds
    wraps: tuple[Wrap, ...]

    def to_json(self) -> dict[str, Json]:
        return {
            "format": FORMAT,
            "kind": self.kind,
            "facility_id": self.facility_id,
            "device_id": self.device_id,
            "sender_key": to_base64(self.sender_key),
            "wraps": [wrap.to_json() for wrap in self.wraps],
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Header:
        if fields.integer("format") > FORMAT:
            raise NewerParcelError("format")
        return cls(
            kind=fields.text("kind"),
            facility_id=fields.text("facility_id"),
            device_id=fields.optional_text("device_id"),
            sender_key=from_base64(fields.text("sender_key")),
            wraps=tuple(Wrap.from_json(wrap) for wrap in fields.objects("wraps")),
        )


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def wrap_for(reader: bytes, key: bytes) -> Wrap:
    """For the holder of an X25519 key: ephemeral public key ‖ AES-256-GCM under the derived key."""
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(reader))
    sealed = AESGCM(_wrapping_key(shared, public, reader)).encrypt(bytes(12), key, _PURPOSE)
    return Wrap(scheme="x25519", reader=reader.hex(), wrapped=public + sealed)


def unwrap(wraps: Iterable[Wrap], private: X25519PrivateKey) -> bytes | None:
    """The key of the content; None if it was not wrapped for this reader."""
    reader = private.public_key().public_bytes_raw()
    for wrap in wraps:
        if wrap.scheme != "x25519" or wrap.reader != reader.hex():
            continue
        try:
            public, sealed = wrap.wrapped[:KEY_BYTES], wrap.wrapped[KEY_BYTES:]
            shared = private.exchange(X25519PublicKey.from_public_bytes(public))
            return AESGCM(_wrapping_key(shared, public, reader)).decrypt(bytes(12), sealed, _PURPOSE)
        except (InvalidTag, ValueError):
            continue
    return None


def _wrapping_key(shared: bytes, ephemeral: bytes, reader: bytes) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_PURPOSE + ephemeral + reader)
    return derivation.derive(shared)


class ParcelWriter:
    """Encrypts as it writes; what was written is a parcel once ``finish`` has returned."""

    def __init__(self, file: BinaryIO, header: Header, key: bytes, sign: Callable[[bytes], bytes]) -> None:
        self._file = file
        self._sign = sign
        self._cipher = AESGCM(key)
        self._digest = hashlib.sha256()
        self._waiting = bytearray()
        self._count = 0
        head = encode(header.to_json())
        self._bound = hashlib.sha256(head).digest()
        self._put(MAGIC + len(head).to_bytes(4) + head)

    def write(self, content: bytes) -> None:
        self._waiting += content
        while len(self._waiting) > CHUNK_BYTES:  # the last chunk is known only when all was written
            self._put_chunk(bytes(self._waiting[:CHUNK_BYTES]), is_last=False)
            del self._waiting[:CHUNK_BYTES]

    def finish(self) -> None:
        self._put_chunk(bytes(self._waiting), is_last=True)
        self._file.write(self._sign(_signed_bytes(self._digest.digest())))

    def _put_chunk(self, content: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._count, is_last=is_last), content, self._bound)
        self._put(len(sealed).to_bytes(4) + sealed)
        self._count += 1

    def _put(self, part: bytes) -> None:
        self._digest.update(part)
        self._file.write(part)


class ParcelReader:
    """Reads the header at once; ParcelError for a file that is none, or of a newer program."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        if file.read(len(MAGIC)) != MAGIC:
            raise ParcelError("no parcel")
        head = file.read(self._length(_MOST_HEADER))
        try:
            self.header = Header.from_json(decode(head))
        except NewerParcelError:
            raise
        except ValueError as error:
            raise ParcelError("header") from error
        self._bound = hashlib.sha256(head).digest()
        self._before = MAGIC + len(head).to_bytes(4) + head
        self.size = file.seek(0, os.SEEK_END)

    def chunks(self, key: bytes, *, signer: bytes | None = None) -> Iterator[bytes]:
        """The content from its beginning, chunk by chunk; ParcelError at the first that is not in its place.

        With ``signer`` also after the last, unless that Ed25519 key signed every byte of the file as it is.
        """
        cipher = AESGCM(key)
        digest = hashlib.sha256(self._before)
        self._file.seek(len(self._before))
        count, is_last = 0, False
        while not is_last:
            length = self._length(CHUNK_BYTES + _TAG)
            sealed = self._file.read(length)
            digest.update(length.to_bytes(4) + sealed)
            is_last = self._file.tell() + _SIGNATURE == self.size
            try:
                yield cipher.decrypt(_nonce(count, is_last=is_last), sealed, self._bound)
            except (InvalidTag, ValueError) as error:
                raise ParcelError(f"chunk {count}") from error
            count += 1
        if signer is not None:
            self._check_signature(signer, digest.digest())

    def _check_signature(self, signer: bytes, digest: bytes) -> None:
        try:
            key = Ed25519PublicKey.from_public_bytes(signer)
            key.verify(self._file.read(_SIGNATURE), _signed_bytes(digest))
        except (InvalidSignature, ValueError) as error:
            raise ParcelError("signature") from error

    def _length(self, most: int) -> int:
        length = int.from_bytes(self._file.read(4))
        if not 0 < length <= most:
            raise ParcelError("length")
        return length


def _nonce(count: int, *, is_last: bool) -> bytes:
    """The key is of this one parcel, so that a count never repeats."""
    return count.to_bytes(11) + bytes([is_last])


def _signed_bytes(digest: bytes) -> bytes:
    return _PURPOSE + digest
