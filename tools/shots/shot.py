"""One picture of the window: whose hospital, who sits there, the keys that lead to it, and how it is dressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from tools.window_driver import Driver
from ui.theme.tokens import Scheme

NURSE, OFFICER, HEAD, LEADER, QUALITY, ADMIN = "0231", "0107", "0188", "0301", "0520", "0001"

Step: TypeAlias = str | Callable[[Driver], None]
"""``go today`` (a page of the rail), ``below year`` (one behind it), ``type abc`` (into what has the keys), the name
of a key (``Return``, ``Ctrl+K``), or a function."""


class Home(StrEnum):
    """The hospital that is shown."""

    EMPTY = "empty"  # set up today, nothing sealed
    DAYS = "days"  # three days of work
    FULL = "full"  # three months of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colours, device pixels a logical one, and the window's logical size."""

    name: str
    scheme: Scheme
    scale: str
    wide: int
    high: int


LIGHT = Look(name="light", scheme=Scheme.LIGHT, scale="1", wide=1440, high=900)
DARK = Look(name="dark", scheme=Scheme.DARK, scale="1", wide=1440, high=900)
CONTRAST = Look(name="contrast", scheme=Scheme.CONTRAST, scale="1.5", wide=1280, high=720)
LARGE = Look(name="large", scheme=Scheme.LIGHT, scale="1.25", wide=1280, high=720)  # 大字 on 1600×900
BOTH = (LIGHT, CONTRAST)
LOOKS = (LIGHT, DARK, CONTRAST, LARGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """``who`` is a staff number, or empty for nobody; ``name`` is the picture's, without its look."""

    name: str
    who: str
    steps: tuple[Step, ...]
    home: Home = Home.DAYS
    looks: tuple[Look, ...] = (LIGHT,)
