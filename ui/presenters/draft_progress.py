"""How far a filling of the page of today has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProgress:
    """``stopped`` is where it was left: 第 8 项, or the words of a question without a number."""

    saved_at: datetime
    answered: int
    total: int
    stopped: str = ""
