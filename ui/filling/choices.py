"""People, places and assets that may be chosen, and how typing finds them. Knows nothing of Qt or tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from forms.half_width import half_width


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One entry of a list: ``code`` goes into the answers, the rest is for eyes and for finding."""

    code: str
    label: str
    note: str = ""  # 0231·内科病区
    keys: tuple[str, ...] = ()  # pinyin, initials, number on paper: lower case


def _nothing(_kind: str) -> Sequence[Option]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Where the editors get their lists from; each callable takes the kind the field asks for, or ``""``."""

    people: Callable[[str], Sequence[Option]] = field(default=_nothing)
    places: Callable[[str], Sequence[Option]] = field(default=_nothing)
    assets: Callable[[str], Sequence[Option]] = field(default=_nothing)


def rank(option: Option, typed: str) -> int | None:
    """How well an option fits what was typed, 0 best; None if it does not."""
    text = half_width(typed).strip().lower()
    if not text:
        return 5
    code, label = option.code.lower(), half_width(option.label).lower()
    if text in (code, label):
        return 0
    if label.startswith(text) or code.startswith(text):
        return 1
    if any(key.startswith(text) for key in option.keys):
        return 2
    if text in label:
        return 3
    if text in option.note.lower() or any(text in key for key in option.keys):
        return 4
    return None


def matching(options: Iterable[Option], typed: str, *, limit: int = 50) -> list[Option]:
    """Options that fit, best first, in their given order where they fit equally."""
    found = [
        (score, index, option)
        for index, option in enumerate(options)
        if (score := rank(option, typed)) is not None
    ]
    found.sort(key=lambda entry: entry[:2])
    return [option for _, _, option in found[:limit]]


def exact(options: Iterable[Option], typed: str) -> Option | None:
    """The only option a finished text can mean: its code, its label, or one single match."""
    options = list(options)
    text = half_width(typed).strip().lower()
    if not text:
        return None
    for option in options:
        if text in (option.code.lower(), half_width(option.label).lower()):
            return option
    found = matching(options, text, limit=2)
    return found[0] if len(found) == 1 else None


def labelled(options: Iterable[Option], code: str) -> str:
    """The label of a code; the code itself when it is no longer in the list."""
    return next((option.label for option in options if option.code == code), code)
