"""What the house gives: kept here, and what siblings sealed put into this computer's outbox, for the county."""

from __future__ import annotations

import contextlib
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.store import Store
from models.tables.attachments import MissingBlob
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import queueing
from sync import blobs, bookmarks, ledger, proving, pull
from sync.county_client import CountyClient
from sync.house import holdings
from sync.house.road import HouseRoad
from sync.outcomes import Delivered
from sync.stages import attaching, fetching, paging
from sync.wire.outcomes import ObjectKind
from sync.wire.pull import PullItem, PullPage

_STAYS = (ObjectKind.ORDER, ObjectKind.COUNTY_RECEIPT)  # these came from the county
_URGENT = "event"  # the chapter of forms whose records go first


def perform_paging(
    store: Store, client: CountyClient, road: HouseRoad, effect: paging.Effect
) -> paging.Event:
    """One transaction or one call."""
    match effect:
        case paging.AskPage(mine=mine):
            with store.read() as session:
                cursor = bookmarks.read_bookmarks(session, bookmarks.HOUSE).cursor
            outcome = client.pull(cursor, mine=mine)
            if not isinstance(outcome, Delivered):
                return paging.PageCame(mine=mine, from_beginning=not cursor, outcome=outcome)
            facility_id = store.require_installation().facility_id
            return paging.PageCame(
                mine=mine,
                from_beginning=not cursor,
                outcome=outcome,
                is_proved=proving.is_page_proved(
                    outcome.message, facility_id=facility_id, genuine=proving.genuine_by(road.keys)
                ),
                lacks_own=_lacks_own(store, outcome.message),
            )
        case paging.ForgetCursor():
            with store.write() as session:
                bookmarks.keep_epoch(session, "", bookmarks.HOUSE)
            return paging.CursorForgotten()
        case paging.Apply(page=page):
            return paging.Applied(received=_apply(store, page), more=page.more)
        case never:
            assert_never(never)


def _lacks_own(store: Store, page: PullPage) -> bool:
    bare = [
        item.object_id
        for item in page.items
        if item.sealed is None and item.kind != ObjectKind.COUNTY_RECEIPT
    ]
    with store.read() as session:
        return not set(bare) <= pull.known_objects(session, bare)


def _apply(store: Store, page: PullPage) -> int:
    """The page, its place in the outbox and the cursor in one transaction."""
    whole = [item for item in page.items if item.sealed is not None]
    with store.write() as session:
        received = pull.take_items(session, store, whole)
        holdings.note(session, "object", (item.object_id for item in page.items))
        for item in whole:
            if item.kind not in _STAYS and item.object_id not in received.refused:
                _pass_on(session, store, item)
        bookmarks.keep_cursor(session, page.next_cursor, bookmarks.HOUSE)
        for item in page.items[-1:]:
            if item.receipt.leaf.epoch == page.server_epoch:
                bookmarks.keep_last_receipt(session, item.receipt, bookmarks.HOUSE)
    return received.stored


def _pass_on(session: Session, store: Store, item: PullItem) -> None:
    """The county keeps it once, however many bring it."""
    if session.scalar(select(OutboxRow.op_id).where(OutboxRow.object_id == item.object_id)) is not None:
        return
    record_id, lane = _place(session, store, item.object_id)
    queueing.queue(
        session,
        now=store.clock.now(),
        object_id=item.object_id,
        kind=item.kind,
        record_id=record_id,
        lane=lane,
    )


def _place(session: Session, store: Store, object_id: str) -> tuple[str | None, str]:
    """The record that an object belongs to, and whether it goes first; of a signature those of what it signs."""
    sealed = session.get(SealedObject, object_id)
    if sealed is not None and sealed.signs is not None:
        sealed = session.get(SealedObject, sealed.signs) or sealed
    if sealed is None:
        return None, "normal"
    chapter = ""
    if sealed.form_id is not None and sealed.form_version is not None:
        with contextlib.suppress(KeyError):  # a form of a newer program
            chapter = store.catalog.get(sealed.form_id, sealed.form_version).chapter
    return sealed.record_id, "incident" if chapter == _URGENT else "normal"


def perform_fetching(store: Store, client: CountyClient, effect: fetching.Effect) -> fetching.Event:
    """As from the county; and the county, which may ask for it any time now, is offered it."""
    if not isinstance(effect, fetching.Keep):
        return pull.perform_fetching(store, client, effect)
    with store.read() as session:
        missing = session.get(MissingBlob, effect.sha256)
    event = pull.perform_fetching(store, client, effect)
    with store.write() as session:
        holdings.note(session, "blob", [effect.sha256])
        if missing is not None:
            owners = {effect.sha256: missing.object_id} if missing.private_part else {}
            ledger.note_lacking(session, [effect.sha256], owners)
    return event


def perform_attaching(store: Store, client: CountyClient, effect: attaching.Effect) -> attaching.Event:
    """As to the county, but with what the house lacks."""
    match effect:
        case attaching.ListLacking():
            with store.read() as session:
                return attaching.Listed(blobs=holdings.lacking_blobs(session, store.clock.now()))
        case attaching.Forget(sha256=sha256):
            with store.write() as session:
                holdings.note(session, "blob", [sha256])
            return attaching.Forgotten()
        case _:
            return blobs.perform(store, client, effect)
