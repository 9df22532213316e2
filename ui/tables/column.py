"""A column as data: its title, how a row's value is written in it, how wide it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from ui.theme.states import State

R = TypeVar("R")


class Align(StrEnum):
    """Codes and times stand left, counts and durations right."""

    LEFT = "left"
    RIGHT = "right"


def _no_states(_row: object) -> tuple[State, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[R]):
    """``pills`` stand after the text, at most two; ``state`` shows icon and word instead of a text.

    ``wide`` is in logical pixels; a column with ``stretch`` shares what is left. Columns with a lower
    ``keep`` are left out first when the table is too narrow. A row is reached by typing how it begins in its
    first column, in a heavy one, or in one that says so (``begins``).
    """

    title: str
    text: Callable[[R], str]
    wide: int = 120
    stretch: bool = False
    align: Align = Align.LEFT
    heavy: bool = False
    quiet: bool = False
    begins: bool = False
    keep: int = 9
    pills: Callable[[R], tuple[State, ...]] = _no_states
    state: Callable[[R], State] | None = None
    sorted: bool = False  # carries the arrow of the order in force
