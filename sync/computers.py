"""The hospital's computers as the servers list them: one entry per computer, however many servers know it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.store import Store
from models.workflow.approving import holders, lost_holders
from sync import bookmarks
from sync.wire.enrolment import DeviceEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Computer:
    """``wrapping_key`` is its X25519 key; ``last_seen_at`` an ISO instant."""

    number: int
    label: str
    wrapping_key: bytes
    last_seen_at: str | None
    is_revoked: bool
    holds_key: bool


def known_computers(session: Session) -> tuple[Computer, ...]:
    """By number. A computer that enrolled anew is what its newest entry says; revoked by one server is revoked."""
    having = holders(session)
    newest: dict[bytes, list[DeviceEntry]] = {}
    for road in (bookmarks.HOUSE, bookmarks.COUNTY):
        here = sorted(bookmarks.read_devices(session, road), key=lambda one: one.enrolled_at)
        for entry in {one.wrapping_key: one for one in here}.values():
            newest.setdefault(entry.wrapping_key, []).append(entry)
    found = (
        Computer(
            number=same[0].number,
            label=same[0].label,
            wrapping_key=key,
            last_seen_at=max((one.last_seen_at for one in same if one.last_seen_at), default=None),
            is_revoked=any(one.is_revoked for one in same),
            holds_key=key.hex() in having,
        )
        for key, same in newest.items()
    )
    return tuple(sorted(found, key=lambda one: one.number))


def waiting_computers(session: Session, store: Store) -> tuple[Computer, ...]:
    """Those that nobody has given the hospital key yet; none on a computer that has no key to give."""
    mine = store.keys.device.exchange_public
    if not store.keys.has_hospital_key:
        return ()
    return tuple(
        one
        for one in known_computers(session)
        if not one.holds_key and not one.is_revoked and one.wrapping_key != mine and one.wrapping_key
    )


def lost_computers(session: Session, store: Store) -> tuple[Computer, ...]:
    """Revoked ones that can still read what is encrypted now."""
    revoked = [one for one in known_computers(session) if one.is_revoked]
    lost = set(lost_holders(session, store, [one.wrapping_key for one in revoked]))
    return tuple(one for one in revoked if one.wrapping_key in lost)
