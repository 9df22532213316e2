"""A hospital to play with carries it in its name, so that whatever shows or prints the name knows it."""

from __future__ import annotations

SUFFIX = "（演示）"
ON_PAPER = "演示，不作记录"


def is_for_show(hospital: str) -> bool:
    """Whether the hospital of that name is one to play with: nothing of it is a record."""
    return hospital.endswith(SUFFIX)
