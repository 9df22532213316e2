"""A hospital's computer, a county, and a road between them that does to every exchange what a test says."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import select

from forms.clock import FixedClock
from forms.revision import AttachmentEntry, read_revision
from models.store import Store
from models.tables.attachments import AttachmentChunk
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, queueing
from models.workflow.revisions import keep_revision
from server import verbs
from server.settings import Settings
from server.tables.objects import StoredObject
from sync import ledger
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.report import PassReport
from sync.transport import HttpTransport
from tests.county import HOSPITAL, RunningCounty, running_county, sealed_revision
from tests.hospital import START
from tools.campaign.cut_line import FarEnd, Line, Rule, line_to, pass_on, path_of

PUSH, PULL, BLOB = "/v1/sync/push", "/v1/sync/pull", "/v1/blobs/"


@dataclass
class Road:
    """Both ends are real; ``line`` is between them, and carries everything whole unless a test gave it a rule."""

    county: RunningCounty
    store: Store
    clock: FixedClock
    line: Line
    home: Path
    random: Random = field(default_factory=lambda: Random(20261122))

    def sync(
        self, url: str = "", *, read_s: float = 30.0, deadline_s: float = 120.0, store: Store | None = None
    ) -> PassReport:
        """A pass of this computer, or of another one of the hospital."""
        transport = HttpTransport(url or self.line.url, read_s=read_s, deadline_s=deadline_s)
        with contextlib.closing(transport):
            return run_pass(store or self.store, transport=transport, clock=self.clock, random=self.random)

    @contextlib.contextmanager
    def under(self, rule: Rule) -> Iterator[None]:
        self.line.rule = rule
        try:
            yield
        finally:
            self.line.rule = pass_on

    def seal(self, *photos: str) -> str:
        """A record, queued as sealing does it, that names these attachments; its id."""
        facility = self.store.require_installation().facility_id
        entries = [
            AttachmentEntry(name=f"photos_{number}", sha256=sha256, size=1, mime="application/pdf")
            for number, sha256 in enumerate(photos)
        ]
        sealed = sealed_revision(facility, attachments=entries)
        revision = read_revision(sealed)
        now = self.clock.now()
        with self.store.write() as session:
            keep_revision(session, revision, sealed, None, origin="local", now=now)
            queueing.queue(
                session,
                now=now,
                object_id=revision.rev_id,
                kind="revision",
                record_id=revision.record_id,
            )
        return revision.rev_id

    def photo(self, size: int) -> str:
        """Bytes that nobody has seen yet, kept as an attachment; their digest."""
        content = b"%PDF-1.4\n" + self.random.randbytes(size - 9)
        return attachments.add(self.store, content, "application/pdf")

    def pass_time(self, **delta: float) -> None:
        """On both clocks."""
        self.clock.advance(**delta)
        self.county.clock.advance(**delta)

    def outbox(self) -> dict[str, str]:
        with self.store.read() as session:
            return dict(session.execute(select(OutboxRow.object_id, OutboxRow.delivery)).all())

    def held(self) -> dict[str, bytes]:
        """What the county holds of this hospital."""
        with self.county.county.database.read() as session:
            return dict(session.execute(select(StoredObject.object_id, StoredObject.sealed)).all())

    def make_due(self) -> None:
        with self.store.write() as session:
            ledger.make_due(session)

    def check_all(self) -> None:
        """Everything sealed is there once with the same bytes, everything told is true, the queue is empty."""
        self.make_due()
        report = self.sync()
        assert (report.left, report.quarantined, report.reason) == (0, 0, "")
        outbox, held = self.outbox(), self.held()
        assert set(outbox.values()) <= {"received", "parked"}
        assert set(held) == set(outbox)
        with self.store.read() as session:
            own = session.execute(select(SealedObject.object_id, SealedObject.bytes)).all()
        assert all(hashlib.sha256(data).hexdigest() == name for name, data in held.items())
        assert all(held[name] == data for name, data in own if name in held)
        assert verbs.say_verified(self.county.county).is_well


@contextlib.contextmanager
def road(folder: Path, furnished: Path) -> Iterator[Road]:
    """An enrolled computer with a copy of a furnished home, and everything it had to say delivered."""
    with contextlib.ExitStack() as stack:
        settings = Settings.embedded(folder / "county", clock=FixedClock(START))
        county = stack.enter_context(running_county(settings))
        county.add_hospital(HOSPITAL)
        shutil.copytree(furnished, folder / "home")
        clock = FixedClock(START)
        store = Store.open(folder / "home", clock=clock)
        stack.callback(store.close)
        enrol(store, server_url=county.url, code=county.code())
        line = stack.enter_context(line_to(county.url))
        one = Road(county=county, store=store, clock=clock, line=line, home=folder / "home")
        assert one.sync().is_clear
        yield one


def only(path: str, rule: Rule) -> Rule:
    """The rule for what goes to this path; the rest passes whole."""
    return lambda request, far: (
        rule(request, far) if path_of(request).startswith(path) else pass_on(request, far)
    )


def first(count: int, rule: Rule, then: Rule = pass_on) -> Rule:
    """The rule for so many exchanges, then the other one."""
    left = count
    turn = threading.Lock()

    def choose(request: bytes, far: FarEnd) -> bytes:
        nonlocal left
        with turn:
            left -= 1
            chosen = rule if left >= 0 else then
        return chosen(request, far)

    return choose


def answering(status: str, body: bytes = b"", **headers: str) -> Rule:
    """Somebody on the way answers instead of the county."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    answer = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    return lambda _request, _far: answer


def spoiled(message: bytes, spoil: Callable[[bytes], bytes]) -> bytes:
    """The message with its body changed and its head as it was."""
    head, _, body = message.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + spoil(body)


def chunks_of(store: Store, sha256: str) -> bytes:
    with store.read() as session:
        query = select(AttachmentChunk.bytes).where(AttachmentChunk.sha256 == sha256)
        return b"".join(session.scalars(query.order_by(AttachmentChunk.position)))
