"""What the program finds on a disk after a power cut, and whether that keeps every promise made before it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from forms.canonical import digest
from forms.clock import FixedClock
from forms.order import Order
from forms.revision import Revision, Signature, read_object
from forms.scan import Scan
from models.copying import problem_of
from models.store import Store
from models.verifying import broken_chains, verify
from models.workflow import drafts
from sync import bookmarks
from sync.ledger import DELIVERED
from tools.campaign.hospital import START
from tools.campaign.images import hash_of

AUTOSAVE = "autosave"  # where a draft keeps the number of its last autosave


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """``faults``: what no program may find, whatever was promised."""

    faults: tuple[str, ...] = ()
    objects: frozenset[str] = frozenset()  # sealed, of whatever kind, and relayed
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # → its revisions
    delivered: frozenset[str] = frozenset()
    attachments: frozenset[str] = frozenset()
    drafts: Mapping[str, int] = field(default_factory=dict)  # → number of its last autosave
    cursor: str = ""
    backups: Mapping[str, str] = field(default_factory=dict)  # name → sha256
    recovery_code: str = ""


@dataclass(slots=True)
class Promises:
    """What a person, or the county, was told: it grows with every acknowledgement."""

    sealed: dict[str, str] = field(default_factory=dict)  # record → revision
    attached: set[str] = field(default_factory=set)
    drafts: dict[str, int] = field(default_factory=dict)
    delivered: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    pages: dict[str, set[str]] = field(default_factory=dict)  # cursor → what stood in the pages before it
    backups: dict[str, str] = field(default_factory=dict)
    recovery_code: str = ""

    @classmethod
    def of(cls, facts: Facts) -> Promises:
        """Everything that is there before the first fault is promised."""
        return cls(
            sealed={record: revisions[-1] for record, revisions in facts.records.items()},
            attached=set(facts.attachments),
            drafts=dict(facts.drafts),
            delivered=set(facts.delivered),
            objects=set(facts.objects),
            backups=dict(facts.backups),
            recovery_code=facts.recovery_code,
        )

    def take(self, acknowledged: bytes) -> None:
        for name, value in json.loads(acknowledged).items():
            match name:
                case "recovery_code":
                    self.recovery_code = value
                case "attached" | "delivered" | "objects":
                    getattr(self, name).update(value)
                case "pages":
                    for cursor, objects in value.items():
                        self.pages[cursor] = set(objects)
                case _:
                    getattr(self, name).update(value)

    def broken_by(self, facts: Facts) -> Iterator[str]:
        """A sentence per promise that does not hold."""
        yield from facts.faults
        for record, rev_id in self.sealed.items():
            found = facts.records.get(record, ())
            if found != (rev_id,):
                yield f"record {record} was sealed as {rev_id[:12]}, there is {[one[:12] for one in found]}"
        yield from _lost("object", self.objects | set(self.sealed.values()), facts.objects)
        yield from _lost("attachment", self.attached, facts.attachments)
        yield from _lost("receipt", self.delivered, facts.delivered)
        for cursor, objects in self.pages.items():
            if cursor == facts.cursor:
                yield from _lost("pulled object before the cursor", objects, facts.objects)
        for draft, number in self.drafts.items():
            if draft in facts.records:
                continue
            if facts.drafts.get(draft, -1) not in (number, number + 1):
                yield f"draft {draft} was saved {number} times, there is {facts.drafts.get(draft)}"
        for name, sha256 in self.backups.items():
            if facts.backups.get(name) != sha256:
                yield f"backup {name} is gone or another"
        if self.recovery_code and self.recovery_code != facts.recovery_code:
            yield "the hospital's key is gone or another"


def _lost(what: str, promised: Iterable[str], found: frozenset[str]) -> Iterator[str]:
    for one in sorted(set(promised) - found):
        yield f"{what} {one[:12]} is lost"


@dataclass(slots=True)
class Examiner:
    """Opens folders with the real program and looks; what comes to the same bytes when it is open is looked at once."""

    known: dict[int, Facts] = field(default_factory=dict)
    opened: int = 0

    def examine(self, home: Path) -> Facts:
        self.opened += 1
        try:
            store = Store.open(home, clock=FixedClock(START))
        except Exception as error:  # noqa: BLE001 - whatever keeps the program from opening is a finding
            return Facts(faults=(f"does not open: {type(error).__name__}: {error}",))
        try:
            bytes_now = hash_of(home)
            if bytes_now not in self.known:
                is_thorough = len(self.known) % 60 == 0  # every derived table is reckoned anew as well
                self.known[bytes_now] = look(store, thoroughly=is_thorough)
            return self.known[bytes_now]
        finally:
            store.close()


def look(store: Store, *, thoroughly: bool) -> Facts:
    """What an open store holds; ``thoroughly``: every derived table is reckoned anew as well."""
    faults = (
        list(verify(store).faults)
        if thoroughly
        else [problem for problem in [problem_of(store.path)] if problem]
    )
    with closing(sqlite3.connect(store.path)) as connection:
        rows = connection.execute("SELECT object_id, bytes, origin FROM sealed_objects").fetchall()
        relayed = [name for (name,) in connection.execute("SELECT object_id FROM relay")]
        outbox = dict(connection.execute("SELECT object_id, delivery FROM outbox").fetchall())
        kept = dict(connection.execute("SELECT sha256, sealed FROM attachments").fetchall())
        faults += _torn_attachments(connection, kept)
    records = defaultdict(list)
    for object_id, data, origin in rows:
        if digest(data) != object_id:
            faults.append(f"{object_id[:12]} has other bytes")
            continue
        content = _read(data)
        if isinstance(content, Revision):
            records[content.record_id].append(content.rev_id)
        if origin == "local" and not isinstance(content, Order):
            faults += [
                f"{object_id[:12]} is there without its attachment {name[:12]}"
                for name in content.blobs
                if not kept.get(name, False)
            ]
    boxed = {entry.object_id for entries in store.blackbox.latest() for entry in entries}
    faults += [
        f"{object_id[:12]} was sealed here and is not in the black box"
        for object_id, _, origin in rows
        if origin == "local" and object_id not in boxed
    ]
    objects = frozenset([row[0] for row in rows] + relayed)
    found = {draft.draft_id: draft.meta.get(AUTOSAVE, 0) for draft in drafts.open_drafts(store)}
    faults += [f"draft {draft} is a record already" for draft in found if draft in records]
    installation = store.installation()
    if installation is not None and not installation.is_enrolled and not store.keys.has_hospital_key:
        faults.append("a hospital without its key")
    backups = sorted((store.home / "backups").glob("*.db"))
    faults += [
        f"backup {path.name}: {problem}" for path in backups if (problem := problem_of(path)) is not None
    ]
    with store.read() as session:
        cursor = bookmarks.read_bookmarks(session).cursor
        is_enrolled = installation is not None and installation.is_enrolled
        if is_enrolled and not bookmarks.anonymous_credential(session):
            faults.append("enrolled without the credential for anonymous reports")
        faults += broken_chains(session)
    return Facts(
        faults=tuple(faults),
        objects=objects,
        records={record: tuple(revisions) for record, revisions in records.items()},
        delivered=frozenset(one for one, delivery in outbox.items() if delivery in DELIVERED),
        attachments=frozenset(kept),
        drafts={draft: number for draft, number in found.items() if isinstance(number, int)},
        cursor=cursor,
        backups={path.name: digest(path.read_bytes()) for path in backups},
        recovery_code=store.keys.recovery_code() if store.keys.has_hospital_key else "",
    )


@cache
def _read(data: bytes) -> Revision | Signature | Scan | Order:
    return read_object(data)


def _torn_attachments(connection: sqlite3.Connection, kept: Iterable[str]) -> Iterator[str]:
    for sha256 in kept:
        chunks = connection.execute(
            "SELECT bytes FROM attachment_chunks WHERE sha256 = ? ORDER BY position", (sha256,)
        )
        if digest(b"".join(chunk for (chunk,) in chunks)) != sha256:
            yield f"attachment {sha256[:12]} has other bytes"
