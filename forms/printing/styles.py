"""The named text styles of every paper, made from its two faces."""

from __future__ import annotations

from dataclasses import dataclass, replace

from forms.printing.fonts import Fonts
from forms.printing.paper import (
    BODY_SIZE,
    DENSE_SIZE,
    FOOTER_SIZE,
    LABEL_SIZE,
    NOTE_SIZE,
    SMALL_SIZE,
    SYSTEM_SIZE,
    TITLE_SIZE,
)
from forms.printing.text import Align, Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    title: Style
    label: Style  # of a cell, and of a merged column
    heading: Style  # of a section, at the left
    head: Style  # of a table's columns
    body: Style
    body_centre: Style
    small: Style  # the smallest in a cell
    small_centre: Style
    note: Style
    footer: Style
    system: Style


def denser(styles: Styles) -> Styles:
    """The same with the text of cells in 9.5 pt, where that saves a page."""
    body = replace(styles.body, size=DENSE_SIZE, leading=12.8)
    return replace(styles, body=body, body_centre=replace(body, align=Align.CENTRE))


def make_styles(fonts: Fonts) -> Styles:
    bold, body = fonts.bold, fonts.body
    return Styles(
        title=Style(face=bold, size=TITLE_SIZE, leading=22, align=Align.CENTRE),
        label=Style(face=bold, size=LABEL_SIZE, leading=12.4, align=Align.CENTRE),
        heading=Style(face=bold, size=10, leading=13),
        head=Style(face=bold, size=LABEL_SIZE, leading=11.6, align=Align.CENTRE),
        body=Style(face=body, size=BODY_SIZE, leading=14.2),
        body_centre=Style(face=body, size=BODY_SIZE, leading=14.2, align=Align.CENTRE),
        small=Style(face=body, size=SMALL_SIZE, leading=11.8),
        small_centre=Style(face=body, size=SMALL_SIZE, leading=11.8, align=Align.CENTRE),
        note=Style(face=body, size=NOTE_SIZE, leading=10.8),
        footer=Style(face=body, size=FOOTER_SIZE, leading=10),
        system=Style(face=body, size=SYSTEM_SIZE, leading=9),
    )
