"""Whether this computer's clock can be believed: it must not run back behind what is already written.

The floor is the latest instant that was believed. Only a believed instant, or the server's time, moves it.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from forms.clock import from_text, local, to_text
from models.installation import put_setting, setting, stated

if TYPE_CHECKING:  # a start asks with sqlite3 alone
    from sqlalchemy.orm import Session

_FLOOR = "clock_floor"
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # this program did not exist before
SLACK = timedelta(minutes=2)  # what a time server may turn back
LEAP = timedelta(days=366)  # further ahead than that nobody was away


def is_suspect(session: Session, now: datetime) -> bool:
    return _is_suspect(_floor(session), now)


def believe(session: Session, now: datetime) -> None:
    """Move the floor up to an instant that is not suspect; a suspect one changes nothing."""
    floor = _floor(session)
    if not is_suspect(session, now) and (floor is None or now > floor):
        put_setting(session, _FLOOR, to_text(now))


def take_server_time(session: Session, server_time: datetime) -> None:
    """The server's clock decides, forward and back."""
    put_setting(session, _FLOOR, to_text(server_time))


def confirm(session: Session, *, actor: str, now: datetime) -> None:
    """A person has looked at the clock and says it is right; audited."""
    from models.workflow import auditing  # noqa: PLC0415 - brings SQLAlchemy, which a start does without

    put_setting(session, _FLOOR, to_text(now))
    auditing.note(session, at=now, actor=actor, action="clock.confirmed")


def problem(session: Session, now: datetime) -> str | None:
    """What to tell the person at the screen, None if the clock is believed."""
    return _problem(_floor(session), now)


def stated_problem(connection: sqlite3.Connection, now: datetime) -> str | None:
    """The same, read with sqlite3 alone."""
    return _problem(_instant(stated(connection, _FLOOR)), now)


def _is_suspect(floor: datetime | None, now: datetime) -> bool:
    return now < (floor or EARLIEST) - SLACK or (floor is not None and now > floor + LEAP)


def _problem(floor: datetime | None, now: datetime) -> str | None:
    if not _is_suspect(floor, now):
        return None
    shown = f"{local(now):%Y-%m-%d %H:%M}"
    if floor is not None and now > floor:
        relation = f"比最近一次记录（{local(floor):%Y-%m-%d}）晚了 {(now - floor).days} 天"
    else:
        relation = f"早于最近一次记录（{local(floor or EARLIEST):%Y-%m-%d %H:%M}）"
    return (
        f"这台电脑的时间是 {shown}，{relation}。记录都在，现在也能填，但会永远标“时间存疑”。"
        "请先把电脑的时间调对；时间本来就对的，请管理员确认。"
    )


def _floor(session: Session) -> datetime | None:
    return _instant(setting(session, _FLOOR))


def _instant(text: object) -> datetime | None:
    return from_text(text) if isinstance(text, str) else None
