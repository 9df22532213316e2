"""Becoming known to the county by stick: a request that the computer signs, an answer that only it can open.

The check code is read out by the county and typed in at the hospital: it stands for the county's key, so that
nobody who had the stick in between can put himself in the county's place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from forms.json_value import Json
from sync.wire.codec import Fields, WireError, decode, encode
from sync.wire.digest import from_base64, to_base64
from sync.wire.enrolment import EnrolmentAnswer, EnrolmentRequest

KIND = "enrolment-request"
FORMAT = 1
ANSWER = "enrolment"  # the frame with the answer; the kind of its parcel
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: it is read out on the telephone
_CODE_LENGTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """``code`` of the request is random here and ties the answer to it."""

    text: str
    signature: bytes

    @classmethod
    def of(cls, request: EnrolmentRequest, sign: Callable[[bytes], bytes]) -> SignedRequest:
        text = encode(request.to_json())
        return cls(text=text.decode(), signature=sign(_signed_bytes(text)))

    def open(self) -> EnrolmentRequest:
        """The request; WireError unless whoever holds its device key wrote it."""
        text = self.text.encode()
        try:
            request = EnrolmentRequest.from_json(decode(text))
            key = Ed25519PublicKey.from_public_bytes(request.device_key)
            key.verify(self.signature, _signed_bytes(text))
        except (InvalidSignature, ValueError) as error:
            raise WireError("enrolment request") from error
        return request

    def to_json(self) -> dict[str, Json]:
        return {
            "format": FORMAT,
            "kind": KIND,
            "request": self.text,
            "signature": to_base64(self.signature),
        }

    @classmethod
    def from_json(cls, fields: Fields) -> SignedRequest:
        if fields.text("kind") != KIND:
            raise WireError("another kind")
        try:
            return cls(text=fields.text("request"), signature=from_base64(fields.text("signature")))
        except ValueError as error:
            raise WireError(str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class StickAnswer:
    nonce: str  # of the request that this answers
    answer: EnrolmentAnswer

    def to_json(self) -> dict[str, Json]:
        return {"nonce": self.nonce, "answer": self.answer.to_json()}

    @classmethod
    def from_json(cls, fields: Fields) -> StickAnswer:
        return cls(nonce=fields.text("nonce"), answer=EnrolmentAnswer.from_json(fields.object("answer")))


def check_code(county_key: bytes, nonce: str) -> str:
    """50 bits over the county's signing key and this one request, for people to compare."""
    number = int.from_bytes(hashlib.sha256(b"yian enrolment check\n" + county_key + nonce.encode()).digest())
    letters = "".join(_LETTERS[number >> 5 * at & 31] for at in range(_CODE_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def is_same_code(typed: str, code: str) -> bool:
    """However a person writes it: small letters, blanks, with or without the dash."""
    return "".join(filter(str.isalnum, typed.upper())) == code.replace("-", "")


def _signed_bytes(text: bytes) -> bytes:
    return b"yian enrolment 1\n" + text
