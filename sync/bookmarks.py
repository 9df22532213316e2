"""Where the last pass left off: the county's epoch, how far was pulled, how big a batch went well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forms.clock import to_text
from models.installation import put_setting, setting
from sync.wire.codec import decode, encode
from sync.wire.enrolment import DeviceEntry, DeviceList
from sync.wire.receipt import Receipt

FIRST_BATCH = 50

_EPOCH = "county_epoch"
_CURSOR = "county_cursor"
_BATCH = "county_batch"
_FAILURES = "county_failures"
_RECEIPT = "county_last_receipt"
_CREDENTIAL = "county_anonymous_credential"
_DEVICES = "hospital_devices"

# Read by the page that shows what waits.
_ATTEMPT, _SUCCESS, _PROBLEM = "sync_last_attempt", "sync_last_success", "sync_last_problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmarks:
    epoch: str | None
    cursor: str
    batch: int
    failures: int  # passes in a row that did not get through


def read_bookmarks(session: Session) -> Bookmarks:
    return Bookmarks(
        epoch=_text(session, _EPOCH),
        cursor=_text(session, _CURSOR) or "",
        batch=_number(session, _BATCH) or FIRST_BATCH,
        failures=_number(session, _FAILURES),
    )


def keep_epoch(session: Session, epoch: str) -> None:
    """Another epoch has other numbers: the cursor begins anew, the last receipt proves nothing there."""
    put_setting(session, _EPOCH, epoch)
    put_setting(session, _CURSOR, "")
    put_setting(session, _RECEIPT, {})


def keep_cursor(session: Session, cursor: str) -> None:
    put_setting(session, _CURSOR, cursor)


def keep_last_receipt(session: Session, receipt: Receipt) -> None:
    known = last_receipt(session, receipt.leaf.epoch)
    if known is None or known.leaf.server_seq < receipt.leaf.server_seq:
        put_setting(session, _RECEIPT, receipt.to_json())


def last_receipt(session: Session, epoch: str | None) -> Receipt | None:
    """The receipt of this epoch with the highest number; it tells whether the county went back in time."""
    value = setting(session, _RECEIPT)
    if not value:
        return None
    receipt = Receipt.from_json(decode(encode(value)))
    return receipt if receipt.leaf.epoch == epoch else None


def keep_credential(session: Session, credential: str) -> None:
    put_setting(session, _CREDENTIAL, credential)


def anonymous_credential(session: Session) -> str:
    return _text(session, _CREDENTIAL) or ""


def keep_devices(session: Session, devices: DeviceList) -> None:
    put_setting(session, _DEVICES, devices.to_json())


def read_devices(session: Session) -> tuple[DeviceEntry, ...]:
    """The hospital's computers as the county last listed them."""
    value = setting(session, _DEVICES)
    return DeviceList.from_json(decode(encode(value))).devices if value else ()


def keep_pass(session: Session, *, now: datetime, batch: int, problem: str, got_through: bool) -> None:
    """What a pass came to. An attempt is not a success: they are kept apart."""
    put_setting(session, _ATTEMPT, to_text(now))
    put_setting(session, _BATCH, batch)
    put_setting(session, _PROBLEM, problem)
    put_setting(session, _FAILURES, 0 if got_through else _number(session, _FAILURES) + 1)
    if got_through:
        put_setting(session, _SUCCESS, to_text(now))


def _text(session: Session, name: str) -> str | None:
    value = setting(session, name)
    return value if isinstance(value, str) else None


def _number(session: Session, name: str) -> int:
    value = setting(session, name)
    return value if isinstance(value, int) else 0
