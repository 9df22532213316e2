"""The county's proof for one object: a leaf of a Merkle tree whose root the county signed once per batch."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from forms.json_value import Json
from sync.wire.codec import Fields, encode
from sync.wire.digest import from_base64, to_base64


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The facts that a receipt proves. ``received_at`` of an anonymous report is a day, its sequence number 0."""

    facility_id: str
    object_id: str
    server_seq: int
    received_at: str
    epoch: str

    def digest(self) -> bytes:
        facts: list[Json] = [self.facility_id, self.object_id, self.server_seq, self.received_at, self.epoch]
        return hashlib.sha256(b"\x00" + encode(facts)).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A leaf, the way from it to the root (``l…`` or ``r…``: the neighbour's side and digest), the signed root."""

    leaf: Leaf
    path: tuple[str, ...]
    key_id: str
    signature: str  # base64, over the root

    def to_json(self) -> dict[str, Json]:
        return {
            "facility_id": self.leaf.facility_id,
            "object_id": self.leaf.object_id,
            "server_seq": self.leaf.server_seq,
            "received_at": self.leaf.received_at,
            "epoch": self.leaf.epoch,
            "path": list(self.path),
            "key_id": self.key_id,
            "signature": self.signature,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> Receipt:
        leaf = Leaf(
            facility_id=fields.text("facility_id"),
            object_id=fields.text("object_id"),
            server_seq=fields.integer("server_seq"),
            received_at=fields.text("received_at"),
            epoch=fields.text("epoch"),
        )
        return cls(
            leaf=leaf,
            path=fields.texts("path"),
            key_id=fields.text("key_id"),
            signature=fields.text("signature"),
        )


def key_id_of(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()[:16]


def sign_batch(leaves: Sequence[Leaf], private_key: Ed25519PrivateKey) -> tuple[Receipt, ...]:
    """One receipt per leaf, in order, with a single signature over all of them."""
    if not leaves:
        return ()
    root, paths = _tree([leaf.digest() for leaf in leaves])
    signature = to_base64(private_key.sign(_signed_bytes(root)))
    key_id = key_id_of(private_key.public_key().public_bytes_raw())
    return tuple(
        Receipt(leaf=leaf, path=tuple(path), key_id=key_id, signature=signature)
        for leaf, path in zip(leaves, paths, strict=True)
    )


def is_genuine(receipt: Receipt, county_keys: Mapping[str, bytes]) -> bool:
    """Whether one of the county's public keys (by key id) signed the root that this leaf leads to."""
    public_key = county_keys.get(receipt.key_id)
    if public_key is None:
        return False
    try:
        return _is_signed(public_key, receipt.signature, _climb(receipt.leaf.digest(), receipt.path))
    except ValueError:
        return False


@lru_cache(maxsize=512)
def _is_signed(public_key: bytes, signature: str, root: bytes) -> bool:
    """A batch has one root and one signature: they are held against each other once, not once per item."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(from_base64(signature), _signed_bytes(root))
    except InvalidSignature:
        return False
    return True


def _signed_bytes(root: bytes) -> bytes:
    return b"yian receipt 1\n" + root


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _climb(digest: bytes, path: Sequence[str]) -> bytes:
    for step in path:
        neighbour = bytes.fromhex(step[1:])
        match step[:1]:
            case "l":
                digest = _join(neighbour, digest)
            case "r":
                digest = _join(digest, neighbour)
            case _:
                raise ValueError("a step without a side")
    return digest


def _tree(digests: Sequence[bytes]) -> tuple[bytes, list[list[str]]]:
    """The root, and for each digest its path. A node without a neighbour moves up as it is."""
    paths: list[list[str]] = [[] for _ in digests]
    level = [(digest, [index]) for index, digest in enumerate(digests)]
    while len(level) > 1:
        above: list[tuple[bytes, list[int]]] = []
        for at in range(0, len(level) - 1, 2):
            (left, under_left), (right, under_right) = level[at], level[at + 1]
            for index in under_left:
                paths[index].append("r" + right.hex())
            for index in under_right:
                paths[index].append("l" + left.hex())
            above.append((_join(left, right), under_left + under_right))
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0][0], paths
