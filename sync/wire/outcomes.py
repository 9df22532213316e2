"""The words in which a server answers for one item, and the kinds of objects that travel."""

from __future__ import annotations

from enum import StrEnum


class ObjectKind(StrEnum):
    REVISION = "revision"
    SIGNATURE = "signature"
    SCAN = "scan"  # a page of the signed paper of a revision
    ORDER = "order"  # made by the county only
    CREDENTIAL = "credential"  # ciphertext under the hospital key
    KEY_GRANT = "key_grant"  # the hospital key, wrapped to one computer's key
    COUNTY_RECEIPT = "county_receipt"  # from the 院内主机: what the county has proved
    QUARANTINE = "quarantine"  # what a computer could not deliver, by name and reason
    ANONYMOUS = "anonymous"  # goes a way of its own: no device, no operation, only the day


OPAQUE_KINDS = frozenset({ObjectKind.CREDENTIAL, ObjectKind.KEY_GRANT, ObjectKind.QUARANTINE})


class Outcome(StrEnum):
    """What happened to one item of a push."""

    STORED = "stored"
    DUPLICATE = "duplicate"  # it was there; the first receipt comes back
    STORED_CONFLICT = "stored-conflict"  # kept beside another child of the same parent
    PARKED = "parked"  # kept raw: the server does not know the form, or finds it malformed
    REJECTED = "rejected"  # not kept; the item's problem says why
    RETRY = "retry"  # not kept this time

    @property
    def is_kept(self) -> bool:
        return self not in (Outcome.REJECTED, Outcome.RETRY)


class Standing(StrEnum):
    """How a kept object stands at the county."""

    STORED = "stored"
    CONFLICT = "conflict"
    PARKED = "parked"
