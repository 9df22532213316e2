"""How many bytes of an attachment travel in one call, by how long the last ones took."""

from __future__ import annotations

from dataclasses import dataclass

from sync.wire.limits import CHUNK_BYTES

FIRST_BYTES = 64 << 10  # not all at once, before anything is known of the line
FEWEST_BYTES = 8 << 10
QUICK_S = 5.0
SLOW_S = 20.0  # well within the silence that ends a call


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """A line that carries a chunk quickly gets twice as much; a slow one, half."""

    bytes: int = FIRST_BYTES

    def after(self, seconds: float) -> Pace:
        if seconds < QUICK_S:
            return Pace(bytes=min(CHUNK_BYTES, self.bytes * 2))
        if seconds > SLOW_S:
            return Pace(bytes=max(FEWEST_BYTES, self.bytes // 2))
        return self
