"""Text in a small fixed room: smaller letters first, and a cut that shows where nothing smaller can be read."""

from __future__ import annotations

from dataclasses import replace

from forms.printing.text import Style, wrap


def fitting(text: str, style: Style, width: float, *, lines: int, least: float) -> Style:
    """The style, smaller until so many lines hold the text, but not below ``least`` points."""
    while len(wrap(text, style, width)) > lines and style.size > least:
        style = replace(style, size=style.size - 0.5, leading=style.leading - 0.6)
    return style


def cut(text: str, style: Style, width: float, lines: int) -> list[tuple[str, Style]]:
    """The text in so many lines at most, its end replaced by … where it is longer; nothing for an empty one."""
    whole = list(wrap(text, style, width)) if text else []
    if len(whole) > lines:
        last = whole[lines - 1]
        while last and style.face.width(f"{last}…", style.size) > width:
            last = last[:-1]
        whole = [*whole[: lines - 1], f"{last}…"]
    return [(line, style) for line in whole]
