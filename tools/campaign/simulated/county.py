"""A county in memory that keeps the server's rules. ``tests`` hold it against the real one, message by message."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sync.outcomes import Delivered, Failure, Rejected, Unauthorized, Unexpected
from sync.wire.blob import BlobOffset
from sync.wire.digest import sha256_hex
from sync.wire.outcomes import Outcome, Standing
from sync.wire.problem import ProblemDetail
from sync.wire.pull import PullItem, PullPage
from sync.wire.push import CheckAnswer, CheckRequest, Item, ItemResult, PushAnswer, PushRequest
from sync.wire.receipt import Leaf, Receipt
from tools.campaign.simulated.rules import Rule
from tools.campaign.simulated.things import Thing

FACILITY = "hospital"
PAGE = 4  # objects
CHUNK = 4  # bytes of a photo

UNKNOWN_DEVICE = Unauthorized(
    problem=ProblemDetail(kind="device-unknown", title="", status=403, detail="未知")
)
REVOKED = Unauthorized(problem=ProblemDetail(kind="device-revoked", title="", status=403, detail="停用"))
UNKNOWN_CURSOR = Rejected(problem=ProblemDetail(kind="cursor-unknown", title="", status=410))
UNKNOWN_BLOB = Rejected(problem=ProblemDetail(kind="blob-unknown", title="", status=404))
STUMBLED = Unexpected(code="384017ab")


class Rows:
    """Everything that the county has committed."""

    __slots__ = (
        "blobs",
        "children",
        "devices",
        "epoch",
        "feed",
        "key",
        "last_seq",
        "named",
        "numbers",
        "objects",
        "operations",
        "revoked",
        "standings",
        "wishes",
    )

    def __init__(self, epoch: str, key: str) -> None:
        self.epoch = epoch
        self.key = key
        self.objects: dict[str, Receipt] = {}
        self.feed: dict[int, tuple[str, str]] = {}  # number → object, device
        self.last_seq = 0
        self.standings: dict[str, Standing] = {}
        self.children: dict[str, tuple[str, ...]] = {}
        self.operations: dict[tuple[str, str], str] = {}  # device, op_id → object
        self.numbers: dict[tuple[str, int], tuple[str, ...]] = {}  # device, op_seq → op_ids
        self.named: dict[str, None] = {}  # photos
        self.blobs: dict[str, tuple[bytes, bool]] = {}  # so far, complete
        self.devices: dict[str, str] = {}  # → the key of the computer
        self.wishes: dict[tuple[str, str], str] = {}  # key and wish of a copy → the device that it became
        self.revoked: dict[str, None] = {}

    def copy(self) -> Rows:
        other = Rows.__new__(Rows)
        other.epoch = self.epoch
        other.key = self.key
        other.objects = self.objects.copy()
        other.feed = self.feed.copy()
        other.last_seq = self.last_seq
        other.standings = self.standings.copy()
        other.children = self.children.copy()
        other.operations = self.operations.copy()
        other.numbers = self.numbers.copy()
        other.named = self.named.copy()
        other.blobs = self.blobs.copy()
        other.devices = self.devices.copy()
        other.wishes = self.wishes.copy()
        other.revoked = self.revoked.copy()
        return other


def read_cursor(cursor: str) -> tuple[str, str, int]:
    """Epoch, what stood there, number."""
    epoch, mark, position = cursor.rsplit(" ", 2) if cursor else ("", "", "0")
    return epoch, mark, int(position)


def _mark(rows: Rows, seq: int) -> str:
    entry = rows.feed.get(seq)
    return rows.objects[entry[0]].leaf.received_at if entry else ""


def is_signed(receipt: Receipt, key: str) -> bool:
    leaf = receipt.leaf
    return receipt.signature == f"{key} {leaf.object_id} {leaf.server_seq} {leaf.epoch} {leaf.received_at}"


class SimulatedCounty:
    """One method per call. ``things`` is how it reads what the bytes say."""

    def __init__(
        self, things: Mapping[str, Thing], broken: Collection[Rule] = (), *, page: int = PAGE
    ) -> None:
        self.things = things
        self.broken = broken
        self._page = page
        self.rows = self.flushed = Rows("epoch 1", "key 1")
        self.version = 0  # of the rows
        self.history = 0  # how often it went back in time
        self._clock = 0
        self._made = 1
        self._reserved: list[tuple[int, Item, str]] = []  # only where the order of commits is broken

    def commit(self, rows: Rows) -> None:
        self.rows = rows
        self.version += 1
        if Rule.COMMIT_BEFORE_ANSWER not in self.broken or self.version % 4 == 0:
            self.flushed = rows

    def crash(self) -> None:
        """Only what is on its disk is left."""
        self.restore(self.flushed)

    def restore(self, rows: Rows) -> None:
        if rows is not self.rows:
            self.history += 1
        self.rows = self.flushed = rows
        self.version += 1
        self._reserved = []

    def new_epoch(self) -> None:
        rows = self.rows.copy()
        self._rotate(rows)
        self.commit(rows)

    def wipe(self) -> None:
        """Everything is gone, and the key with it."""
        self._made += 1
        self.restore(Rows(f"epoch {self._made}", f"key {self._made}"))

    def enrol(self, key: str) -> str:
        """A new computer, or one that comes again."""
        self._made += 1
        rows = self.rows.copy()
        device = f"device {self._made}"
        rows.devices[device] = key
        self.commit(rows)
        return device

    def revoke(self, device: str) -> None:
        rows = self.rows.copy()
        rows.revoked[device] = None
        self.commit(rows)

    def renew(self, device: str, wish: str) -> Delivered[str] | Failure:
        """The number that this wish got already, for an answer that was lost; else a new one."""
        refusal = self._refusal(device)
        if refusal is not None:
            return refusal
        key = self.rows.devices[device]
        given = self.rows.wishes.get((key, wish))
        if given is None or given in self.rows.revoked:
            given = self.enrol(key)
            rows = self.rows.copy()
            rows.wishes[key, wish] = given
            self.commit(rows)
        return Delivered(message=given)

    def push(self, device: str, request: PushRequest) -> Delivered[PushAnswer] | Failure:
        refusal = self._refusal(device)
        if refusal is not None:
            return refusal
        items = [item for item in request.items if isinstance(item, Item)]
        if any(self._is_poison(item) for item in items):
            return STUMBLED
        rows = self.rows.copy()
        history = self._compare_history(rows, request.last_receipt)
        reused, is_fork = self._log(rows, device, items)
        results = self._keep(rows, device, items, reused)
        kept = [item.object_id for item, result in zip(items, results, strict=True) if result.outcome.is_kept]
        photos = {self.things[one].photo_name for one in kept} - {""}
        answer = PushAnswer(
            results=tuple(results),
            missing_blobs=tuple(sorted(one for one in photos if not rows.blobs.get(one, (b"", False))[1])),
            server_epoch=rows.epoch,
            notices=("device-fork",) * is_fork + ("history-rolled-back",) * history,
        )
        self.commit(rows)
        return Delivered(message=answer)

    def check(self, device: str, request: CheckRequest) -> Delivered[CheckAnswer] | Failure:
        refusal = self._refusal(device)
        if refusal is not None:
            return refusal
        rows = self.rows
        blobs = {one for one in request.blobs if not rows.blobs.get(one, (b"", False))[1]}
        return Delivered(
            message=CheckAnswer(
                missing=tuple(one for one in request.object_ids if one not in rows.objects),
                missing_blobs=tuple(sorted(blobs)),
                server_epoch=rows.epoch,
            )
        )

    def pull(self, device: str, cursor: str, mine: bool) -> Delivered[PullPage] | Failure:  # noqa: FBT001 - positional, as called
        refusal = self._refusal(device)
        if refusal is not None:
            return refusal
        rows = self.rows
        after = 0
        if cursor:
            if not self.honours(cursor):
                return UNKNOWN_CURSOR
            after = read_cursor(cursor)[2]
        ahead = [seq for seq in range(after + 1, rows.last_seq + 1) if seq in rows.feed]
        items = []
        for seq in ahead[: self._page]:
            object_id, sender = rows.feed[seq]
            sealed = None if sender == device and not mine else self.things[object_id].sealed
            receipt = rows.objects[object_id]
            items.append(PullItem(kind="revision", object_id=object_id, sealed=sealed, receipt=receipt))
        if items:
            last = ahead[: self._page][-1]
            cursor = f"{rows.epoch} {_mark(rows, last)} {last}"
        return Delivered(
            message=PullPage(
                items=tuple(items),
                next_cursor=cursor,
                more=len(items) < len(ahead),
                server_epoch=rows.epoch,
            )
        )

    def honours(self, cursor: str) -> bool:
        """Whether the very object at which the cursor stands is still there."""
        epoch, mark, position = read_cursor(cursor)
        is_bound = epoch == self.rows.epoch and mark == _mark(self.rows, position)
        return is_bound or Rule.CURSOR_BOUND in self.broken

    def offset(self, device: str, sha256: str) -> Delivered[BlobOffset] | Failure:
        refusal = self._refusal(device)
        if refusal is not None:
            return refusal
        if sha256 not in self.rows.named:
            return UNKNOWN_BLOB
        content, is_complete = self.rows.blobs.get(sha256, (b"", False))
        return Delivered(message=BlobOffset(received=len(content), is_complete=is_complete))

    def add_chunk(
        self, device: str, sha256: str, chunk: bytes, start: int, size: int
    ) -> Delivered[BlobOffset] | Failure:
        offset = self.offset(device, sha256)
        if not isinstance(offset, Delivered):
            return offset
        content, is_complete = self.rows.blobs.get(sha256, (b"", False))
        if is_complete or start != len(content):
            return Delivered(
                message=BlobOffset(received=len(content), is_complete=is_complete, is_refused=True)
            )
        content += chunk
        is_end = len(content) == size
        if is_end and sha256_hex(content) != sha256:
            content, is_end = b"", False
        rows = self.rows.copy()
        rows.blobs[sha256] = (content, is_end)
        self.commit(rows)
        return Delivered(
            message=BlobOffset(received=len(content), is_complete=is_end, is_refused=not content)
        )

    def get_blob(self, device: str, sha256: str) -> Delivered[bytes] | Failure:
        refusal = self._refusal(device)
        if refusal is not None:
            return refusal
        content, is_complete = self.rows.blobs.get(sha256, (b"", False))
        return Delivered(message=content) if is_complete else UNKNOWN_BLOB

    def reserve(self, device: str, request: PushRequest) -> None:
        """Numbers taken in a transaction that has not ended (only where the order of commits is broken)."""
        for item in request.items:
            if isinstance(item, Item) and self._refusal(device) is None and self._is_plain(item):
                rows = self.rows.copy()
                rows.last_seq += 1
                self._reserved.append((rows.last_seq, item, device))
                self.commit(rows)

    def commit_reserved(self) -> None:
        rows = self.rows.copy()
        for seq, item, device in self._reserved:
            if item.object_id not in rows.objects:
                self._put(rows, item, device, seq)
        self._reserved = []
        self.commit(rows)

    def _is_plain(self, item: Item) -> bool:
        thing = self.things[item.object_id]
        return not thing.is_poison and not thing.is_refused

    def _is_poison(self, item: Item) -> bool:
        thing = self.things.get(item.object_id)
        return thing is not None and thing.is_poison

    def _refusal(self, device: str) -> Failure | None:
        if device not in self.rows.devices:
            return UNKNOWN_DEVICE
        if device in self.rows.revoked:
            return REVOKED
        return None

    def _rotate(self, rows: Rows) -> None:
        self._made += 1
        rows.epoch = f"epoch {self._made}"

    def _compare_history(self, rows: Rows, receipt: Receipt | None) -> bool:
        if receipt is None or receipt.leaf.epoch != rows.epoch or not is_signed(receipt, rows.key):
            return False
        here = rows.objects.get(receipt.leaf.object_id)
        if (here is not None and here.leaf == receipt.leaf) or Rule.ROLLBACK_NOTICED in self.broken:
            return False
        self._rotate(rows)
        return True

    def _log(self, rows: Rows, device: str, items: list[Item]) -> tuple[set[str], bool]:
        reused: set[str] = set()
        is_fork = False
        for item in items:
            known = rows.operations.get((device, item.op_id))
            if known is not None and known != item.object_id:
                reused.add(item.op_id)
            users = rows.numbers.get((device, item.op_seq), ())
            is_fork = is_fork or any(one != item.op_id for one in users)
            if known is None:
                rows.operations[device, item.op_id] = item.object_id
                rows.numbers[device, item.op_seq] = (*users, item.op_id)
        return reused, is_fork and Rule.FORK_NOTICED not in self.broken

    def _keep(self, rows: Rows, device: str, items: list[Item], reused: set[str]) -> list[ItemResult]:
        results = []
        for item in items:
            if item.op_id in reused:
                results.append(_refused(item, "id-reuse"))
            elif sha256_hex(item.sealed) != item.object_id:
                results.append(_refused(item, "digest-mismatch"))
            elif self.things[item.object_id].is_refused:
                results.append(_refused(item, "not-yours"))
            else:
                is_new = item.object_id not in rows.objects
                if is_new or Rule.ONCE in self.broken:
                    self._put(rows, item, device, rows.last_seq + 1)
                standing = rows.standings[item.object_id]
                outcome = (
                    (Outcome.STORED_CONFLICT if standing is Standing.CONFLICT else Outcome.STORED)
                    if is_new
                    else Outcome.DUPLICATE
                )
                receipt = rows.objects[item.object_id]
                results.append(
                    ItemResult(op_id=item.op_id, outcome=outcome, standing=standing, receipt=receipt)
                )
        return results

    def _put(self, rows: Rows, item: Item, device: str, seq: int) -> None:
        self._clock += 1
        leaf = Leaf(
            facility_id=FACILITY,
            object_id=item.object_id,
            server_seq=seq,
            received_at=str(self._clock),
            epoch=rows.epoch,
        )
        signature = f"{rows.key} {item.object_id} {seq} {rows.epoch} {leaf.received_at}"
        rows.objects[item.object_id] = Receipt(leaf=leaf, path=(), key_id=rows.key, signature=signature)
        rows.feed[seq] = (item.object_id, device)
        rows.last_seq = max(rows.last_seq, seq)
        thing = self.things[item.object_id]
        standing = Standing.STORED
        for parent in thing.parents:
            siblings = (*rows.children.get(parent, ()), item.object_id)
            rows.children[parent] = siblings
            if len(siblings) > 1:
                standing = Standing.CONFLICT
        rows.standings[item.object_id] = standing
        if thing.photo_name:
            rows.named[thing.photo_name] = None


def _refused(item: Item, problem: str) -> ItemResult:
    return ItemResult(op_id=item.op_id, outcome=Outcome.REJECTED, problem=problem, detail="县里没有收。")
