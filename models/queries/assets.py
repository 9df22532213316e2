"""Register entries: their values now, and what runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from forms.json_value import Json
from models.queries.names import read_names
from models.tables.projections import AssetRow

OUT_OF_USE = ("scrapped", "void")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetItem:
    asset_id: str
    register: str
    form_id: str
    code: str
    title: str
    place: str
    place_code: str | None
    status: str
    values: dict[str, Json]
    balance: Decimal | None  # running stock; None where the register keeps none
    expiries: dict[str, date]
    next_expiry: date | None
    last_event_at: datetime | None

    def is_expired(self, today: date) -> bool:
        return self.next_expiry is not None and self.next_expiry < today


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCount:
    """A register at a glance; what is scrapped or void is not counted."""

    entries: int
    expired: int
    soon: int  # runs out within the warning


def counts(session: Session, *, today: date, warning: timedelta) -> dict[str, RegisterCount]:
    """By register."""
    is_past = func.sum(case((AssetRow.next_expiry < today, 1), else_=0))
    is_near = func.sum(case((AssetRow.next_expiry.between(today, today + warning), 1), else_=0))
    found = session.execute(
        select(AssetRow.register, func.count(), is_past, is_near)
        .where(AssetRow.status.not_in(OUT_OF_USE))
        .group_by(AssetRow.register)
    )
    return {
        register: RegisterCount(entries=entries, expired=expired, soon=soon)
        for register, entries, expired, soon in found
    }


def find(
    session: Session,
    *,
    register: str | None = None,
    text: str = "",
    expiring_before: date | None = None,
    limit: int = 500,
) -> tuple[AssetItem, ...]:
    """By what runs out first, then by code."""
    wanted = (
        select(AssetRow)
        .order_by(AssetRow.next_expiry.is_(None), AssetRow.next_expiry, AssetRow.code)
        .limit(limit)
    )
    if register is not None:
        wanted = wanted.where(AssetRow.register == register)
    if expiring_before is not None:
        wanted = wanted.where(AssetRow.next_expiry < expiring_before, AssetRow.status != "scrapped")
    if text.strip():
        wanted = wanted.where(
            AssetRow.code.contains(text.strip(), autoescape=True)
            | AssetRow.title.contains(text.strip(), autoescape=True)
        )
    return _items(session, list(session.scalars(wanted)))


def get(session: Session, asset_id: str) -> AssetItem | None:
    row = session.get(AssetRow, asset_id)
    return None if row is None else _items(session, [row])[0]


def _items(session: Session, rows: list[AssetRow]) -> tuple[AssetItem, ...]:
    names = read_names(session)
    return tuple(
        AssetItem(
            asset_id=row.asset_id,
            register=row.register,
            form_id=row.form_id,
            code=row.code,
            title=row.title,
            place=names.place(row.place) if row.place else "（不记地点）",
            place_code=row.place,
            status=row.status,
            values=row.values,
            balance=None if row.balance is None else Decimal(row.balance),
            expiries={name: date.fromisoformat(day) for name, day in row.expiries.items()},
            next_expiry=row.next_expiry,
            last_event_at=row.last_event_at,
        )
        for row in rows
    )
