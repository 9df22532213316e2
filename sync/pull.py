"""What the hospital's other computers and the county have: fetched page by page, applied with the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.object_reader import RevisionError
from forms.order import Order
from forms.revision import Revision, read_object
from models.installation import put_setting
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.installation import Setting
from models.tables.outbox import Relay, Unread
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import receiving
from sync import bookmarks
from sync.county_client import CountyClient
from sync.outcomes import Delivered, Failure, Rejected
from sync.wire.digest import sha256_hex
from sync.wire.outcomes import ObjectKind
from sync.wire.problem import ProblemDetail
from sync.wire.pull import PullItem, PullPage
from sync.wire.receipt import is_genuine, key_id_of

_WANTED = "wanted_blob:"
_UNPROVED = ProblemDetail(
    kind="unproved",
    title="unproved",
    status=502,
    detail="收到的内容没有县里的签名，所以没有用。本机的记录没有动过。请找信息员核对服务器地址。",
)


def pull_all(
    store: Store, client: CountyClient, *, cancelled: Callable[[], bool]
) -> tuple[int, Failure | None]:
    """How many objects came. A page and its cursor are one transaction, so neither is ever there alone."""
    received = 0
    mine = False
    while not cancelled():
        with store.read() as session:
            cursor = bookmarks.read_bookmarks(session).cursor
        outcome = client.pull(cursor, mine=mine)
        match outcome:
            case Delivered(message=page):
                pass
            case Rejected(problem=problem) if problem.kind == "cursor-unknown" and cursor:
                with store.write() as session:
                    bookmarks.keep_cursor(session, "")
                continue
            case failure:
                return received, failure
        if not _is_proved(store, page):
            return received, Rejected(problem=_UNPROVED)
        if not mine and _lacks_own(store, page):
            mine = True  # this computer lost some of what it sent: the same page again, with the bytes
            continue
        mine = False
        received += _apply(store, page)
        if not page.more:
            return received, None
    return received, None


def _is_proved(store: Store, page: PullPage) -> bool:
    """Every item is what its receipt, signed by the county, says."""
    installation = store.require_installation()
    keys = {key_id_of(key): key for key in map(bytes.fromhex, installation.county_keys)}
    return all(_is_item_proved(item, installation.facility_id, keys) for item in page.items)


def _is_item_proved(item: PullItem, facility_id: str, keys: Mapping[str, bytes]) -> bool:
    leaf = item.receipt.leaf
    return (
        leaf.object_id == item.object_id
        and leaf.facility_id == facility_id
        and (item.sealed is None or sha256_hex(item.sealed) == item.object_id)
        and is_genuine(item.receipt, keys)
    )


def _lacks_own(store: Store, page: PullPage) -> bool:
    bare = [item.object_id for item in page.items if item.sealed is None]
    if not bare:
        return False
    with store.read() as session:
        return not set(bare) <= _known(session, bare)


def _known(session: Session, object_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for table in (SealedObject, Relay, Unread):
        found.update(session.scalars(select(table.object_id).where(table.object_id.in_(object_ids))))
    return found


def _apply(store: Store, page: PullPage) -> int:
    items = [item for item in page.items if item.sealed is not None]
    with store.write() as session:
        received = receiving.receive_in(
            session,
            store,
            [
                receiving.ReceivedObject(kind=item.kind, object_id=item.object_id, data=item.sealed or b"")
                for item in items
            ],
        )
        for sha256, size in _named_blobs(session, items).items():
            put_setting(session, _WANTED + sha256, size)
        bookmarks.keep_cursor(session, page.next_cursor)
    return received.stored


def _named_blobs(session: Session, items: Sequence[PullItem]) -> Mapping[str, int]:
    """What the new records name and this computer does not hold, with sizes (0: not known)."""
    named: dict[str, int] = {}
    for item in items:
        if item.kind not in (ObjectKind.REVISION, ObjectKind.SIGNATURE) or item.sealed is None:
            continue
        try:
            content = read_object(item.sealed)
        except RevisionError:
            continue
        if isinstance(content, Order):
            continue
        named.update(dict.fromkeys(content.blobs, 0))
        if isinstance(content, Revision):
            named.update((entry.sha256, entry.size) for entry in content.attachments)
            if content.private is not None and session.get(PrivatePart, content.rev_id) is None:
                named[str(content.private["sha256"])] = int(str(content.private["size"]))
    held = set(session.scalars(select(Attachment.sha256).where(Attachment.sha256.in_(named))))
    return {sha256: size for sha256, size in named.items() if sha256 not in held}


def wanted_blobs(session: Session) -> tuple[str, ...]:
    """Attachments of pulled records that have not come; the small ones first."""
    rows = session.scalars(select(Setting).where(Setting.name.startswith(_WANTED, autoescape=True)))
    by_size = sorted(rows, key=lambda row: (row.value, row.name))
    return tuple(row.name.removeprefix(_WANTED) for row in by_size)


def fetch_blobs(store: Store, client: CountyClient, *, cancelled: Callable[[], bool]) -> Failure | None:
    """Fetches what pulled records name. What the county does not have yet is asked for again next time."""
    with store.read() as session:
        wanted = wanted_blobs(session)
    for sha256 in wanted:
        if cancelled():
            return None
        outcome = client.get_blob(sha256)
        match outcome:
            case Delivered(message=content) if sha256_hex(content) == sha256:
                with store.write() as session:
                    receiving.receive_blob(session, store, sha256, content)
                    row = session.get(Setting, _WANTED + sha256)
                    if row is not None:
                        session.delete(row)
            case Delivered() | Rejected():
                continue
            case failure:
                return failure
    return None
