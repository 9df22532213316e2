"""After the county's epoch changed: ask for everything it ever acknowledged, and send again what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.store import Store
from models.tables.attachments import Attachment
from models.tables.sealed import PrivatePart
from sync import bookmarks, ledger
from sync.county_client import CountyClient
from sync.outcomes import Delivered, Failure
from sync.wire.digest import sha256_hex
from sync.wire.push import CheckRequest

_SLICE = 1_000


def recheck(store: Store, client: CountyClient, epoch: str) -> tuple[int, Failure | None]:
    """How many objects the county had lost. The new epoch is noted only when all were asked for."""
    lost = 0
    after = ""
    while True:
        with store.read() as session:
            ids = ledger.delivered_ids(session, after=after, limit=_SLICE)
        if not ids:
            break
        outcome = client.check(CheckRequest(object_ids=ids))
        if not isinstance(outcome, Delivered):
            return lost, outcome
        with store.write() as session:
            ledger.mark_lost(session, outcome.message.missing)
        lost += len(outcome.message.missing)
        after = ids[-1]
    failure = _recheck_blobs(store, client)
    if failure is None:
        with store.write() as session:
            bookmarks.keep_epoch(session, epoch)
    return lost, failure


def _recheck_blobs(store: Store, client: CountyClient) -> Failure | None:
    with store.read() as session:
        owners = _private_parts(session)
        names = (*session.scalars(select(Attachment.sha256).where(Attachment.sealed)), *owners)
    for some in _slices(names):
        outcome = client.check(CheckRequest(object_ids=(), blobs=some))
        if not isinstance(outcome, Delivered):
            return outcome
        with store.write() as session:
            ledger.note_lacking(session, outcome.message.missing_blobs, owners)
    return None


def _private_parts(session: Session) -> dict[str, str]:
    query = select(PrivatePart.object_id, PrivatePart.ciphertext).where(PrivatePart.ciphertext.is_not(None))
    return {
        sha256_hex(ciphertext): object_id
        for object_id, ciphertext in session.execute(query)
        if ciphertext is not None
    }


def _slices(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (names[start : start + _SLICE] for start in range(0, len(names), _SLICE))
