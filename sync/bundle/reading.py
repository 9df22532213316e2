"""Reads a bundle: what is new is kept, what the county lacks is passed on, what it proved is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.identity import new_random_id
from models.installation import Installation
from models.store import Store
from models.tables.anonymous import AnonymousReport
from models.tables.outbox import OutboxRow
from models.workflow import queueing, receiving
from sync import bookmarks, proving
from sync.bundle import arriving, replies
from sync.bundle.contents import Ticker, Told
from sync.bundle.imported import Imported
from sync.bundle.opening import UNREADABLE, Opened, damaged, open_bundle
from sync.bundle.packing import FormsInHand
from sync.upgrading import read_again
from sync.wire.bundle import About, ObjectHead, Part
from sync.wire.frames import Frame
from sync.wire.limits import MAX_BATCH_BYTES
from sync.wire.parcel import ParcelKind

_AT_ONCE = 100
_STOPPED = "停下了。已经收进来的都在，没收完的再导入一次会接着收，不会变成两份。"


def import_bundle(store: Store, path: Path, *, told: Told | None = None) -> Imported:
    """Importing it again changes nothing. BundleRefused, with nothing changed, if the file can't be used."""
    installation = store.require_installation()
    read_again(store)
    ticker = Ticker(told=told or Told(), total=0, stopped=_STOPPED)
    try:
        with path.open("rb") as file:
            opened = open_bundle(store, installation, file, ticker)
            if opened.header.kind == ParcelKind.REPLY:
                return replies.take_reply(store, installation, opened)
            return _Import(store, installation, opened).run()
    except UNREADABLE as error:
        raise damaged(path) from error


@dataclass(slots=True)
class _Import:
    store: Store
    installation: Installation
    opened: Opened
    waiting: list[tuple[ObjectHead, bytes]] = field(default_factory=list)
    weight: int = 0
    came: Imported = field(default_factory=Imported)
    forms: FormsInHand = field(default_factory=FormsInHand)

    def run(self) -> Imported:
        for frame in self.opened.frames():
            if frame.kind in (Part.FORMS, Part.FORM):
                self.forms.gather(frame)
                continue
            self.came += Imported(notices=tuple(self.forms.take(self.store, self.installation).notices))
            if frame.kind == Part.OBJECT:
                self._take_object(frame)
                continue
            self._keep_waiting()
            match frame.kind:
                case Part.BLOB:
                    arriving.take_blob(self.store, frame)
                case Part.REPORT:
                    self._take_report(frame)
                case Part.REPORT_BLOB:
                    arriving.take_report_photo(self.store, frame)
                case _:
                    pass
        self._keep_waiting()
        return self.came

    def _take_object(self, frame: Frame) -> None:
        head = ObjectHead.from_json(frame.facts)
        self.waiting.append((head, frame.body(MAX_BATCH_BYTES)))
        self.weight += frame.size
        if len(self.waiting) >= _AT_ONCE or self.weight >= MAX_BATCH_BYTES:
            self._keep_waiting()

    def _keep_waiting(self) -> None:
        """One transaction for what was gathered."""
        if not self.waiting:
            return
        heads = [head for head, _ in self.waiting]
        objects = [
            receiving.ReceivedObject(kind=head.kind, object_id=head.object_id, data=data)
            for head, data in self.waiting
        ]
        self.waiting, self.weight = [], 0
        with self.store.write() as session:
            received = receiving.receive_in(session, self.store, objects)
            kept = [head for head in heads if head.object_id not in received.refused]
            self.came += Imported(
                new=received.stored + received.unread,
                known=received.known,
                refused=len(received.refused),
                proved=self._note_proofs(session, kept),
                passed_on=sum(_pass_on(session, self.store, head) for head in kept),
            )

    def _note_proofs(self, session: Session, heads: Sequence[ObjectHead]) -> int:
        """A receipt that came on a stick is as good as one by wire, if the writer knew the county as it is now."""
        epoch = bookmarks.read_bookmarks(session).epoch
        if epoch is not None and About.from_json(self.opened.about).epoch != epoch:
            return 0
        genuine = proving.genuine_by(self.installation.county_keys)
        facility_id = self.installation.facility_id
        return sum(
            arriving.note_proof(session, head.object_id, head.receipt, facility_id, genuine)
            for head in heads
            if head.receipt is not None
        )

    def _take_report(self, frame: Frame) -> None:
        """It waits here as it waited there, and goes in some later pass; the county keeps it once."""
        name, sealed = frame.facts.digest("sha256"), frame.body(MAX_BATCH_BYTES)
        with self.store.write() as session:
            here = {digest(row.bytes) for row in session.scalars(select(AnonymousReport))}
            if name not in here and digest(sealed) == name:
                session.add(AnonymousReport(report_id=new_random_id(), bytes=sealed, state="waiting"))


def _pass_on(session: Session, store: Store, head: ObjectHead) -> bool:
    """Into this computer's outbox; the county keeps it once, however many bring it.

    What the writer neither made nor was asked to pass on came to it from the county.
    """
    if head.receipt is not None or head.op_id is None:
        return False
    if session.scalar(select(OutboxRow.op_id).where(OutboxRow.object_id == head.object_id)) is not None:
        return False
    queueing.queue(
        session,
        now=store.clock.now(),
        object_id=head.object_id,
        kind=head.kind,
        record_id=head.record_id,
        lane=head.lane,
    )
    return True
