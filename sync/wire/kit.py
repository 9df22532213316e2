"""What a county gives a hospital on a stick before it knows any computer of it: where to report, one-time codes, its keys.

It is a parcel whose key is wrapped under the check code. The code goes to the hospital by another way: whoever finds the
stick can't open it, and whoever can open it knows that nobody but the county has written it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from forms.clock import from_text, to_text
from forms.json_value import Json
from sync.wire.codec import Fields
from sync.wire.digest import from_base64, to_base64
from sync.wire.parcel import KEY_BYTES, Wrap

FILE = "报到.yian"
FOLDER = "医安安装盘"
"""With which the name of a kit's folder begins."""

KIT = "kit"  # the kind of the parcel, and the frame with what is below
_SCHEME = "code"
_PURPOSE = b"yian kit 1\n"
_SALT_BYTES = 16
_COST = 1 << 15  # of scrypt: about 0.1 s and 32 MiB a try, on top of the 50 bits of the code


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """``is_first``: when it was made the county knew no computer of this hospital."""

    hospital: str
    address: str
    codes: tuple[str, ...]  # each is good for one computer
    county_keys: tuple[bytes, ...]
    good_until: datetime
    is_first: bool

    def to_json(self) -> dict[str, Json]:
        return {
            "hospital": self.hospital,
            "address": self.address,
            "codes": list(self.codes),
            "county_keys": [to_base64(key) for key in self.county_keys],
            "good_until": to_text(self.good_until),
            "is_first": self.is_first,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Kit:
        return cls(
            hospital=fields.text("hospital"),
            address=fields.text("address"),
            codes=fields.texts("codes"),
            county_keys=tuple(from_base64(key) for key in fields.texts("county_keys")),
            good_until=from_text(fields.text("good_until")),
            is_first=fields.flag("is_first"),
        )


def wrap_under(code: str, key: bytes) -> Wrap:
    """For whoever has been told the code."""
    salt = os.urandom(_SALT_BYTES)
    sealed = AESGCM(_key_of(code, salt)).encrypt(bytes(12), key, _PURPOSE)
    return Wrap(scheme=_SCHEME, reader=salt.hex(), wrapped=sealed)


def unwrap_with(code: str, wraps: Iterable[Wrap]) -> bytes | None:
    """The key of the content; None if the code is another one. Takes a tenth of a second by intent."""
    for wrap in wraps:
        if wrap.scheme != _SCHEME:
            continue
        try:
            return AESGCM(_key_of(code, bytes.fromhex(wrap.reader))).decrypt(
                bytes(12), wrap.wrapped, _PURPOSE
            )
        except (InvalidTag, ValueError):
            continue
    return None


def _key_of(code: str, salt: bytes) -> bytes:
    """However a person writes the code: small letters, blanks, with or without the dash."""
    letters = "".join(filter(str.isalnum, code.upper()))
    return Scrypt(salt=salt, length=KEY_BYTES, n=_COST, r=8, p=1).derive(_PURPOSE + letters.encode())
