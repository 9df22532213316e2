"""What one kind of campaign came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Told = Callable[[int, int], None]  # rounds done, rounds in all


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """``faults`` say what was lost, doubled or told wrongly, each with what is needed to play it again."""

    kind: str
    seed: int
    trials: int  # images, cuts, kills, schedules, mutants
    faults: tuple[str, ...] = ()
    figures: Mapping[str, int | float | str] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not self.faults
