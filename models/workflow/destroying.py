"""Destroying the private part of a record, when the law says so: by two persons, with a reason, for good.

The sealed bytes and their commitment stay: they prove what was sealed, and tell nothing of it.
"""

from __future__ import annotations

from models.faults import Refusal
from models.store import Store
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import auditing
from models.workflow.credentials import Proof
from models.workflow.permitting import require_role

ROLES = ("admin", "leader", "quality")


class CannotDestroy(Refusal):
    """There are not two persons, no reason, or nothing to destroy."""


def destroy_private_part(store: Store, rev_id: str, *, proofs: tuple[Proof, Proof], reason: str) -> None:
    """Nobody can read the identifying answers of that revision on this computer any more; audited with both names."""
    first, second = proofs
    if first.staff_no == second.staff_no:
        raise CannotDestroy("销毁要两个人一起做。什么都没有销毁。请另一个有权的人也输 PIN。")
    if not reason.strip():
        raise CannotDestroy("还没写依据。什么都没有销毁。请写明依据哪一条规定。")
    now = store.clock.now()
    with store.write() as session:
        for proof in proofs:
            require_role(session, store.catalog, proof.staff_no, ROLES, "销毁保密部分")
        part = session.get(PrivatePart, rev_id)
        if part is None or part.ciphertext is None:
            raise CannotDestroy("这一版没有保密部分，或已经销毁。没有东西改动。")
        part.ciphertext, part.destroyed_at = None, now
        auditing.note(
            session,
            at=now,
            actor=first.staff_no,
            action="private_part.destroyed",
            subject=session.get_one(SealedObject, rev_id).record_id,
            detail={"rev_id": rev_id, "with": second.staff_no, "reason": reason.strip()},
        )
