"""Takes the county's reply from a stick: receipts for what was delivered, and what the hospital has elsewhere.

A reply says which epoch and cursor it answers. Where this computer has gone on meanwhile (by wire, or by a later
reply) the cursor stays; the objects themselves are kept once in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forms.canonical import digest
from models.installation import Installation, put_setting, setting
from models.store import Store
from models.tables.anonymous import AnonymousReport
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow, Relay
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import anonymous
from sync import bookmarks, ledger, proving, pull, wording
from sync.bundle import arriving
from sync.bundle.imported import Imported
from sync.bundle.opening import Opened
from sync.bundle.packing import FormsInHand
from sync.bundle.writing import MINE
from sync.ledger import DELIVERED
from sync.proving import Genuine
from sync.wire.anonymous import AnonymousAnswer
from sync.wire.bundle import MAX_ANSWER_BYTES, Part, ReplyAbout
from sync.wire.codec import WireError, decode
from sync.wire.enrolment import DeviceList
from sync.wire.frames import Frame
from sync.wire.limits import MAX_BATCH_BYTES
from sync.wire.pull import PullPage
from sync.wire.push import Item, PushAnswer

_STALE = "这份回执是县里换底以前写的，里面的签收不再算数。记录都在本机，没有丢。请再导出一次送去。"
_SLICE = 500
_COPY = (
    "县里说这台电脑的记录库是从别处复制或恢复来的。记录一条不少，也都送到了。"
    "连上县里时会自己换编号；一直没有网的，请信息员让它重新报到。"
)


def take_reply(store: Store, installation: Installation, opened: Opened) -> Imported:
    about = ReplyAbout.from_json(opened.about)
    return _Reply(
        store=store,
        installation=installation,
        opened=opened,
        about=about,
        is_own=opened.header.device_id == installation.device_id,
        genuine=proving.genuine_by(installation.county_keys),
    ).run()


@dataclass(slots=True, kw_only=True)
class _Reply:
    store: Store
    installation: Installation
    opened: Opened
    about: ReplyAbout
    is_own: bool  # it answers a bundle of this very computer
    genuine: Genuine
    is_current: bool = field(init=False)
    at: str = field(init=False)  # the cursor at which the next page begins
    came: Imported = field(default_factory=Imported)
    forms: FormsInHand = field(default_factory=FormsInHand)
    devices: DeviceList | None = None

    def run(self) -> Imported:
        self.is_current = self._take_epoch()
        self.at = "" if self.about.restarted else self.about.cursor_seen
        if not self.is_current:
            self.came += Imported(notices=(_STALE,))
        if "device-fork" in self.about.notices and self.is_own:
            self.came += Imported(notices=(_COPY,))
        for frame in self.opened.frames():
            if frame.kind in (Part.FORMS, Part.FORM):
                self.forms.gather(frame)
                continue
            self.came += Imported(notices=tuple(self.forms.take(self.store, self.installation).notices))
            match frame.kind:
                case Part.DEVICES:
                    self.devices = DeviceList.from_json(decode(frame.body(MAX_ANSWER_BYTES)))
                case Part.RESULTS if self.is_current:
                    self._take_results(PushAnswer.from_json(decode(frame.body(MAX_ANSWER_BYTES))))
                case Part.PAGE:
                    self._take_page(PullPage.from_json(decode(frame.body(MAX_ANSWER_BYTES))))
                case Part.BLOB:
                    arriving.take_blob(self.store, frame)
                case Part.REPORT:
                    self._take_report(frame)
                case Part.REPORT_BLOB:
                    arriving.take_report_photo(self.store, frame)
                case Part.REPORT_DONE if self.is_current:
                    self._note_report(AnonymousAnswer.from_json(decode(frame.body(MAX_ANSWER_BYTES))))
                case _:
                    pass
        if self.is_own and self.is_current:
            self._take_standing()
        return self.came

    def _take_epoch(self) -> bool:
        """Whether the receipts of this reply are of the county as this computer knows it.

        If the county went back in time since the bundle was written, all that was delivered is sent once more.
        """
        with self.store.write() as session:
            known = bookmarks.read_bookmarks(session).epoch
            if known == self.about.epoch:
                cursor = bookmarks.read_bookmarks(session).cursor
                if self.about.restarted and self.is_own and cursor == self.about.cursor_seen:
                    bookmarks.keep_cursor(session, "")
                return True
            if known is not None and known != self.about.epoch_seen:
                return False
            bookmarks.keep_epoch(session, self.about.epoch)
            if known is not None:
                lost = session.execute(
                    update(OutboxRow)
                    .where(OutboxRow.delivery.in_(DELIVERED))
                    .values(delivery="pending", server_seq=None, next_try_at=None)
                    .returning(OutboxRow.op_id)
                ).all()
                self.came += Imported(notices=(wording.RESTORED.format(count=len(lost)),) if lost else ())
            return True

    def _take_results(self, answer: PushAnswer) -> None:
        """Rows of this computer's outbox; then what it passes on for a sibling that had its answer first.

        Which attachments are missing the reply says in the end. A notice is for the device that wrote the bundle.
        """
        facility_id = self.installation.facility_id
        with self.store.write() as session:
            rows = _undelivered(session, answer)
            proved = ledger.keep_results(
                session,
                items=[_item(session, row) for row in rows],
                answer=replace(answer, missing_blobs=(), notices=answer.notices if self.is_own else ()),
                facility_id=facility_id,
                genuine=self.genuine,
                now=self.store.clock.now(),
            )
            also = sum(
                arriving.note_proof(
                    session, result.receipt.leaf.object_id, result.receipt, facility_id, self.genuine
                )
                for result in answer.results
                if result.receipt is not None
            )
            refused = sum(row.delivery == "quarantined" for row in rows)
            self.came += Imported(proved=proved.delivered + also, refused=refused)

    def _take_standing(self) -> None:
        """What the county still lacks, and the hospital's computers; an old reply, by its last page, changes neither.

        Of the attachments those that are here go with the next export.
        """
        with self.store.write() as session:
            if bookmarks.read_bookmarks(session).cursor != self.at:
                return
            if self.devices is not None:
                bookmarks.keep_devices(session, self.devices)
            here = _owners(session, self.about.missing_blobs)
            lacking = {sha256 for sha256, _ in ledger.lacking_blobs(session)}
            for sha256 in lacking - set(here):
                ledger.forget_lacking(session, sha256)
            ledger.note_lacking(session, here, here)
            self.came += Imported(asked=len(here))

    def _take_page(self, page: PullPage) -> None:
        facility_id = self.installation.facility_id
        if not proving.is_page_proved(page, facility_id=facility_id, genuine=self.genuine):
            raise WireError("a page without proof")
        begins, self.at = self.at, page.next_cursor
        items = [item for item in page.items if item.sealed is not None]
        with self.store.write() as session:
            received = pull.take_items(session, self.store, items)
            self.came += Imported(
                new=received.stored + received.unread, known=received.known, refused=len(received.refused)
            )
            if not self.is_own or not self.is_current or bookmarks.read_bookmarks(session).cursor != begins:
                return
            bare = [item.object_id for item in page.items if item.sealed is None]
            lost = not set(bare) <= pull.known_objects(session, bare)
            if lost != bool(setting(session, MINE)):
                put_setting(session, MINE, lost)
            if not lost:
                bookmarks.keep_cursor(session, page.next_cursor)

    def _take_report(self, frame: Frame) -> None:
        with self.store.write() as session:
            anonymous.take(session, frame.body(MAX_BATCH_BYTES))

    def _note_report(self, answer: AnonymousAnswer) -> None:
        """Sent means: the county proved the report and has all its photos."""
        object_id = answer.receipt.leaf.object_id
        if answer.missing_blobs or not proving.proves(
            answer.receipt, object_id, self.installation.facility_id, self.genuine
        ):
            return
        with self.store.write() as session:
            for row in session.scalars(select(AnonymousReport).where(AnonymousReport.state == "waiting")):
                if digest(row.bytes) == object_id:
                    anonymous.mark_sent(session, row.report_id)


def _undelivered(session: Session, answer: PushAnswer) -> Sequence[OutboxRow]:
    """Those of the answered operations that wait here; one that was set apart counts only if it was kept after all."""
    outcomes = {result.op_id: result.outcome for result in answer.results}
    query = select(OutboxRow).where(
        OutboxRow.op_id.in_(outcomes), OutboxRow.delivery.in_(("pending", "quarantined"))
    )
    return [row for row in session.scalars(query) if row.delivery == "pending" or outcomes[row.op_id].is_kept]


def _item(session: Session, row: OutboxRow) -> Item:
    sealed = session.get(SealedObject, row.object_id) or session.get_one(Relay, row.object_id)
    return Item(
        op_id=row.op_id, op_seq=row.op_seq, kind=row.kind, object_id=row.object_id, sealed=sealed.bytes
    )


def _owners(session: Session, blobs: Sequence[str]) -> dict[str, str]:
    """Those of the attachments that are here, each with the revision whose private part it is."""
    found: dict[str, str] = {}
    for start in range(0, len(blobs), _SLICE):
        some = blobs[start : start + _SLICE]
        for sha256 in session.scalars(select(Attachment.sha256).where(Attachment.sha256.in_(some))):
            found[sha256] = ""
        parts = select(PrivatePart.sha256, PrivatePart.object_id).where(
            PrivatePart.sha256.in_(some), PrivatePart.ciphertext.is_not(None)
        )
        found.update(dict(session.execute(parts).all()))
    return found
