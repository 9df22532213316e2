"""Days on the command line: ``--since 2026-01-01 --until 2026-12-31``, both included, in the hospital's zone."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta

from cli.output import Refused
from forms.clock import midnight


def add_days(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    parser.add_argument("--since", metavar="DAY", required=required, help="从哪一天起，如 2026-01-01")
    parser.add_argument("--until", metavar="DAY", help="到哪一天止，含这一天；不写就到今天")


def day_of(text: str) -> date:
    """Refused with how a day is written, if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}”不是日期，什么都没有做。请写成 2026-11-20 这样。") from None


def start_of(text: str | None) -> datetime | None:
    return midnight(day_of(text)) if text else None


def end_of(text: str | None) -> datetime | None:
    """The first instant after that day."""
    return midnight(day_of(text) + timedelta(days=1)) if text else None
