"""The server of the house is another, or went back in time: what it lacks is not there any more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.store import Store
from sync import bookmarks
from sync.house import holdings
from sync.recheck import Road
from sync.stages.rechecking import Slice
from sync.wire.push import CheckAnswer


def _next_slice(session: Session, at: str, size: int) -> Slice | None:
    what, after = ("blob", at[1:]) if at.startswith("b") else ("object", at[1:])
    names = holdings.some_there(session, what, after=after, limit=size)
    if not names and what == "object":
        what = "blob"
        names = holdings.some_there(session, what, after="", limit=size)
    if not names:
        return None
    ids, shas = (names, ()) if what == "object" else ((), names)
    return Slice(object_ids=ids, blobs=shas, owners={}, following=what[0] + names[-1])


def _mark(session: Session, _store: Store, _asked: Slice, answer: CheckAnswer) -> None:
    holdings.forget(session, "object", answer.missing)
    holdings.forget(session, "blob", answer.missing_blobs)


def _remember(session: Session, epoch: str) -> None:
    holdings.forget_receipts(session)
    bookmarks.keep_epoch(session, epoch, bookmarks.HOUSE)


HOUSE = Road(circle="house_circle", next_slice=_next_slice, mark=_mark, remember=_remember)
