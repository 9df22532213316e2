"""What this one computer is: its hospital, its device, its server. Kept in the table of settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from forms.json_value import Json
from models.tables.installation import Counter, Setting

_INSTALLATION = "installation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Facts laid down at set-up and completed at enrolment."""

    facility_id: str  # UUID made by the hospital, inside all bytes
    facility_name: str
    short_code: str  # of the hospital, in serial numbers
    level: str  # township | county
    segment: str  # of this computer, in serial numbers: two PCs never give out the same one
    departments: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    effective_from: str = ""  # ISO date: no duty is missed before it
    device_id: str | None = None  # given at enrolment
    server_url: str | None = None
    is_enrolled: bool = False
    is_demo: bool = False
    county_keys: tuple[str, ...] = ()  # Ed25519 public keys in hexadecimal, for receipts and orders
    county_exchange: str = ""  # X25519 public key in hexadecimal: bundles are encrypted to it


def read_installation(session: Session) -> Installation | None:
    value = setting(session, _INSTALLATION)
    if value is None:
        return None
    lists = {name: tuple(value.get(name, ())) for name in ("departments", "switches", "county_keys")}
    return Installation(**{**value, **lists})


def write_installation(session: Session, installation: Installation) -> None:
    put_setting(session, _INSTALLATION, asdict(installation))


def change_installation(session: Session, changes: Mapping[str, Any]) -> Installation:
    """The installation with some facts replaced, stored; LookupError before set-up."""
    found = read_installation(session)
    if found is None:
        raise LookupError("not set up")
    changed = replace(found, **changes)
    write_installation(session, changed)
    return changed


def setting(session: Session, name: str) -> Any:
    """The value of a setting, None if it was never put."""
    row = session.get(Setting, name)
    return None if row is None else row.value


def put_setting(session: Session, name: str, value: Json | Mapping[str, Any]) -> None:
    session.merge(Setting(name=name, value=value))


def next_number(session: Session, series: str) -> int:
    """1, 2, 3 … in a series; taken back together with the transaction, so there are no gaps."""
    counter = session.get(Counter, series)
    if counter is None:
        counter = Counter(name=series, value=0)
        session.add(counter)
    counter.value += 1
    session.flush()
    return counter.value
