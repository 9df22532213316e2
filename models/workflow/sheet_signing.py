"""One person signs many records in one act, under one PIN and in one transaction: a sheet of a log, or what waited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.faults import StoreError
from models.store import Store
from models.workflow import attachments, signing
from models.workflow.credentials import Proof
from models.workflow.sealing import SealFailed
from models.workflow.signing import CannotSign


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSigned:
    rev_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSigned:
    signed: tuple[str, ...]  # ids of the signatures, in the order of the rows
    left: tuple[NotSigned, ...]  # rows that a rule keeps this person from signing


def sign_sheet(
    store: Store,
    rev_ids: Sequence[str],
    *,
    role: str,
    person: str,
    pin: str | None = None,
    proof: Proof | None = None,
    image: bytes | None = None,
) -> SheetSigned:
    """Sign the very revisions that were shown; what came later is not among them.

    A row that a rule keeps from being signed is left and told, the others are signed. CannotSign if none could be,
    WrongPin, LockedOut, or SealFailed when the disk refuses: then none is signed.
    """
    return sign_each(
        store, [(rev_id, role) for rev_id in rev_ids], person=person, pin=pin, proof=proof, image=image
    )


def sign_each(
    store: Store,
    wanted: Sequence[tuple[str, str]],
    *,
    person: str,
    pin: str | None = None,
    proof: Proof | None = None,
    image: bytes | None = None,
) -> SheetSigned:
    """The same for revisions that are signed in different roles, each (rev_id, role)."""
    if not wanted:
        raise CannotSign("没有等着签的记录。没有东西改动。")
    given = signing.proved(store, person, pin, proof)
    if image is not None:
        attachments.check(image, "image/png")
    now = store.clock.now()
    signed: list[str] = []
    left: list[NotSigned] = []
    try:
        with store.write() as session:
            for rev_id, role in wanted:
                try:
                    signed.append(
                        signing.add_in(
                            session, store, rev_id, role, person, proof=given, image=image, now=now
                        )
                    )
                except CannotSign as refusal:
                    left.append(NotSigned(rev_id=rev_id, reason=str(refusal)))
    except StoreError as error:
        raise SealFailed(f"没有签上，一份也没有签。{error}") from error
    if not signed:
        raise CannotSign(left[0].reason)
    return SheetSigned(signed=tuple(signed), left=tuple(left))
