"""A part of a painted widget as a screen reader meets it. Imports nothing of Qt but rectangles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QRect


class Heard(StrEnum):
    """What a part, or the whole, is to a person who cannot see it."""

    GROUP = "group"  # holds parts of which one has the keys
    LIST = "list"
    ITEM = "item"  # of a list
    RADIO = "radio"  # one of several
    CHECK = "check"  # any of several
    BUTTON = "button"
    TEXT = "text"
    PICTURE = "picture"
    CHART = "chart"
    MARK = "mark"  # how far something has come


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """``rect`` is in pixels of the widget; ``press`` does what a click on it would do, None if it does nothing."""

    name: str
    rect: QRect
    kind: Heard = Heard.ITEM
    value: str = ""
    note: str = ""
    is_chosen: bool = False
    is_current: bool = False  # the keys are on this part while its widget has them
    press: Callable[[], None] | None = None


@runtime_checkable
class Hearable(Protocol):
    """A painted widget that says what it is; its name is its accessible name, kept up to date by itself."""

    heard_as: Heard


@runtime_checkable
class HeardInParts(Hearable, Protocol):
    """One that is made of parts."""

    def heard_parts(self) -> Sequence[Part]:
        """The parts in reading order."""
        ...
