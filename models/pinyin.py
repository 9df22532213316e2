"""Chinese by pinyin: initials for the index (张某 → zm), and where a name matches what was typed of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

_SURNAMES = {
    "解": "x",
    "仇": "q",
    "曾": "z",
    "单": "s",
    "查": "z",
    "任": "r",
    "区": "o",
    "朴": "p",
    "盖": "g",
    "翟": "z",
}
Marks = tuple[tuple[int, int], ...]


class Rank(IntEnum):
    """How well a name fits what was typed; the lower the better."""

    EXACT = 0
    PREFIX = 1
    INITIALS = 2  # pinyin or initials from the first character on
    INSIDE = 3
    INITIALS_INSIDE = 4


@dataclass(frozen=True, slots=True)
class Match:
    rank: Rank
    marks: Marks  # the characters that fit, from and to; in order, apart from each other


def initials(text: str, *, surname_first: bool = False) -> str:
    """Lower-case initials of Chinese and the other letters and digits as they are.

    ``surname_first``: the first character is a surname, which is often read in a way of its own.
    """
    # Imported here: it costs 0.2 s and 50 MB, and only writing a person or a place needs it.
    from pypinyin import Style, pinyin  # noqa: PLC0415

    parts = pinyin(text, style=Style.FIRST_LETTER, errors="default")
    letters = [part[0] for part in parts]
    if surname_first and text[:1] in _SURNAMES:
        letters[0] = _SURNAMES[text[0]]
    return re.sub(r"[^0-9a-z]", "", "".join(letters).lower())


def match(name: str, typed: str) -> Match | None:
    """How ``name`` fits what was typed of it: Chinese, whole pinyin, initials, or any mixture; None if it does not.

    Words set apart by spaces may stand anywhere; each must fit. A character that can be read in several ways fits
    by each of them. The last syllable need not be finished.
    """
    words = typed.lower().split()
    if not words:
        return None
    found = [_match_word(name, word) for word in words]
    whole = [one for one in found if one is not None]
    if len(whole) < len(found):
        return None
    rank = max(one.rank for one in whole)
    if len(words) > 1 and rank is Rank.EXACT:
        rank = Rank.PREFIX
    return Match(rank, _joined([mark for one in whole for mark in one.marks]))


def begins(name: str, typed: str) -> bool:
    """Whether a name begins with letters or digits that were typed of it: as they stand, by pinyin or by initials.

    Signs between them need not be typed: ``f012`` begins F01-2026.
    """
    return _read_from(name.lower(), 0, typed.lower()) is not None


def _match_word(name: str, word: str) -> Match | None:
    lower = name.lower()
    at = lower.find(word)
    if at == 0:
        return Match(Rank.EXACT if len(word) == len(lower) else Rank.PREFIX, ((0, len(word)),))
    spelt = _spelt(lower, word) if word[0].isascii() and word[0].isalnum() else None
    if spelt is not None and spelt[0] == 0:
        return Match(Rank.INITIALS, (spelt,))
    if at > 0:
        return Match(Rank.INSIDE, ((at, at + len(word)),))
    return Match(Rank.INITIALS_INSIDE, (spelt,)) if spelt is not None else None


def _spelt(name: str, word: str) -> tuple[int, int] | None:
    """The first characters that can be read as the word, from and to."""
    first = word[0]
    for start, letters in enumerate(_first_letters(name)):
        if first in letters:
            end = _read_from(name, start, word)
            if end is not None:
                return start, end
    return None


def _read_from(name: str, at: int, word: str) -> int | None:
    """Where the reading of ``word`` ends that begins at a character; None if there is none."""
    if at == len(name):
        return None
    known = readings(name[at])
    if not known:
        return _read_from(name, at + 1, word)  # a space or a point between
    for reading in known:
        if reading.startswith(word):
            return at + 1
        for part in (reading, reading[0]):
            if word.startswith(part):
                end = _read_from(name, at + 1, word[len(part) :])
                if end is not None:
                    return end
    return None


@lru_cache(maxsize=16384)
def _first_letters(name: str) -> tuple[str, ...]:
    """Of each character those with which a reading of it begins."""
    return tuple("".join(reading[0] for reading in readings(char)) for char in name)


@lru_cache(maxsize=8192)
def readings(char: str) -> tuple[str, ...]:
    """Every way in which a character is read, without tones (ü as v and as u); of a letter or digit itself."""
    if char.isascii():
        return (char,) if char.isalnum() else ()
    # Imported here: it costs 0.2 s and 50 MB, and only who searches needs it.
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415

    found: dict[str, None] = {}
    for spoken in pinyin_dict.get(ord(char), "").split(","):
        plain = _without_tone(spoken)
        if plain:
            found[plain.replace("ü", "v")] = None
            found[plain.replace("ü", "u")] = None
    return tuple(found)


def _without_tone(spoken: str) -> str:
    apart = unicodedata.normalize("NFD", spoken)
    kept = "".join(char for char in apart if not unicodedata.combining(char) or char == "\u0308")
    return unicodedata.normalize("NFC", kept)


def _joined(marks: list[tuple[int, int]]) -> Marks:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
