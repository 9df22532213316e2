"""The county's officers: accounts with a role, passwords as argon2id, and the trail of what they did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.orm import Session

from forms.clock import to_text
from server.facilities import RegisterError
from server.tables.county import AuditRow, Officer

SHORTEST_PASSWORD = 8


class Role(StrEnum):
    OFFICER = "officer"  # reads, prints, issues orders
    READER = "reader"  # reads and prints


def add_officer(session: Session, *, name: str, role: str, password: str, now: datetime) -> Officer:
    """RegisterError with a Chinese sentence if the name is taken or the password too short."""
    if not name.strip():
        raise RegisterError("姓名是空的。请写上姓名再来。")
    if role not in tuple(Role):
        raise RegisterError(f"没有“{role}”这个角色。可以写 officer（可督办）或 reader（只看）。")
    if len(password) < SHORTEST_PASSWORD:
        raise RegisterError(f"密码太短，至少要 {SHORTEST_PASSWORD} 个字符。")
    if session.get(Officer, name) is not None:
        raise RegisterError(f"“{name}”已经有账号了。")
    password_hash = PasswordHasher().hash(password)
    officer = Officer(name=name, role=Role(role), password_hash=password_hash, created_at=to_text(now))
    session.add(officer)
    session.flush()
    return officer


def check_password(session: Session, name: str, password: str) -> Officer | None:
    """The officer, or None; a name that does not exist takes as long as a wrong password."""
    officer = session.get(Officer, name)
    try:
        PasswordHasher().verify(officer.password_hash if officer else _nobody(), password)
    except VerifyMismatchError:
        return None
    return officer


def note(
    session: Session,
    *,
    officer: str,
    act: str,
    now: datetime,
    facility_id: str | None = None,
    target: str | None = None,
) -> None:
    session.add(AuditRow(at=to_text(now), officer=officer, act=act, facility_id=facility_id, target=target))


@cache
def _nobody() -> str:
    return PasswordHasher().hash("no password opens this")
