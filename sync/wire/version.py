"""Which version of the protocol two programs speak with each other."""

from __future__ import annotations

from dataclasses import dataclass

from sync.wire.limits import PROTOCOL


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """All versions from ``low`` to ``high``."""

    low: int
    high: int

    def __contains__(self, version: int) -> bool:
        return self.low <= version <= self.high


OURS = Window(low=PROTOCOL, high=PROTOCOL)


def highest_common(ours: Window, theirs: Window) -> int | None:
    """The newest version that both speak; None if one of the two has to be updated first."""
    newest = min(ours.high, theirs.high)
    return newest if newest in ours and newest in theirs else None
