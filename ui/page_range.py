"""Which pages are to be printed, as people write it: 1-3, 5; and what is wrong with it, in a sentence."""

from __future__ import annotations

import re
import unicodedata

_PART = re.compile(r"(\d+)(?:-(\d*))?$")
_DASHES = re.compile(r"[‐‑‒–—―~～至到]")
_COMMAS = re.compile(r"[,，、;；。．\s]+")


class PageRangeError(ValueError):
    """The sentence says which part is wrong and how it is written."""


def pages_in(text: str, pages: int) -> tuple[int, ...]:
    """The page numbers from 1 in their order, each once; all of them for an empty text. PageRangeError."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"\s*-\s*", "-", _DASHES.sub("-", plain)).replace("页", "").replace("第", "")
    parts = [part for part in _COMMAS.split(plain) if part]
    chosen: set[int] = set()
    for part in parts:
        found = _PART.match(part)
        if found is None:
            raise PageRangeError(f"“{part}”看不懂。页码写成 1-3, 5 这样，不写就是全部")
        first = int(found[1])
        last = first if found[2] is None else int(found[2] or pages)
        if first < 1 or max(first, last) > pages:
            raise PageRangeError(f"“{part}”超出了，一共 {pages} 页")
        if last < first:
            raise PageRangeError(f"“{part}”前后反了，是不是 {last}-{first}？")
        chosen.update(range(first, last + 1))
    return tuple(sorted(chosen)) if parts else tuple(range(1, pages + 1))


def said(pages: tuple[int, ...]) -> str:
    """The same numbers as they are written: 1-3, 5."""
    runs: list[tuple[int, int]] = []
    for page in pages:
        if runs and runs[-1][1] == page - 1:
            runs[-1] = (runs[-1][0], page)
        else:
            runs.append((page, page))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
