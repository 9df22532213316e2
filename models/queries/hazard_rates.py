"""How well hazards were put right: each rate with its numerator and its denominator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables.projections import HazardRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """``percent`` is None where there is nothing to divide by."""

    title: str
    numerator: int
    denominator: int
    target: int | None = None  # percent

    @property
    def percent(self) -> Decimal | None:
        if not self.denominator:
            return None
        share = Decimal(self.numerator) * 100 / self.denominator
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def is_met(self) -> bool | None:
        percent = self.percent
        return None if percent is None or self.target is None else percent >= self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardRates:
    """Of the hazards found in a period, voided ones left out; ``now`` decides what is overdue."""

    closed: Rate  # 整改率
    major_closed: Rate  # 重大事故隐患排查整改率, target 100 %
    on_time: Rate  # 按期销号, of those closed
    passed_at_once: Rate  # closed without having been sent back
    overdue: int
    reopened: int
    extended: int
    supervised: int

    @property
    def rates(self) -> tuple[Rate, ...]:
        return self.closed, self.major_closed, self.on_time, self.passed_at_once


def read(session: Session, *, now: datetime, since: datetime | None = None) -> HazardRates:
    """Over all hazards, or those found since an instant."""
    wanted = select(HazardRow).where(HazardRow.state != "void", HazardRow.found_at <= now)
    if since is not None:
        wanted = wanted.where(HazardRow.found_at >= since)
    rows = session.scalars(wanted).all()
    closed = [row for row in rows if row.state == "closed"]
    major = [row for row in rows if row.level == "major"]
    in_time = [row for row in closed if row.due is None or (row.closed_at and row.closed_at <= row.due)]
    return HazardRates(
        closed=Rate(title="隐患整改率", numerator=len(closed), denominator=len(rows)),
        major_closed=Rate(
            title="重大事故隐患排查整改率",
            numerator=sum(row.state == "closed" for row in major),
            denominator=len(major),
            target=100,
        ),
        on_time=Rate(title="按期销号率", numerator=len(in_time), denominator=len(closed)),
        passed_at_once=Rate(
            title="一次复查合格率",
            numerator=sum(not row.returned for row in closed),
            denominator=len(closed),
        ),
        overdue=sum(row.state != "closed" and row.due is not None and row.due < now for row in rows),
        reopened=sum(row.reopened > 0 for row in rows),
        extended=sum(row.extended for row in rows),
        supervised=sum(row.supervised for row in rows),
    )
