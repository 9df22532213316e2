"""Headers of our own."""

from __future__ import annotations

PROTOCOL_VERSION = "Yian-Protocol"  # that the caller chose from the window of the server's Meta
CALL_NUMBER = "Yian-Call"  # random per call, repeated in its answer: one that was swapped or kept is noticed
