"""What the hospital's other computers and the county have: fetched page by page, applied with the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.object_reader import RevisionError
from forms.order import Order
from forms.revision import Revision, read_object
from forms.scan import Scan
from models.installation import put_setting
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.installation import Setting
from models.tables.outbox import Relay, Unread
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import receiving
from sync import arriving, bookmarks, county_proofs, proving
from sync.county_client import CountyClient
from sync.outcomes import Delivered
from sync.stages import fetching, paging
from sync.wire.enrolment import Role
from sync.wire.outcomes import ObjectKind
from sync.wire.pull import PullItem, PullPage

_NAMING = (ObjectKind.REVISION, ObjectKind.SIGNATURE, ObjectKind.SCAN)  # kinds that name attachments


def perform_paging(store: Store, client: CountyClient, effect: paging.Effect) -> paging.Event:
    """One transaction or one call."""
    match effect:
        case paging.AskPage(mine=mine):
            with store.read() as session:
                cursor = bookmarks.read_bookmarks(session).cursor
            outcome = client.pull(cursor, mine=mine)
            if not isinstance(outcome, Delivered):
                return paging.PageCame(mine=mine, from_beginning=not cursor, outcome=outcome)
            installation = store.require_installation()
            genuine = proving.genuine_by(installation.county_keys)
            facility_id = installation.facility_id
            return paging.PageCame(
                mine=mine,
                from_beginning=not cursor,
                outcome=outcome,
                is_proved=proving.is_page_proved(outcome.message, facility_id=facility_id, genuine=genuine),
                lacks_own=_lacks_own(store, outcome.message),
            )
        case paging.ForgetCursor():
            with store.write() as session:
                bookmarks.keep_epoch(session, "")
            return paging.CursorForgotten()
        case paging.Apply(page=page):
            return paging.Applied(received=_apply(store, page), more=page.more)
        case never:
            assert_never(never)


def _lacks_own(store: Store, page: PullPage) -> bool:
    bare = [item.object_id for item in page.items if item.sealed is None]
    if not bare:
        return False
    with store.read() as session:
        return not set(bare) <= known_objects(session, bare)


def known_objects(session: Session, object_ids: Sequence[str]) -> set[str]:
    """Those of the objects whose bytes are on this computer."""
    found: set[str] = set()
    for table in (SealedObject, Relay, Unread):
        found.update(session.scalars(select(table.object_id).where(table.object_id.in_(object_ids))))
    return found


def _apply(store: Store, page: PullPage) -> int:
    items = [item for item in page.items if item.sealed is not None]
    with store.write() as session:
        received = take_items(session, store, items)
        if bookmarks.server_role(session) is Role.COUNTY:
            county_proofs.keep_of_orders(session, items)
        bookmarks.keep_cursor(session, page.next_cursor)
        for item in page.items[-1:]:
            if item.receipt.leaf.epoch == page.server_epoch:
                bookmarks.keep_last_receipt(session, item.receipt)
    return received.stored


def take_items(session: Session, store: Store, items: Sequence[PullItem]) -> receiving.Received:
    """Proved items with their bytes, in the caller's transaction; the attachments that they name are wanted."""
    county_proofs.take(session, items)
    received = receiving.receive_in(
        session,
        store,
        [
            receiving.ReceivedObject(kind=item.kind, object_id=item.object_id, data=item.sealed or b"")
            for item in items
            if item.kind != ObjectKind.COUNTY_RECEIPT
        ],
    )
    for sha256, size in _named_blobs(session, items).items():
        put_setting(session, receiving.WANTED_BLOB + sha256, size)
    return received


def _named_blobs(session: Session, items: Sequence[PullItem]) -> Mapping[str, int]:
    """What the new records name and this computer does not hold, with sizes (0: not known)."""
    named: dict[str, int] = {}
    for item in items:
        if item.kind not in _NAMING or item.sealed is None:
            continue
        try:
            content = read_object(item.sealed)
        except RevisionError:
            continue
        if isinstance(content, Order):
            continue
        named.update(dict.fromkeys(content.blobs, 0))
        if isinstance(content, Scan) and content.file is not None:
            named[content.file.sha256] = content.file.size
        if isinstance(content, Revision):
            named.update((entry.sha256, entry.size) for entry in content.attachments)
            if content.private is not None and session.get(PrivatePart, content.rev_id) is None:
                named[str(content.private["sha256"])] = int(str(content.private["size"]))
    held = set(session.scalars(select(Attachment.sha256).where(Attachment.sha256.in_(named))))
    return {sha256: size for sha256, size in named.items() if sha256 not in held}


def wanted_blobs(session: Session) -> tuple[str, ...]:
    """Attachments of pulled records that have not come; the small ones first."""
    rows = session.scalars(
        select(Setting).where(Setting.name.startswith(receiving.WANTED_BLOB, autoescape=True))
    )
    by_size = sorted(rows, key=lambda row: (row.value, row.name))
    return tuple(row.name.removeprefix(receiving.WANTED_BLOB) for row in by_size)


def perform_fetching(store: Store, client: CountyClient, effect: fetching.Effect) -> fetching.Event:
    """One transaction or one call per chunk."""
    match effect:
        case fetching.ListWanted():
            with store.read() as session:
                return fetching.Listed(wanted=wanted_blobs(session))
        case fetching.Fetch(sha256=sha256):
            return fetching.Came(outcome=arriving.fetch(store, client, sha256))
        case fetching.Keep(sha256=sha256, content=content):
            with store.write() as session:
                receiving.receive_blob(session, store, sha256, content)
                row = session.get(Setting, receiving.WANTED_BLOB + sha256)
                if row is not None:
                    session.delete(row)
            return fetching.Kept()
        case never:
            assert_never(never)
