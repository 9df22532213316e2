"""What an import came to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """``passed_on`` objects wait in this computer's outbox now; ``proved`` ones of its own reached the county.

    ``asked``: attachments that the county still wants, which the next export holds. ``notices`` are sentences.
    """

    new: int = 0
    known: int = 0
    passed_on: int = 0
    proved: int = 0
    refused: int = 0
    asked: int = 0
    notices: tuple[str, ...] = ()

    def __add__(self, other: Imported) -> Imported:
        return Imported(
            new=self.new + other.new,
            known=self.known + other.known,
            passed_on=self.passed_on + other.passed_on,
            proved=self.proved + other.proved,
            refused=self.refused + other.refused,
            asked=self.asked + other.asked,
            notices=self.notices + other.notices,
        )
