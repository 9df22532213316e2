"""The profile of the hospital, its settings of duties, reasons for what was missed, and holidays, from their records."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forms.clock import local, midnight
from forms.functions import as_day, as_number
from forms.json_value import Json, rows_of
from forms.revision import Revision
from models.tables.duties import DutySettingRow, HolidayYearRow, MissedReasonRow, ProfileRow
from models.tables.projections import RecordRow, SignatureRow

PROFILE_CARD = "register.hospital_profile"
DUTY_SETTING = "management.duty_setting"
DUTY_MISSED = "management.duty_missed"
HOLIDAYS = "management.holidays"
CARDS = frozenset({PROFILE_CARD, DUTY_SETTING})  # with tables of their own: no register entries
FIGURES = ("beds", "staff", "staff_medical", "daily_outpatients", "founded")
LOCAL = ("every", "times_day", "times_night", "hours", "days", "early")
LEADER = "leader"
NEVER = date(9999, 1, 1)  # while it waits


def project_duties(target: Session, current: Revision) -> None:
    """The rows of one of these records; none of any other form."""
    put = _PUT.get(current.form_id)
    if put is not None:
        put(target, current)


def _put_profile(target: Session, card: Revision) -> None:
    target.execute(delete(ProfileRow).where(ProfileRow.record_id == card.record_id))
    if card.void:
        return
    switches = card.answers.get("switches")
    signed_on, waits = _leader(target, card)
    target.add(
        ProfileRow(
            record_id=card.record_id,
            effective_from=max(_day(card.answers.get("effective_from"), card), signed_on),
            level=_text(card.answers.get("level")),
            switches=sorted(map(str, switches)) if isinstance(switches, list) else [],
            figures={name: card.answers[name] for name in FIGURES if card.answers.get(name) is not None},
            sealed_at=card.sealed_at,
            waits=waits,
        )
    )


def _put_settings(target: Session, record: Revision) -> None:
    target.execute(delete(DutySettingRow).where(DutySettingRow.record_id == record.record_id))
    if record.void:
        return
    start = _day(record.answers.get("start"), record)
    signed_on, waits = _leader(target, record)
    sealed_at = local(record.claimed_at)
    for row in rows_of(record.answers.get("duties")):
        form_id, _, duty_id = _text(row.get("duty")).partition("/")
        is_on = row.get("state") != "off"
        begins = start if is_on else max(start, _after(signed_on))
        target.add(
            DutySettingRow(
                record_id=record.record_id,
                row_id=_text(row.get("row_id")),
                form_id=form_id,
                duty_id=duty_id,
                is_on=is_on,
                start=begins,
                begins_at=max(midnight(begins), sealed_at)
                if begins == sealed_at.date()
                else midnight(begins),
                local={name: row[name] for name in LOCAL if row.get(name) not in (None, "")},
                reason=_text(record.answers.get("reason")) or None,
                leader=_text(record.answers.get("leader")) or None,
                author_name=record.author_name,
                sealed_at=record.sealed_at,
                waits=waits and not is_on,
            )
        )


def _put_reason(target: Session, record: Revision) -> None:
    target.execute(delete(MissedReasonRow).where(MissedReasonRow.record_id == record.record_id))
    if record.void:
        return
    form_id, _, duty_id = _text(record.answers.get("duty")).partition("/")
    target.add(
        MissedReasonRow(
            record_id=record.record_id,
            form_id=form_id,
            duty_id=duty_id,
            subject=_text(record.answers.get("subject")) or None,
            first=_day(record.answers.get("first"), record),
            last=_day(record.answers.get("last"), record),
            cause=_text(record.answers.get("cause")),
            reason=_text(record.answers.get("reason")),
            author_name=record.author_name,
        )
    )


def _put_holidays(target: Session, record: Revision) -> None:
    target.execute(delete(HolidayYearRow).where(HolidayYearRow.record_id == record.record_id))
    year = as_number(_plain(record.answers.get("year")))
    if record.void or year is None:
        return
    target.add(
        HolidayYearRow(
            record_id=record.record_id,
            year=int(year),
            notice=_text(record.answers.get("notice")),
            days=[
                {name: _text(row.get(name)) for name in ("name", "first", "last")}
                for row in rows_of(record.answers.get("days"))
            ],
            sealed_at=record.sealed_at,
        )
    )


_PUT = {
    PROFILE_CARD: _put_profile,
    DUTY_SETTING: _put_settings,
    DUTY_MISSED: _put_reason,
    HOLIDAYS: _put_holidays,
}


def _leader(target: Session, record: Revision) -> tuple[date, bool]:
    """The day on which the leader signed, the first of all days if he need not; and whether it waits for him."""
    row = target.get(RecordRow, record.record_id)
    if row is not None and LEADER in row.awaiting:
        return NEVER, True
    signed = target.scalar(
        select(SignatureRow.signed_at)
        .where(
            SignatureRow.rev_id == record.rev_id,
            SignatureRow.role == LEADER,
            SignatureRow.verdict == "signed",
        )
        .order_by(SignatureRow.signed_at)
        .limit(1)
    )
    return (local(signed).date() if signed is not None else date.min), False


def _after(day: date) -> date:
    return day + timedelta(days=1) if date.min < day < NEVER else day


def _day(value: Json, record: Revision) -> date:
    return as_day(_text(value)) or local(record.claimed_at).date()


def _plain(value: Json) -> str:
    return str(value) if isinstance(value, (str, int)) else ""


def _text(value: Json) -> str:
    return value.strip() if isinstance(value, str) else ""
