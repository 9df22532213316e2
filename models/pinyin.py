"""Initials by which people and places are found: 张某 → zm."""

from __future__ import annotations

import re

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
