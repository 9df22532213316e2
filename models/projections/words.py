"""Chinese text as the overlapping pairs of characters that the full-text index holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

_RUN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+|[0-9a-z]+")


def words(*texts: str | None) -> str:
    """The index entry of some texts: each word once, in order."""
    found = (word for text in texts if text for word in _words(text))
    return " ".join(dict.fromkeys(found))


def query(text: str) -> str:
    """A full-text query for which every part of ``text`` must be found; empty if there is nothing to look for."""
    return " AND ".join(_terms(text))


def _words(text: str) -> Iterator[str]:
    for run in _RUN.findall(text.lower()):
        if run[0].isascii():
            yield run
            continue
        yield from (run[at : at + 2] for at in range(len(run) - 1))
        yield run[-1]


def _terms(text: str) -> Iterator[str]:
    """A word that the typing may not have finished is looked for by its beginning; of a serial number that is the
    last part only, since looking for a common beginning takes as long as there are records.
    """
    lower = text.lower()
    for found in _RUN.finditer(lower):
        run, rest = found[0], lower[found.end() :]
        if run[0].isascii():
            yield f'"{run}"*' if not rest or rest[0].isspace() else f'"{run}"'
        elif len(run) == 1:
            yield f'"{run}"*'
        else:
            yield from (f'"{run[at : at + 2]}"' for at in range(len(run) - 1))
