"""Names made from bytes, and the header that guards a body on its way (RFC 9530)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

SHA256_HEX = re.compile(r"[0-9a-f]{64}")


def sha256_hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def is_sha256(text: str) -> bool:
    return SHA256_HEX.fullmatch(text) is not None


def content_digest(body: bytes) -> str:
    """The value of ``Content-Digest`` for the body as it is sent."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def token_challenge(device_id: str, nonce: str) -> bytes:
    """What a device signs to prove that it holds its key."""
    return f"yian token 1\n{device_id}\n{nonce}".encode()


def to_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def from_base64(text: str) -> bytes:
    """ValueError if it is not base64."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
