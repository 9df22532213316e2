"""Counts failed tries, so that codes and passwords can't be guessed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from forms.clock import from_text, to_text
from server.tables.facilities import Attempt

WINDOW = timedelta(minutes=15)
LIMIT = 10


def seconds_to_wait(session: Session, bucket: str, now: datetime) -> int:
    """0 if another try is allowed; otherwise how long until it is."""
    attempt = session.get(Attempt, bucket)
    if attempt is None or attempt.count < LIMIT:
        return 0
    left = from_text(attempt.window_from) + WINDOW - now
    return max(0, int(left.total_seconds()) + 1) if left > timedelta(0) else 0


def count_failure(session: Session, bucket: str, now: datetime) -> None:
    attempt = session.get(Attempt, bucket, with_for_update=True)
    if attempt is None:
        session.add(Attempt(bucket=bucket, window_from=to_text(now), count=1))
    elif from_text(attempt.window_from) + WINDOW <= now:
        attempt.window_from, attempt.count = to_text(now), 1
    else:
        attempt.count += 1


def forget_failures(session: Session, bucket: str) -> None:
    attempt = session.get(Attempt, bucket)
    if attempt is not None:
        session.delete(attempt)
