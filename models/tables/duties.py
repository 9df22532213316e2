"""Projections about duties: what the hospital is, what it does since when, why something was missed, holidays, expiries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, JsonText


class ProfileRow(Base):
    """What the hospital is and has from a day on; one that still waits for the leader does not count."""

    __tablename__ = "p_profiles"

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    effective_from: Mapped[date] = mapped_column(Date)  # not before the leader signed, where he has to
    level: Mapped[str]
    switches: Mapped[Any] = mapped_column(JsonText)
    figures: Mapped[Any] = mapped_column(JsonText)  # beds, staff, staff_medical, daily_outpatients
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    waits: Mapped[bool]


class DutySettingRow(Base):
    """From a day on a duty is on or off, with local parameters; one that waits for the leader does not count."""

    __tablename__ = "p_duty_settings"
    __table_args__ = (Index(None, "form_id", "duty_id"),)

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    row_id: Mapped[str] = mapped_column(primary_key=True)
    form_id: Mapped[str]
    duty_id: Mapped[str]
    is_on: Mapped[bool]
    start: Mapped[date] = mapped_column(
        Date
    )  # of what is switched off: the day after the leader signed, or later
    begins_at: Mapped[datetime] = mapped_column(Instant)  # on its own day not before it was sealed
    local: Mapped[Any] = mapped_column(JsonText)
    reason: Mapped[str | None]
    leader: Mapped[str | None]
    author_name: Mapped[str]
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    waits: Mapped[bool]


class MissedReasonRow(Base):
    """Why a duty was missed from one day to another."""

    __tablename__ = "p_missed_reasons"
    __table_args__ = (Index(None, "last"),)

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    form_id: Mapped[str]
    duty_id: Mapped[str]
    subject: Mapped[str | None]  # None: of all of them
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    cause: Mapped[str]
    reason: Mapped[str]
    author_name: Mapped[str]


class HolidayYearRow(Base):
    """The holidays of a year as the hospital recorded them; of two for one year the later sealed counts."""

    __tablename__ = "p_holiday_years"

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    year: Mapped[int]
    notice: Mapped[str]
    days: Mapped[Any] = mapped_column(JsonText)  # [{name, first, last}]
    sealed_at: Mapped[datetime] = mapped_column(Instant)


class AssetExpiryRow(Base):
    """A date that a register entry held, until an event moved it on."""

    __tablename__ = "p_asset_expiries"

    asset_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # from 0
    expires: Mapped[date] = mapped_column(Date)
    moved_at: Mapped[datetime | None] = mapped_column(Instant)
    moved_by: Mapped[str | None] = mapped_column(String(64))


DUTY_TABLES = (ProfileRow, DutySettingRow, MissedReasonRow, HolidayYearRow, AssetExpiryRow)
