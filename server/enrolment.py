"""A computer presents a one-time code and becomes known; its hospital is bound to the county's register."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.clock import to_text
from forms.identity import new_random_id
from server.bodies import Decoded, answer
from server.county import County, Reading, TheCounty, Writing, current_epoch
from server.facilities import digest_of_code
from server.journal import note_of
from server.limiter import count_failure, forget_failures, seconds_to_wait
from server.problems import RequestRefusedError, answer_refusal
from server.tables.facilities import Device, EnrolmentCode, Facility
from server.tokens import EnrolledDevice
from sync.wire.codec import WireError
from sync.wire.enrolment import CopyRequest, DeviceEntry, DeviceList, EnrolmentAnswer, EnrolmentRequest

router = APIRouter()


@router.post("/v1/enrolments")
def enrol(request: Request, message: Decoded, county: TheCounty, session: Writing) -> Response:
    enrolment = _read(message)
    now = county.clock.now()
    bucket = f"enrol {request.client.host if request.client else ''}"
    wait = seconds_to_wait(session, bucket, now)
    if wait:
        raise RequestRefusedError(
            429,
            "too-many-attempts",
            "报到码试错太多次，先等 15 分钟。请向县里重新要一个报到码。",
            headers={"Retry-After": str(wait)},
        )
    try:
        reply = _enrol(session, county, enrolment, now)
    except RequestRefusedError as refusal:
        # Answered, not raised: the count of failures has to be committed.
        count_failure(session, bucket, now)
        note_of(request).problem = refusal.problem.kind
        return answer_refusal(refusal.problem)
    forget_failures(session, bucket)
    return answer(reply)


def _read(message: Decoded) -> EnrolmentRequest:
    try:
        enrolment = EnrolmentRequest.from_json(message)
        if enrolment.facility_id is not None:
            uuid.UUID(enrolment.facility_id)
    except ValueError as error:
        raise WireError(str(error)) from error
    check_keys(enrolment)
    return enrolment


def _read_copy(message: Decoded) -> CopyRequest:
    request = CopyRequest.from_json(message)
    if not 0 < len(request.wish) <= 64:
        raise WireError("a wish of no use")
    return request


def check_keys(enrolment: EnrolmentRequest) -> None:
    """WireError for keys that are none."""
    if len(enrolment.device_key) != 32 or len(enrolment.wrapping_key) not in (0, 32):
        raise WireError("a key is not 32 bytes")


def _enrol(session: Session, county: County, enrolment: EnrolmentRequest, now: datetime) -> EnrolmentAnswer:
    """A computer that presents its own code again, because the answer was lost on the way, is answered the same."""
    code = session.get(EnrolmentCode, digest_of_code(enrolment.code), with_for_update=True)
    used_by = session.get(Device, code.used_by) if code and code.used_by else None
    is_again = used_by is not None and used_by.device_key == enrolment.device_key
    if code is None or (code.used_by and not is_again) or code.expires_at <= to_text(now):
        raise RequestRefusedError(
            403, "code-unknown", "这个报到码不能用：写错了、用过了，或者过期了。请向县里重新要一个。"
        )
    facility = session.execute(
        select(Facility).where(Facility.register_id == code.register_id).with_for_update()
    ).scalar_one()
    if used_by is not None:
        if used_by.revoked_at is not None:
            raise RequestRefusedError(
                403,
                "device-revoked",
                "县里已经停用这台电脑。记录都在本机，没有丢。请向县里要一个新的报到码。",
            )
        return welcome(session, county, facility, used_by)
    device = admit(session, facility, enrolment, now)
    code.used_by = device.device_id
    session.flush()
    return welcome(session, county, facility, device)


def admit(session: Session, facility: Facility, enrolment: EnrolmentRequest, now: datetime) -> Device:
    """One more computer of the hospital, which its first computer brings along."""
    facility_id = _bind(session, facility, enrolment.facility_id)
    facility.level = facility.level or enrolment.level
    return _add_device(
        session,
        register_id=facility.register_id,
        facility_id=facility_id,
        device_key=enrolment.device_key,
        wrapping_key=enrolment.wrapping_key,
        label=enrolment.label[:100],
        app_version=enrolment.app_version[:40],
        enrolled_at=to_text(now),
    )


@router.post("/v1/enrolments/copies")
def enrol_copy(message: Decoded, caller: EnrolledDevice, county: TheCounty, session: Writing) -> Response:
    """A computer that exists twice (a cloned disk, a restored backup) takes an id of its own, under its key.

    One whose answer was lost on the way asks again with the same wish, and gets the same number.
    """
    wish = _read_copy(message).wish
    known = session.get_one(Device, caller.device_id)
    facility = session.get_one(Facility, known.register_id, with_for_update=True)
    wished = select(Device).where(
        Device.register_id == known.register_id,
        Device.device_key == known.device_key,
        Device.wish == wish,
        Device.revoked_at.is_(None),
    )
    device = session.execute(wished).scalar_one_or_none() or _add_device(
        session,
        register_id=known.register_id,
        facility_id=known.facility_id,
        device_key=known.device_key,
        wrapping_key=known.wrapping_key,
        label=known.label,
        app_version=known.app_version,
        wish=wish,
        enrolled_at=to_text(county.clock.now()),
    )
    return answer(welcome(session, county, facility, device))


@router.get("/v1/devices")
def list_devices(caller: EnrolledDevice, session: Reading) -> Response:
    return answer(devices_of(session, caller.facility_id))


def devices_of(session: Session, facility_id: str) -> DeviceList:
    query = select(Device).where(Device.facility_id == facility_id).order_by(Device.number)
    return DeviceList(
        devices=tuple(
            DeviceEntry(
                device_id=row.device_id,
                number=row.number,
                label=row.label,
                wrapping_key=row.wrapping_key,
                enrolled_at=row.enrolled_at,
                is_revoked=row.revoked_at is not None,
                last_seen_at=row.last_seen_at,
            )
            for row in session.execute(query).scalars()
        )
    )


def _add_device(session: Session, *, register_id: str, **facts: Any) -> Device:
    """One more computer, with the next number of its hospital, whose row the caller has locked."""
    last = session.execute(
        select(func.max(Device.number)).where(Device.register_id == register_id)
    ).scalar_one()
    first = session.get_one(Facility, register_id).numbers_from
    number = max((last or 0) + 1, first)
    device = Device(device_id=new_random_id(), register_id=register_id, number=number, **facts)
    session.add(device)
    session.flush()
    return device


def welcome(session: Session, county: County, facility: Facility, device: Device) -> EnrolmentAnswer:
    return EnrolmentAnswer(
        device_id=device.device_id,
        device_number=device.number,
        facility_id=device.facility_id,
        facility_name=facility.name,
        level=facility.level or "township",
        county_keys=county.public_keys,
        anonymous_credential=county.sealer.derive("anonymous", device.facility_id),
        server_epoch=current_epoch(session),
        exchange=county.exchange,
    )


def _bind(session: Session, facility: Facility, facility_id: str | None) -> str:
    """The hospital's own id. The first computer brings it; the others must bring the same, or none."""
    if facility.facility_id is not None:
        if facility_id not in (None, facility.facility_id):
            raise RequestRefusedError(
                409,
                "facility-bound",
                f"“{facility.name}”已经由另一台电脑报到过，这台电脑却是另建的一家医院。"
                "这台电脑的记录都还在。请换一个新文件夹，再用报到码加入这家医院。",
            )
        return facility.facility_id
    facility_id = facility_id or new_random_id()
    taken = session.execute(select(Facility.name).where(Facility.facility_id == facility_id)).scalar()
    if taken is not None:
        raise RequestRefusedError(
            409, "facility-taken", f"这家医院在县里已经登记为“{taken}”，报到码却是另一家的。请向县里核对。"
        )
    facility.facility_id = facility_id
    return facility_id
