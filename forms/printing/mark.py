"""The three marks of an answer. Knows nothing of drawing."""

from __future__ import annotations

from enum import StrEnum


class Mark(StrEnum):
    TICK = "√"
    CROSS = "×"
    SLASH = "/"
