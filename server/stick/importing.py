"""Takes a hospital's bundle: checked to its last byte first, then kept as a push would be, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from server.anonymous import keep_report
from server.blobs import is_lacking, keep_whole
from server.county import County
from server.facilities import RegisterError
from server.problems import RequestRefusedError
from server.push import take_batch
from server.tables.facilities import Device, Facility
from server.tokens import Caller
from sync.wire.anonymous import AnonymousAnswer, AnonymousReport
from sync.wire.bundle import About, ObjectHead, Part
from sync.wire.codec import WireError
from sync.wire.frames import Frame, read_frames
from sync.wire.limits import MAX_BATCH_BYTES, MAX_BLOB_BYTES, MAX_ITEMS
from sync.wire.outcomes import Outcome
from sync.wire.parcel import Header, NewerParcelError, ParcelError, ParcelKind, ParcelReader, unwrap
from sync.wire.push import Item, PushAnswer, PushRequest

_SAFE = "县里的记录没有动过。"


@dataclass(slots=True, kw_only=True)
class Taken:
    """What a bundle came to; ``answers`` and ``reports`` go into the reply."""

    facility: str
    caller: Caller
    about: About
    answers: list[PushAnswer] = field(default_factory=list)
    reports: list[AnonymousAnswer] = field(default_factory=list)
    attachments: int = 0

    def count(self, *outcomes: Outcome) -> int:
        return sum(result.outcome in outcomes for answer in self.answers for result in answer.results)


def import_bundle(county: County, path: Path) -> Taken:
    """Importing it again keeps nothing twice. RegisterError, with nothing kept, for a file that can't be used."""
    try:
        with path.open("rb") as file:
            return _import(county, file)
    except NewerParcelError as error:
        raise RegisterError(
            f"{path.name} 是新版的医安写的，县里的程序还读不了。{_SAFE}请先更新县里的程序。"
        ) from error
    except (OSError, ParcelError, WireError) as error:
        raise RegisterError(
            f"{path.name} 读不出来，不是医安的包，或者没有拷完整。{_SAFE}请医院重新导出一次。"
        ) from error
    except RequestRefusedError as error:
        raise RegisterError(error.problem.detail) from error


def _import(county: County, file: BinaryIO) -> Taken:
    reader = ParcelReader(file)
    sender = _sender(county, reader.header)
    key = next((found for one in county.exchange_keys if (found := unwrap(reader.header.wraps, one))), None)
    if key is None:
        raise RegisterError(f"这个包不是写给本县的，打不开。{_SAFE}请医院核对是不是接入了本县，再导出一次。")
    about: About | None = None
    for frame in read_frames(reader.chunks(key, signer=sender.key)):
        if about is None:
            about = _about(frame)
        elif frame.kind == Part.OBJECT:
            ObjectHead.from_json(frame.facts)
    if about is None:
        raise WireError("no beginning")
    taking = _Taking(county, Taken(facility=sender.facility, caller=sender.caller, about=about))
    taking.run(read_frames(reader.chunks(key)))
    return taking.taken


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sender:
    facility: str
    caller: Caller
    key: bytes


def _sender(county: County, header: Header) -> _Sender:
    """The enrolled computer that the header names; whether it really wrote the file its signature tells."""
    if header.kind != ParcelKind.HOSPITAL:
        raise RegisterError(f"这是县里发给医院的回执，不用收进来。{_SAFE}请拿医院导出的那个文件。")
    with county.database.read() as session:
        device = session.get(Device, header.device_id) if header.device_id else None
        if device is None or device.facility_id != header.facility_id:
            raise RegisterError(
                f"县里不认识写这个包的电脑，没有收。{_SAFE}请让它先向县里报到，或换一台报到过的电脑导出。"
            )
        name = session.execute(
            select(Facility.name).where(Facility.register_id == device.register_id)
        ).scalar_one()
        if device.revoked_at is not None:
            raise RegisterError(
                f"{name} 的这台电脑（{device.label}）已经停用，没有收。{_SAFE}请医院换一台电脑导出。"
            )
        caller = Caller(facility_id=device.facility_id, device_id=device.device_id)
        return _Sender(facility=name, caller=caller, key=device.device_key)


def _about(frame: Frame) -> About:
    if frame.kind != Part.ABOUT:
        raise WireError("no beginning")
    return About.from_json(frame.facts)


class _Taking:
    def __init__(self, county: County, taken: Taken) -> None:
        self.taken = taken
        self._county = county
        self._items: list[Item] = []
        self._weight = 0

    def run(self, frames: Iterator[Frame]) -> None:
        for frame in frames:
            if frame.kind == Part.OBJECT:
                self._take_object(frame)
                continue
            self._keep_items()
            match frame.kind:
                case Part.REPORT:
                    self._take_report(frame)
                case Part.BLOB | Part.REPORT_BLOB:
                    self._take_blob(frame)
                case _:
                    pass
        self._keep_items()

    def _take_object(self, frame: Frame) -> None:
        """What the county signed for, and what the computer only holds for others, is passed over."""
        head = ObjectHead.from_json(frame.facts)
        if head.op_id is None or head.receipt is not None:
            return
        item = Item(
            op_id=head.op_id,
            op_seq=head.op_seq,
            kind=head.kind,
            object_id=head.object_id,
            sealed=frame.body(MAX_BLOB_BYTES),
        )
        if self._items and self._weight + frame.size > MAX_BATCH_BYTES:
            self._keep_items()
        self._items.append(item)
        self._weight += frame.size
        if len(self._items) >= MAX_ITEMS:
            self._keep_items()

    def _keep_items(self) -> None:
        """One transaction, the very one of a push."""
        if not self._items:
            return
        about = self.taken.about
        batch = PushRequest(
            incarnation=about.incarnation, last_receipt=about.last_receipt, items=tuple(self._items)
        )
        self._items, self._weight = [], 0
        with self._county.database.write() as session:
            answer = take_batch(session, self._county, self.taken.caller, batch)
        self.taken.answers.append(answer)

    def _take_report(self, frame: Frame) -> None:
        report = AnonymousReport(object_id=frame.facts.digest("sha256"), sealed=frame.body(MAX_BATCH_BYTES))
        with self._county.database.write() as session:
            answer = keep_report(session, self._county, self.taken.caller.facility_id, report)
        self.taken.reports.append(answer)

    def _take_blob(self, frame: Frame) -> None:
        facility_id, sha256 = self.taken.caller.facility_id, frame.facts.digest("sha256")
        with self._county.database.read() as session:
            if frame.size > MAX_BLOB_BYTES or not is_lacking(session, facility_id, sha256):
                return
        content = frame.body(MAX_BLOB_BYTES)
        with self._county.database.write() as session:
            self.taken.attachments += keep_whole(session, facility_id, sha256, content)
