"""How far an attachment has come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobOffset:
    """How many bytes of an attachment the county has."""

    received: int
    is_complete: bool
    is_refused: bool = False  # the chunk was not taken; go on from ``received``
