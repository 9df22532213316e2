"""Whether a record was keyed in time, judged once, at the first seal (decisions 4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from forms.clock import local
from forms.revision import Timeliness

TRANSCRIPTION = timedelta(hours=24)
_SHIFT = 8  # hours: 00-08, 08-16, 16-24


def timeliness(*, claimed_at: datetime, keyed_at: datetime, paper_no: str | None) -> Timeliness:
    """On time within the shift in which it happened; from a numbered paper also within 24 hours, as 转录."""
    if _same_shift(claimed_at, keyed_at) or keyed_at - claimed_at <= timedelta(hours=1):
        return Timeliness.TRANSCRIBED if paper_no else Timeliness.ON_TIME
    if paper_no and keyed_at - claimed_at <= TRANSCRIPTION:
        return Timeliness.TRANSCRIBED
    return Timeliness.LATE


def _same_shift(one: datetime, other: datetime) -> bool:
    first, second = local(one), local(other)
    return first.date() == second.date() and first.hour // _SHIFT == second.hour // _SHIFT
