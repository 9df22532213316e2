"""Headers of our own."""

from __future__ import annotations

CALL_NUMBER = "Yian-Call"  # random per call, repeated in its answer: one that was swapped or kept is noticed
