"""The tokens of the look: every colour, size, radius and space is named here once. Knows nothing of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Scheme(StrEnum):
    """The three colour schemes; which one is shown follows the system unless a person chose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


NIGHT = "night"
"""Beside the schemes and "" (the system's): dark from 20:00 to 07:00, light by day."""
NIGHT_FROM, NIGHT_UNTIL = 20, 7


class Density(StrEnum):
    """How close rows stand; the office likes them closer."""

    STANDARD = "standard"
    COMPACT = "compact"


class Role(StrEnum):
    """What a colour is for. Widgets take a role, never a hex."""

    BG = "bg"  # window
    SURFACE = "surface"  # card, input
    SURFACE2 = "surface2"  # table head, lane
    HOVER = "hover"  # row under the pointer
    RAIL = "rail"
    RAIL_FG = "rail_fg"
    RAIL_ACTIVE = "rail_active"  # current page
    RAIL_ACTIVE_FG = "rail_active_fg"
    RAIL_EDGE = "rail_edge"  # 3 px light edge of the current page
    BORDER = "border"  # hairline, decorative only
    STRONG = "strong"  # edge of every control, scroll handle
    TEXT = "text"
    TEXT2 = "text2"  # secondary
    TEXT3 = "text3"  # hint
    DISABLED = "disabled"  # what cannot be pressed or filled now: its words and, in high contrast, its edge
    BRAND = "brand"  # primary, link, selection
    BRAND_HOVER = "brand_hover"
    BRAND_SOFT = "brand_soft"
    ON_BRAND = "on_brand"
    FOCUS = "focus"  # ring and "you are here" edge
    OK = "ok"  # 正常, 完成, 已送达, 已销号
    OK_SOFT = "ok_soft"
    ON_OK = "on_ok"
    BAD = "bad"  # 异常, 逾期, 需处理, 重大
    BAD_SOFT = "bad_soft"
    ON_BAD = "on_bad"
    WARN = "warn"  # 快到点, 未签, 退回, 离线
    WARN_ICON = "warn_icon"
    WARN_SOFT = "warn_soft"
    NA = "na"  # 不适用, 草稿, 待办
    NA_SOFT = "na_soft"
    LATE = "late"  # 补录, 已更正, 挂牌督办
    LATE_SOFT = "late_soft"
    SCRIM = "scrim"  # behind a dialog; the only colour with an alpha
    PAPER = "paper"  # signature pads and photos stay white in every scheme
    INK = "ink"


LIGHT: Mapping[Role, str] = {
    Role.BG: "#F2F5F7",
    Role.SURFACE: "#FFFFFF",
    Role.SURFACE2: "#F7F9FA",
    Role.HOVER: "#EDF2F5",
    Role.RAIL: "#12303D",
    Role.RAIL_FG: "#C4D5DD",
    Role.RAIL_ACTIVE: "#23566B",
    Role.RAIL_ACTIVE_FG: "#FFFFFF",
    Role.RAIL_EDGE: "#86D3F2",
    Role.BORDER: "#D3DBE1",
    Role.STRONG: "#76858F",
    Role.TEXT: "#16212A",
    Role.TEXT2: "#45535F",
    Role.TEXT3: "#5F6D79",
    Role.DISABLED: "#5F6D79",
    Role.BRAND: "#0E6283",
    Role.BRAND_HOVER: "#0A4F6B",
    Role.BRAND_SOFT: "#E2F0F6",
    Role.ON_BRAND: "#FFFFFF",
    Role.FOCUS: "#1463D8",
    Role.OK: "#1A7741",
    Role.OK_SOFT: "#E4F4EA",
    Role.ON_OK: "#FFFFFF",
    Role.BAD: "#BF261C",
    Role.BAD_SOFT: "#FDECEA",
    Role.ON_BAD: "#FFFFFF",
    Role.WARN: "#8A5200",
    Role.WARN_ICON: "#B86E00",
    Role.WARN_SOFT: "#FFF3DC",
    Role.NA: "#56636E",
    Role.NA_SOFT: "#EBEFF2",
    Role.LATE: "#66399B",
    Role.LATE_SOFT: "#F1EBFA",
    Role.SCRIM: "#66101B24",
    Role.PAPER: "#FFFFFF",
    Role.INK: "#101820",
}

DARK: Mapping[Role, str] = {
    Role.BG: "#0F161B",
    Role.SURFACE: "#182127",
    Role.SURFACE2: "#1E282F",
    Role.HOVER: "#243038",
    Role.RAIL: "#0A1116",
    Role.RAIL_FG: "#A9BAC4",
    Role.RAIL_ACTIVE: "#1D4555",
    Role.RAIL_ACTIVE_FG: "#FFFFFF",
    Role.RAIL_EDGE: "#62BBDD",
    Role.BORDER: "#2E3B45",
    Role.STRONG: "#75848F",
    Role.TEXT: "#E7EDF1",
    Role.TEXT2: "#B7C3CB",
    Role.TEXT3: "#93A1AB",
    Role.DISABLED: "#93A1AB",
    Role.BRAND: "#62BBDD",
    Role.BRAND_HOVER: "#86CDE8",
    Role.BRAND_SOFT: "#153542",
    Role.ON_BRAND: "#06222E",
    Role.FOCUS: "#8CC8FF",
    Role.OK: "#62CB8E",
    Role.OK_SOFT: "#16321F",
    Role.ON_OK: "#06220F",
    Role.BAD: "#FF8F84",
    Role.BAD_SOFT: "#3B1B19",
    Role.ON_BAD: "#2B0604",
    Role.WARN: "#F2BA58",
    Role.WARN_ICON: "#F2BA58",
    Role.WARN_SOFT: "#36290F",
    Role.NA: "#A1AEB8",
    Role.NA_SOFT: "#28333B",
    Role.LATE: "#C3A8F2",
    Role.LATE_SOFT: "#2B2242",
    Role.SCRIM: "#A0000000",
    Role.PAPER: "#FFFFFF",
    Role.INK: "#101820",
}

CONTRAST: Mapping[Role, str] = {
    Role.BG: "#000000",
    Role.SURFACE: "#000000",
    Role.SURFACE2: "#000000",
    Role.HOVER: "#1A1A1A",
    Role.RAIL: "#000000",
    Role.RAIL_FG: "#FFFFFF",
    Role.RAIL_ACTIVE: "#FFE600",
    Role.RAIL_ACTIVE_FG: "#000000",
    Role.RAIL_EDGE: "#FFE600",
    Role.BORDER: "#FFFFFF",
    Role.STRONG: "#FFFFFF",
    Role.TEXT: "#FFFFFF",
    Role.TEXT2: "#FFFFFF",
    Role.TEXT3: "#E0E0E0",
    Role.DISABLED: "#8A8A8A",
    Role.BRAND: "#FFE600",
    Role.BRAND_HOVER: "#FFF27A",
    Role.BRAND_SOFT: "#000000",
    Role.ON_BRAND: "#000000",
    Role.FOCUS: "#00E5FF",
    Role.OK: "#5CFF9D",
    Role.OK_SOFT: "#000000",
    Role.ON_OK: "#000000",
    Role.BAD: "#FF8A80",
    Role.BAD_SOFT: "#000000",
    Role.ON_BAD: "#000000",
    Role.WARN: "#FFC44D",
    Role.WARN_ICON: "#FFC44D",
    Role.WARN_SOFT: "#000000",
    Role.NA: "#D0D0D0",
    Role.NA_SOFT: "#000000",
    Role.LATE: "#D9B8FF",
    Role.LATE_SOFT: "#000000",
    Role.SCRIM: "#C0000000",
    Role.PAPER: "#FFFFFF",
    Role.INK: "#101820",
}

COLOURS: Mapping[Scheme, Mapping[Role, str]] = {
    Scheme.LIGHT: LIGHT,
    Scheme.DARK: DARK,
    Scheme.CONTRAST: CONTRAST,
}


class Type(StrEnum):
    """Type tokens; ``SIZE`` holds their pixel size, ``HEAVY`` those that are 600 by themselves."""

    FIGURE = "figure"  # the number of an indicator
    TITLE = "title"  # page title, one a page
    DIALOG = "dialog"  # dialog title, page banner
    FORM = "form"  # name of the form being filled
    SECTION = "section"
    ITEM = "item"  # check item, task and card title
    BODY = "body"  # everything else, inputs, tables
    META = "meta"  # second line, labels, table head
    NOTE = "note"  # hints, key caps, pills; nothing is smaller
    BADGE = "badge"  # only inside a badge or heat cell


SIZE: Mapping[Type, int] = {
    Type.FIGURE: 30,
    Type.TITLE: 24,
    Type.DIALOG: 20,
    Type.FORM: 18,
    Type.SECTION: 16,
    Type.ITEM: 15,
    Type.BODY: 14,
    Type.META: 13,
    Type.NOTE: 12,
    Type.BADGE: 11,
}
COMPACT_SIZE: Mapping[Type, int] = {**SIZE, Type.ITEM: 14, Type.BODY: 13}
"""With rows that stand closer; what is smaller already stays as it is."""
LINE: Mapping[Type, int] = {
    Type.FIGURE: 44,
    Type.TITLE: 35,
    Type.DIALOG: 29,
    Type.FORM: 26,
    Type.SECTION: 24,
    Type.ITEM: 22,
    Type.BODY: 21,
    Type.META: 19,
    Type.NOTE: 18,
    Type.BADGE: 16,
}
HEAVY = frozenset({Type.FIGURE, Type.TITLE, Type.DIALOG, Type.FORM, Type.SECTION})
FAMILY = "Noto Sans SC"

# radii
RADIUS_PILL = 4  # pill, key cap
RADIUS_CONTROL = 6
RADIUS_CARD = 8
RADIUS_DIALOG = 12

# sizes, logical pixels
CONTROL = 36
CONTROL_PRIMARY = 40  # the one primary action in a header or dialog
CONTROL_ROW = 34  # inside a row
CONTROL_CLOSER = 4  # by so much less in compact density
CHIP = 30
RAIL_WIDTH = 76
RAIL_NARROW = 52  # icons only, in a window that is smaller than what is in it
TOP_BAR = 56
PAGE_EDGE = 24
PAGE_EDGE_NARROW = 16  # below NARROW
NARROW = 1366  # window width below which side columns shrink and third parts drop
KEY_BAR = 36
RING = 2  # focus ring
RING_CONTRAST = 3
RING_ROOM = 4  # reserved around every focusable painted control


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` by WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, by WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
