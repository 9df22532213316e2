"""The server of the house is another, or went back in time: what it lacks is not there any more."""

from __future__ import annotations

from typing import assert_never

from sqlalchemy.orm import Session

from models.installation import put_setting, setting
from models.store import Store
from sync import bookmarks
from sync.county_client import CountyClient
from sync.house import holdings
from sync.stages import rechecking
from sync.stages.rechecking import Slice
from sync.wire.push import CheckRequest

_AT_ONCE = 1_000
_SPOT = 200  # names that one pass asks for when there is no reason to ask
_CIRCLE = "house_circle"


def perform(store: Store, client: CountyClient, effect: rechecking.Effect) -> rechecking.Event:
    """One transaction or one call."""
    match effect:
        case rechecking.Look(at=at):
            with store.read() as session:
                return rechecking.Looked(slice=_next_slice(session, at, _AT_ONCE))
        case rechecking.Resume():
            with store.read() as session:
                return rechecking.Looked(slice=_next_slice(session, setting(session, _CIRCLE) or "", _SPOT))
        case rechecking.Pause(at=at):
            with store.write() as session:
                put_setting(session, _CIRCLE, at)
            return rechecking.Remembered()
        case rechecking.Ask(slice=asked):
            question = CheckRequest(object_ids=asked.object_ids, blobs=asked.blobs)
            return rechecking.Asked(slice=asked, outcome=client.check(question))
        case rechecking.Mark(slice=asked, answer=answer):
            with store.write() as session:
                holdings.forget(session, "object", answer.missing)
                holdings.forget(session, "blob", answer.missing_blobs)
            return rechecking.Marked(lost=len(answer.missing), following=asked.following)
        case rechecking.Remember(epoch=epoch):
            with store.write() as session:
                holdings.forget_receipts(session)
                bookmarks.keep_epoch(session, epoch, bookmarks.HOUSE)
            return rechecking.Remembered()
        case never:
            assert_never(never)


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
