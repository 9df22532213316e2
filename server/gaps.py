"""What a hospital says it has made and the county does not hold: numbers, objects set apart, attachments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from server.tables.blobs import Blob
from server.tables.contents import ManifestRow
from server.tables.facilities import Device
from server.tables.gaps import SetApartRow
from server.tables.objects import Operation, StoredObject

_MOST_RANGES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverCame:
    """Numbers of one computer, first to last, between others that came. They may still be on their way."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetApart:
    """The computer gave up on it, or the county refused it; it stays at the hospital."""

    op_seq: int
    about: str
    kind: str
    reason: str
    received_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceGaps:
    device_id: str
    number: int
    label: str
    last_op_seq: int
    never_came: tuple[NeverCame, ...]
    set_apart: tuple[SetApart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    devices: tuple[DeviceGaps, ...]  # those that have sent something
    missing_attachments: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.missing_attachments and not any(
            device.never_came or device.set_apart for device in self.devices
        )


def find_gaps(session: Session, facility_id: str) -> Gaps:
    query = select(Device).where(Device.facility_id == facility_id).order_by(Device.number)
    devices = session.execute(query).scalars().all()
    firsts: dict[bytes, str] = {}
    for device in devices:
        firsts.setdefault(device.device_key, device.device_id)
    return Gaps(
        devices=tuple(
            found
            for device in devices
            if (found := _device_gaps(session, device, is_copy=firsts[device.device_key] != device.device_id))
        ),
        missing_attachments=missing_attachments(session, facility_id),
    )


def missing_attachments(session: Session, facility_id: str, *, limit: int = 5_000) -> tuple[str, ...]:
    """Attachments that a kept object names and that are not completely here, in the order of their digests."""
    complete = exists().where(
        Blob.facility_id == ManifestRow.facility_id, Blob.sha256 == ManifestRow.sha256, Blob.is_complete
    )
    query = (
        select(ManifestRow.sha256)
        .where(ManifestRow.facility_id == facility_id, ~complete)
        .distinct()
        .order_by(ManifestRow.sha256)
        .limit(limit)
    )
    return tuple(session.execute(query).scalars())


def _device_gaps(session: Session, device: Device, *, is_copy: bool) -> DeviceGaps | None:
    """None for a computer that has sent nothing yet. A copy goes on with the numbers of the one it was copied from."""
    own = (Operation.facility_id == device.facility_id, Operation.device_id == device.device_id)
    first: int | None = session.execute(select(func.min(Operation.op_seq)).where(*own)).scalar()
    last: int | None = session.execute(select(func.max(Operation.op_seq)).where(*own)).scalar()
    set_apart = _set_apart(session, device)
    if last is None and not set_apart:
        return None
    begins = (first or 1) if is_copy else 1
    return DeviceGaps(
        device_id=device.device_id,
        number=device.number,
        label=device.label,
        last_op_seq=last or 0,
        never_came=tuple(_holes(session, device, begins)),
        set_apart=set_apart,
    )


def _holes(session: Session, device: Device, begins: int) -> Iterator[NeverCame]:
    """Where a number does not follow the one before it."""
    before = func.lag(Operation.op_seq, 1, begins - 1).over(order_by=Operation.op_seq)
    numbers = (
        select(Operation.op_seq, before.label("before"))
        .where(
            Operation.facility_id == device.facility_id,
            Operation.device_id == device.device_id,
            Operation.op_seq >= begins,
        )
        .subquery()
    )
    query = (
        select(numbers.c.before, numbers.c.op_seq)
        .where(numbers.c.op_seq > numbers.c.before + 1)
        .order_by(numbers.c.op_seq)
        .limit(_MOST_RANGES)
    )
    for last_before, op_seq in session.execute(query):
        yield NeverCame(first=last_before + 1, last=op_seq - 1)


def _set_apart(session: Session, device: Device) -> tuple[SetApart, ...]:
    """Without those that came after all."""
    came = exists().where(
        StoredObject.facility_id == SetApartRow.facility_id, StoredObject.object_id == SetApartRow.about
    )
    query = (
        select(SetApartRow)
        .where(
            SetApartRow.facility_id == device.facility_id, SetApartRow.device_id == device.device_id, ~came
        )
        .order_by(SetApartRow.op_seq, SetApartRow.received_at)
    )
    newest = {row.about: row for row in session.execute(query).scalars()}
    return tuple(
        SetApart(
            op_seq=row.op_seq,
            about=row.about,
            kind=row.object_kind,
            reason=row.reason,
            received_at=row.received_at,
        )
        for row in newest.values()
    )
