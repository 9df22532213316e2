"""The county's register of hospitals, and the one-time codes for their computers."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from forms.clock import to_text
from forms.identity import new_random_id
from server.tables.facilities import Device, EnrolmentCode, Facility
from sync.wire.limits import CODE_SECONDS

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: a code is read out on the telephone
_GROUP = 5


class RegisterError(ValueError):
    """A Chinese sentence for the person at the county."""


def add_facility(
    session: Session, name: str, now: datetime, *, facility_id: str | None = None, numbers_from: int = 1
) -> Facility:
    """``facility_id`` and ``numbers_from`` are given by a hospital that makes a server for itself.

    RegisterError with a Chinese sentence if the name is there already.
    """
    name = name.strip()
    if not name:
        raise RegisterError("医院名称是空的。请写上名称再来。")
    if session.execute(select(Facility.name).where(Facility.name == name)).first():
        raise RegisterError(f"“{name}”已经在名册上，不用再加。")
    facility = Facility(
        register_id=new_random_id(),
        name=name,
        facility_id=facility_id,
        created_at=to_text(now),
        numbers_from=numbers_from,
        last_seq=0,
    )
    session.add(facility)
    session.flush()
    return facility


def find_facility(session: Session, id_or_name: str) -> Facility:
    matches = or_(
        Facility.register_id == id_or_name, Facility.facility_id == id_or_name, Facility.name == id_or_name
    )
    facility = session.execute(select(Facility).where(matches)).scalar_one_or_none()
    if facility is None:
        raise RegisterError(
            f"名册上没有“{id_or_name}”。先用 facility add 加上，或用 facility list 看看怎么写的。"
        )
    return facility


def make_code(
    session: Session, facility: Facility, now: datetime, life: timedelta = timedelta(seconds=CODE_SECONDS)
) -> str:
    """A code of 50 bits, good once and for twenty minutes or as said; only its digest is kept."""
    code = random_code()
    session.add(
        EnrolmentCode(
            code_digest=digest_of_code(code),
            register_id=facility.register_id,
            expires_at=to_text(now + life),
        )
    )
    return code


def random_code(groups: int = 2) -> str:
    """Groups of five letters, 25 bits each, that are easily read out and typed."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(groups))


def digest_of_code(code: str) -> str:
    """The same for every way a person writes the code: small letters, blanks, with or without the dash."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"yian code 1\n{letters}".encode()).hexdigest()


def revoke_device(session: Session, device_id: str, now: datetime) -> Device:
    """From now on the computer gets no token and its token opens nothing; what it sent stays."""
    device = session.get(Device, device_id)
    if device is None:
        raise RegisterError(f"没有编号为 {device_id} 的电脑。先用 device list 看看。")
    device.revoked_at = device.revoked_at or to_text(now)
    return device
