"""How far an attachment has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobOffset:
    """How many bytes of an attachment the county has."""

    received: int
    is_complete: bool
    is_refused: bool = False  # the chunk was not taken; go on from ``received``


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobPart:
    """Some bytes of an attachment that the county has."""

    start: int
    content: bytes
    size: int  # of the whole

    @property
    def is_last(self) -> bool:
        return self.start + len(self.content) >= self.size or not self.content
