"""Takes a computer in by stick: the county's IT person vouches for it with the name of its hospital."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.county import County
from server.enrolment import admit, check_keys, welcome
from server.facilities import RegisterError, find_facility
from server.problems import RequestRefusedError
from server.stick.writing import write_parcel
from server.tables.facilities import Device, Facility
from sync.wire.codec import WireError, decode, encode
from sync.wire.enrolment import EnrolmentAnswer, EnrolmentRequest
from sync.wire.frames import FrameWriter
from sync.wire.parcel import Header, new_key, wrap_for
from sync.wire.stick_enrolment import ANSWER, SignedRequest, StickAnswer, check_code

_LARGEST = 64 << 10  # bytes of a request


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    facility: str
    label: str
    number: int
    check_code: str


def enrol_by_file(county: County, id_or_name: str, file: Path, answer_file: Path) -> Enrolled:
    """The same request again is answered the same. RegisterError, with nobody taken in, for one that can't be."""
    request = _read(file)
    with county.database.write() as session:
        facility = find_facility(session, id_or_name)
        try:
            answer = _admit(session, county, facility, request)
        except RequestRefusedError as error:
            raise RegisterError(error.problem.detail) from error
        name = facility.name
    _write(county, request, answer, answer_file)
    return Enrolled(
        facility=name,
        label=request.label,
        number=answer.device_number,
        check_code=check_code(county.public_keys[0], request.code),
    )


def _read(file: Path) -> EnrolmentRequest:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST)
        request = SignedRequest.from_json(decode(content)).open()
        check_keys(request)
    except (OSError, WireError) as error:
        raise RegisterError(
            f"{file.name} 读不出来，不是医安的报到文件，或者没有拷完整。没有登记任何电脑。请医院重新写一份。"
        ) from error
    if not request.wrapping_key:
        raise RegisterError(
            f"{file.name} 里缺一把钥匙，回信没法加密。没有登记任何电脑。请医院更新医安再写一份。"
        )
    return request


def _admit(
    session: Session, county: County, facility: Facility, request: EnrolmentRequest
) -> EnrolmentAnswer:
    query = select(Device).where(
        Device.register_id == facility.register_id,
        Device.device_key == request.device_key,
        Device.revoked_at.is_(None),
    )
    known = session.execute(query.order_by(Device.number)).scalars().first()
    device = known or admit(session, facility, request, county.clock.now())
    return welcome(session, county, facility, device)


def _write(county: County, request: EnrolmentRequest, answer: EnrolmentAnswer, path: Path) -> None:
    key = new_key()
    header = Header(
        kind=ANSWER,
        facility_id=answer.facility_id,
        device_id=answer.device_id,
        sender_key=county.public_keys[0],
        wraps=(wrap_for(request.wrapping_key, key),),
    )

    def fill(frames: FrameWriter) -> None:
        frames.put(ANSWER, {}, encode(StickAnswer(nonce=request.code, answer=answer).to_json()))

    write_parcel(
        county, header, key, path, fill, "这台电脑已经登记好。换个地方，用同一个报到文件再来一次就会重写。"
    )
