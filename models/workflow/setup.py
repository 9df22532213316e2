"""The first day: a hospital is made on this computer, or this computer joins one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from forms.clock import local
from forms.half_width import half_width
from forms.identity import new_random_id
from forms.show_hospital import is_for_show
from models.faults import Refusal
from models.installation import Installation, read_installation, write_installation
from models.store import Store
from models.workflow import auditing, clock_guard
from models.workflow.credentials import check_fit
from models.workflow.demo import DEPARTMENTS, lay_out
from models.workflow.hospital_profile import lay_down
from models.workflow.people import write_person
from models.workflow.revisions import Author

LEVELS = ("township", "county")
LONGEST_NAME = 60  # characters: the head of a sheet holds no more
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class AlreadySetUp(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"这台电脑已经设置为{name}。记录都在，没有改动。要重新设置，请另选一个文件夹。")


class BadName(Refusal):
    def __init__(self) -> None:
        super().__init__(
            f"医院名称要写在一行里，不能空着，最多 {LONGEST_NAME} 个字；它会印在每一张表上。"
            "没有设置任何东西。请改好再来。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupResult:
    facility_id: str
    admin_no: str
    recovery_code: str  # printed once, kept in a safe


def set_up(
    store: Store,
    *,
    hospital: str,
    level: str,
    admin_no: str,
    admin_name: str,
    admin_pin: str,
    admin_department: str = "信息科",
    departments: Sequence[str] = (),
    switches: Sequence[str] = (),
    figures: Mapping[str, int] | None = None,
    demo: bool = False,
    facility_id: str | None = None,
    pins: Mapping[str, str] | None = None,
    start: date | None = None,
) -> SetupResult:
    """A hospital with its key and its first administrator, in one transaction; AlreadySetUp if there is one.

    The first card of the hospital's profile says its level, switches and ``figures`` (beds …), and the starter set
    of duties is on from ``start``, or today; both are sealed by the administrator. ``demo`` adds the fictional people and places (a hospital is one to play with by its name); ``pins`` are PINs by staff number for its people, who otherwise get the
    administrator's.
    """
    if level not in LEVELS:
        raise ValueError(f"no level named {level}")
    hospital, admin_no = hospital.strip(), half_width(admin_no).strip()
    if not hospital or not hospital.isprintable() or len(hospital) > LONGEST_NAME:
        raise BadName
    check_fit(admin_pin)
    _refuse_second(store)
    now = store.clock.now()
    if not store.keys.has_hospital_key:
        store.keys.make_hospital_key()
    facility = facility_id or new_random_id()
    known = tuple(dict.fromkeys((*departments, *(DEPARTMENTS if demo else ()), admin_department)))
    installation = Installation(
        facility_id=facility,
        facility_name=hospital,
        short_code=short_code(facility),
        level=level,
        segment="01",
        departments=known,
        switches=tuple(switches),
        effective_from=local(now).date().isoformat(),
        is_demo=is_for_show(hospital),
    )
    with store.write() as session:
        _lay_foundation(session, store, installation, now)
        author = Author(staff_no=admin_no, name=admin_name, department=admin_department)
        write_person(
            session,
            store,
            author,
            staff_no=admin_no,
            name=admin_name,
            role="admin",
            department=admin_department,
            pin=admin_pin,
            now=now,
        )
        lay_down(session, store, author, installation, figures=figures or {}, start=start, now=now)
        if demo:
            all_pins = {"*": admin_pin, **(pins or {})}
            lay_out(session, store, author, pins=all_pins, now=now, import_id=new_random_id())
        auditing.note(session, at=now, actor=admin_no, action="hospital.set_up", subject=facility)
    return SetupResult(facility_id=facility, admin_no=admin_no, recovery_code=store.keys.recovery_code())


def join(
    store: Store,
    *,
    facility_id: str,
    hospital: str,
    level: str,
    segment: str,
    device_id: str,
    server_url: str | None,
    county_keys: Sequence[str] = (),
) -> Installation:
    """One more computer of a hospital: people and records come by pull, the key when an administrator approves."""
    _refuse_second(store)
    now = store.clock.now()
    installation = Installation(
        facility_id=facility_id,
        facility_name=hospital,
        short_code=short_code(facility_id),
        level=level,
        segment=segment,
        effective_from=local(now).date().isoformat(),
        device_id=device_id,
        server_url=server_url,
        is_enrolled=True,
        county_keys=tuple(county_keys),
    )
    with store.write() as session:
        _lay_foundation(session, store, installation, now)
        auditing.note(session, at=now, actor=None, action="computer.joined", subject=device_id)
    return installation


def short_code(facility_id: str) -> str:
    """Five letters and digits for serial numbers, none of which looks like another."""
    number = int.from_bytes(hashlib.sha256(facility_id.encode()).digest()[:8], "big")
    letters = ""
    for _ in range(5):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters


def _refuse_second(store: Store) -> None:
    found = store.installation()
    if found is not None:
        raise AlreadySetUp(found.facility_name)


def _lay_foundation(session: Session, store: Store, installation: Installation, now: datetime) -> None:
    if read_installation(session) is not None:
        raise AlreadySetUp(installation.facility_name)
    store.keys.device  # noqa: B018 - made now, so that a grant can be addressed to it
    write_installation(session, installation)
    clock_guard.believe(session, now)
