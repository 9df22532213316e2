"""Where the last pass left off: the server's epoch, how far was pulled, how big a batch went well; per road."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forms.clock import to_text
from models.installation import SERVER_ROLE, is_below_host, put_setting, setting
from sync import wording
from sync.wire.codec import decode, encode
from sync.wire.enrolment import DeviceEntry, DeviceList, Role
from sync.wire.receipt import Receipt

FIRST_BATCH = 50

COUNTY, HOUSE = "county", "house"
"""The roads of a computer: to the server it is enrolled with, and on the 院内主机 to the server of the house."""

_EPOCH = "{}_epoch"
_CURSOR = "{}_cursor"
_BATCH = "{}_batch"
_FAILURES = "{}_failures"
_RECEIPT = "{}_last_receipt"
_DEVICES = "{}_devices"
_CREDENTIAL = "county_anonymous_credential"
_WISH = "county_wish"

# Read by the page that shows what waits.
_STORIES = {COUNTY: "sync", HOUSE: "house_sync"}
_ATTEMPT, _SUCCESS, _PROBLEM = "{}_last_attempt", "{}_last_success", "{}_last_problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmarks:
    epoch: str | None
    cursor: str
    batch: int
    failures: int  # passes in a row that did not get through


def read_bookmarks(session: Session, road: str = COUNTY) -> Bookmarks:
    return Bookmarks(
        epoch=_text(session, _EPOCH.format(road)),
        cursor=_text(session, _CURSOR.format(road)) or "",
        batch=_number(session, _BATCH.format(road)) or FIRST_BATCH,
        failures=_number(session, _FAILURES.format(road)),
    )


def keep_epoch(session: Session, epoch: str, road: str = COUNTY) -> None:
    """Another epoch has other numbers: the cursor begins anew, the last receipt proves nothing there."""
    put_setting(session, _EPOCH.format(road), epoch)
    put_setting(session, _CURSOR.format(road), "")
    put_setting(session, _RECEIPT.format(road), {})


def keep_cursor(session: Session, cursor: str, road: str = COUNTY) -> None:
    put_setting(session, _CURSOR.format(road), cursor)


def keep_last_receipt(session: Session, receipt: Receipt, road: str = COUNTY) -> None:
    known = last_receipt(session, receipt.leaf.epoch, road)
    if known is None or known.leaf.server_seq < receipt.leaf.server_seq:
        put_setting(session, _RECEIPT.format(road), receipt.to_json())


def last_receipt(session: Session, epoch: str | None, road: str = COUNTY) -> Receipt | None:
    """The receipt of this epoch with the highest number; it tells whether the county went back in time."""
    value = setting(session, _RECEIPT.format(road))
    if not value:
        return None
    receipt = Receipt.from_json(decode(encode(value)))
    return receipt if receipt.leaf.epoch == epoch else None


def keep_credential(session: Session, credential: str) -> None:
    put_setting(session, _CREDENTIAL, credential)


def anonymous_credential(session: Session) -> str:
    return _text(session, _CREDENTIAL) or ""


def take_wish(session: Session, fresh: str) -> str:
    """The wish with which this computer asks for a number of its own; the same until it has one."""
    wish = _text(session, _WISH) or fresh
    put_setting(session, _WISH, wish)
    return wish


def forget_wish(session: Session) -> None:
    put_setting(session, _WISH, "")


def keep_devices(session: Session, devices: DeviceList, road: str = COUNTY) -> None:
    put_setting(session, _DEVICES.format(road), devices.to_json())


def read_devices(session: Session, road: str = COUNTY) -> tuple[DeviceEntry, ...]:
    """The hospital's computers as the server at the end of that road last listed them."""
    value = setting(session, _DEVICES.format(road))
    return DeviceList.from_json(decode(encode(value))).devices if value else ()


def keep_role(session: Session, role: Role) -> None:
    put_setting(session, SERVER_ROLE, role)


def server_role(session: Session) -> Role:
    """Whose server this computer is enrolled with, as it said then."""
    return Role.HOST if is_below_host(session) else Role.COUNTY


def last_problem(session: Session, road: str = COUNTY) -> str:
    """The sentence with which the last pass ended; empty if it got through."""
    return _text(session, _PROBLEM.format(_STORIES[road])) or ""


def keep_pass(
    session: Session, *, now: datetime, batch: int, problem: str, got_through: bool, road: str = COUNTY
) -> None:
    """What a pass came to. An attempt is not a success: they are kept apart."""
    story = _STORIES[road]
    if road == COUNTY:
        problem = wording.teller(server_role(session))(problem)
    put_setting(session, _ATTEMPT.format(story), to_text(now))
    put_setting(session, _BATCH.format(road), batch)
    put_setting(session, _PROBLEM.format(story), problem)
    put_setting(
        session, _FAILURES.format(road), 0 if got_through else _number(session, _FAILURES.format(road)) + 1
    )
    if got_through:
        put_setting(session, _SUCCESS.format(story), to_text(now))


def _text(session: Session, name: str) -> str | None:
    value = setting(session, name)
    return value if isinstance(value, str) else None


def _number(session: Session, name: str) -> int:
    value = setting(session, name)
    return value if isinstance(value, int) else 0
