"""What is said of a stick: refusals in a sentence, and how far a long file has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from models.faults import Refusal


class BundleRefused(Refusal):
    """The stick or the file can't be used; the sentence says why and what is safe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who asked for a file hears how far it has come (bytes done, bytes in all), and may stop it."""

    on_progress: Callable[[int, int], None] = lambda _done, _total: None
    cancelled: Callable[[], bool] = lambda: False


@dataclass(slots=True, kw_only=True)
class Ticker:
    """Counts what was done; BundleRefused with ``stopped`` as soon as nobody wants it any more."""

    told: Told
    total: int
    stopped: str
    done: int = field(default=0)

    def add(self, size: int) -> None:
        self.done += size
        if self.told.cancelled():
            raise BundleRefused(self.stopped)
        self.told.on_progress(self.done, self.total)
