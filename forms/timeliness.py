"""On time, transcribed from paper, or late for ever; judged once, when a record is first sealed."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from forms.clock import check_aware, local

TRANSCRIPTION_LIMIT = timedelta(hours=24)
_SHIFT_STARTS = (0, 8, 16, 24)  # 大夜, 白班, 小夜, in local hours


class Timeliness(StrEnum):
    ON_TIME = "on_time"
    TRANSCRIBED = "transcribed"  # 转录: a numbered paper keyed in time
    LATE = "late"  # 补录, for ever


TIMELINESS = tuple(Timeliness)


def timeliness(
    *,
    claimed_at: datetime,
    keyed_at: datetime,
    sealed_at: datetime,
    paper_no: str | None = None,
    shift_end: datetime | None = None,
) -> Timeliness:
    """``keyed_at`` is when keying began, ``shift_end`` the end of the shift in which it happened, if it has one.

    A numbered paper may be keyed until the shift ends or 24 hours have passed, whichever is later. Without a
    paper the keying itself must begin within the shift, or within 24 hours where there is no shift.
    """
    for moment in (claimed_at, keyed_at, sealed_at):
        check_aware(moment)
    day_later = claimed_at + TRANSCRIPTION_LIMIT
    if sealed_at > max(shift_end or day_later, day_later):
        return Timeliness.LATE
    if paper_no:
        return Timeliness.TRANSCRIBED
    return Timeliness.LATE if keyed_at > (shift_end or day_later) else Timeliness.ON_TIME


def shift_end_of(moment: datetime) -> datetime:
    """The end of the nursing shift (08, 16, 24 local) that the moment falls into."""
    here = local(moment)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(hours=next(hour for hour in _SHIFT_STARTS if hour > here.hour))
