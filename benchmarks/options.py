"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    runs: int = 5  # medians are over so many turns; rows of short work take a multiple of it
    full: bool = False  # also the sizes that take long to lay out: 1,000,000 records, 3,000,000 revisions
