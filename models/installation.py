"""What this one computer is: its hospital, its device, its server. Kept in the table of settings.

A start reads it before SQLAlchemy is loaded, so what needs a session imports its tables where the session is at hand.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from forms.json_value import Json
from models.blackbox import BOXED, INSTALLATION, BlackBox, Entry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_INSTALLATION = "installation"
SERVER_ROLE = "server_role"
HOUSE_ROAD = "house_road"


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


_FACTS = frozenset(one.name for one in fields(Installation))


def read_installation(session: Session) -> Installation | None:
    value = setting(session, _INSTALLATION)
    return None if value is None else _from_json(value)


def stated_installation(connection: sqlite3.Connection) -> Installation | None:
    """The same, read with sqlite3 alone."""
    value = stated(connection, _INSTALLATION)
    return None if value is None else _from_json(value)


def _from_json(value: Mapping[str, Any]) -> Installation:
    """Of what a newer program noted, that which this one knows."""
    lists = {name: tuple(value.get(name, ())) for name in ("departments", "switches", "county_keys")}
    known = {name: fact for name, fact in value.items() if name in _FACTS}
    return Installation(**{**known, **lists})


def write_installation(session: Session, installation: Installation) -> None:
    """In the table and, like everything that cannot be had again, in the black box."""
    from models.base import json_text  # noqa: PLC0415 - see the head of this module

    put_setting(session, _INSTALLATION, asdict(installation))
    data = json_text(asdict(installation)).encode()
    header: dict[str, Json] = {"kind": INSTALLATION, "object_id": hashlib.sha256(data).hexdigest()}
    session.info.setdefault(BOXED, []).append(Entry(header=header, parts=(data,)))


def boxed_installation(blackbox: BlackBox) -> Installation | None:
    """The installation as the black box last heard of it."""
    for entries in blackbox.latest():
        for entry in reversed(entries):
            if entry.header["kind"] == INSTALLATION:
                return _from_json(json.loads(entry.parts[0]))
    return None


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
    from models.tables.installation import Setting  # noqa: PLC0415 - see the head of this module

    row = session.get(Setting, name)
    return None if row is None else row.value


def stated(connection: sqlite3.Connection, name: str) -> Any:
    """The same, read with sqlite3 alone."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return None if row is None else json.loads(row[0])


def put_setting(session: Session, name: str, value: Json | Mapping[str, Any]) -> None:
    from models.tables.installation import Setting  # noqa: PLC0415 - see the head of this module

    session.merge(Setting(name=name, value=value))


def at_least(session: Session, series: str, number: int) -> None:
    """The numbers of a series up to this one are taken."""
    from models.tables.installation import Counter  # noqa: PLC0415 - see the head of this module

    counter = session.get(Counter, series)
    if counter is None:
        session.add(Counter(name=series, value=number))
    else:
        counter.value = max(counter.value, number)
    session.flush()


def is_below_host(session: Session) -> bool:
    """Whether the server that this computer is enrolled with is the 院内主机, and the county lies behind it."""
    return bool(setting(session, SERVER_ROLE) == "host")


def is_host(session: Session) -> bool:
    """Whether this computer is the 院内主机."""
    road = setting(session, HOUSE_ROAD)
    return isinstance(road, Mapping) and bool(road.get("is_on"))


def next_number(session: Session, series: str) -> int:
    """1, 2, 3 … in a series; taken back together with the transaction, so there are no gaps."""
    from models.tables.installation import Counter  # noqa: PLC0415 - see the head of this module

    counter = session.get(Counter, series)
    if counter is None:
        counter = Counter(name=series, value=0)
        session.add(counter)
    counter.value += 1
    session.flush()
    return counter.value
