"""The one style sheet: real inputs, tables, scroll bars and labels; painted widgets do not need it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ui.theme.tokens import (
    COLOURS,
    COMPACT_SIZE,
    CONTROL,
    CONTROL_CLOSER,
    FAMILY,
    HEAVY,
    RADIUS_CARD,
    RADIUS_CONTROL,
    RADIUS_DIALOG,
    SIZE,
    Density,
    Role,
    Scheme,
    Type,
)

ARROWS = Path(__file__).with_name("arrows")


def stylesheet(scheme: Scheme, density: Density = Density.STANDARD) -> str:
    """The sheet of a scheme; built from the tokens alone."""
    colours, compact = COLOURS[scheme], density is Density.COMPACT
    sizes = COMPACT_SIZE if compact else SIZE
    control = CONTROL - CONTROL_CLOSER if compact else CONTROL
    return "\n".join(
        (
            _labels(colours, sizes),
            _frames(colours, scheme),
            _inputs(colours, scheme, sizes, control),
            _lists(colours, sizes),
        )
    )


def _labels(c: Mapping[Role, str], sizes: Mapping[Type, int]) -> str:
    kinds = [
        f'QLabel[type="{kind}"] {{ font-family: "{FAMILY}"; font-size: {sizes[kind]}px;'
        f" font-weight: {600 if kind in HEAVY else 400}; }}"
        for kind in Type
    ]
    roles = [f'QLabel[role="{role}"] {{ color: {c[role]}; }}' for role in Role if role is not Role.SCRIM]
    return "\n".join(
        (
            f'QLabel {{ color: {c[Role.TEXT]}; background: transparent; font-family: "{FAMILY}"; }}',
            *kinds,
            'QLabel[heavy="true"] { font-weight: 600; }',
            *roles,
        )
    )


def _frames(c: Mapping[Role, str], scheme: Scheme) -> str:
    soft_edge = 2 if scheme is Scheme.CONTRAST else 1
    tones = "\n".join(
        f'QFrame[surface="{tone}"] {{ background: {c[Role(tone + "_soft")]};'
        f" border: {soft_edge}px solid {c[Role(tone)]}; border-radius: {RADIUS_CARD}px; }}"
        for tone in ("ok", "warn", "bad", "na", "late", "brand")
    )
    return f"""
QMainWindow, QWidget#window {{ background: {c[Role.BG]}; }}
QFrame[surface="card"] {{ background: {c[Role.SURFACE]}; border: 1px solid {c[Role.BORDER]};
    border-radius: {RADIUS_CARD}px; }}
QFrame[surface="lane"] {{ background: {c[Role.SURFACE2]}; border: 1px solid {c[Role.BORDER]};
    border-radius: {RADIUS_CARD}px; }}
QFrame[surface="plain"] {{ background: {c[Role.SURFACE]}; border: none; }}
QFrame[surface="quote"] {{ background: {c[Role.SURFACE2]}; border: none;
    border-left: 4px solid {c[Role.BRAND]}; border-radius: 4px; }}
QFrame[surface="dialog"] {{ background: {c[Role.SURFACE]}; border-radius: {RADIUS_DIALOG}px;
    border: {"2px" if scheme is Scheme.CONTRAST else "1px"} solid {c[Role.BORDER]}; }}
{tones}
QFrame[surface="rule"] {{ background: {c[Role.BORDER]}; border: none; }}
QScrollArea, QScrollArea > QWidget > QWidget[scrolled="true"] {{ background: transparent; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QToolTip {{ background: {c[Role.SURFACE]}; color: {c[Role.TEXT]}; border: 1px solid {c[Role.STRONG]};
    padding: 4px 8px; }}
"""


def _inputs(c: Mapping[Role, str], scheme: Scheme, sizes: Mapping[Type, int], control: int) -> str:
    ring = 3 if scheme is Scheme.CONTRAST else 2
    names = (
        "QLineEdit",
        "QPlainTextEdit",
        "QComboBox",
        "QDateTimeEdit",
        "QDateEdit",
        "QTimeEdit",
        "QSpinBox",
    )

    def each(suffix: str) -> str:
        return ", ".join(name + suffix for name in names)

    arrow = (ARROWS / f"down-{scheme}.svg").as_posix()
    return f"""
{each("")} {{ background: {c[Role.SURFACE]}; color: {c[Role.TEXT]};
    border: 1px solid {c[Role.STRONG]}; border-radius: {RADIUS_CONTROL}px; padding: 3px 11px;
    font-family: "{FAMILY}"; font-size: {sizes[Type.BODY]}px;
    selection-background-color: {c[Role.BRAND]}; selection-color: {c[Role.ON_BRAND]};
    placeholder-text-color: {c[Role.TEXT3]}; }}
{each("")} {{ min-height: {control - 8}px; }}
QPlainTextEdit {{ padding: 5px 9px; }}
{each(":focus")} {{ border: {ring}px solid {c[Role.FOCUS]}; padding: {4 - ring}px {12 - ring}px; }}
QPlainTextEdit:focus {{ padding: {6 - ring}px {10 - ring}px; }}
QComboBox {{ padding-left: 13px; }}
QComboBox:focus {{ padding-left: {14 - ring}px; }}
QComboBox[empty="true"] {{ color: {c[Role.TEXT3]}; }}
{each('[problem="true"]')} {{ border: 2px solid {c[Role.BAD]}; padding: 2px 10px; }}
{each('[problem="true"]:focus')} {{ border: {ring}px solid {c[Role.FOCUS]}; padding: {4 - ring}px {12 - ring}px; }}
QComboBox[problem="true"] {{ padding-left: 12px; }}
QComboBox[problem="true"]:focus {{ padding-left: {14 - ring}px; }}
QPlainTextEdit[problem="true"] {{ padding: 4px 8px; }}
QPlainTextEdit[problem="true"]:focus {{ padding: {6 - ring}px {10 - ring}px; }}
{each(":disabled")} {{ background: {c[Role.NA_SOFT]}; color: {c[Role.DISABLED]};
    border: 1px {"dashed" if scheme is Scheme.CONTRAST else "solid"} {c[Role.DISABLED]}; }}
QLineEdit[bare="true"] {{ border: none; background: transparent; padding: 0; min-height: 0; }}
QLineEdit[bare="true"]:focus {{ border: none; padding: 0; }}
QLineEdit[cell="true"], QLineEdit[cell="true"]:focus {{ min-height: 0; padding: 0 6px;
    border: {ring}px solid {c[Role.FOCUS]}; border-radius: 4px; font-size: {sizes[Type.META]}px; }}
QLineEdit[figure="true"] {{ font-size: {sizes[Type.DIALOG]}px; }}
QComboBox::drop-down, QDateTimeEdit::drop-down, QDateEdit::drop-down, QTimeEdit::drop-down {{
    border: none; width: 30px; }}
QComboBox::down-arrow, QDateTimeEdit::down-arrow, QDateEdit::down-arrow {{
    image: url("{arrow}"); width: 16px; height: 16px; }}
QComboBox::down-arrow:disabled {{ image: none; }}
QComboBox QAbstractItemView {{ background: {c[Role.SURFACE]}; color: {c[Role.TEXT]};
    border: 1px solid {c[Role.STRONG]}; outline: none;
    selection-background-color: {c[Role.BRAND_SOFT]}; selection-color: {c[Role.TEXT]}; }}
QComboBox QAbstractItemView::item {{ min-height: 32px; padding: 0 8px; }}
QComboBox QAbstractItemView::item:selected {{ background: {c[Role.BRAND_SOFT]}; color: {c[Role.TEXT]};
    border: {"2px" if scheme is Scheme.CONTRAST else "0"} solid {c[Role.FOCUS]}; }}
QCheckBox {{ color: {c[Role.TEXT]}; spacing: 8px; font-size: {sizes[Type.BODY]}px; padding: 4px; }}
QCheckBox:focus {{ border: {ring}px solid {c[Role.FOCUS]}; border-radius: {RADIUS_CONTROL}px; padding: {4 - ring}px; }}
QCheckBox::indicator {{ width: 18px; height: 18px; border: 1px solid {c[Role.STRONG]};
    border-radius: 4px; background: {c[Role.SURFACE]}; }}
QCheckBox::indicator:checked {{ background: {c[Role.BRAND]}; border-color: {c[Role.BRAND]};
    image: url("{(ARROWS / f"check-{scheme}.svg").as_posix()}"); }}
QCheckBox:disabled {{ color: {c[Role.DISABLED]}; }}
QCheckBox::indicator:disabled {{ border: 1px dashed {c[Role.DISABLED]}; background: {c[Role.NA_SOFT]}; }}
QMenu {{ background: {c[Role.SURFACE]}; color: {c[Role.TEXT]}; border: 1px solid {c[Role.STRONG]}; padding: 4px; }}
QMenu::item {{ padding: 7px 28px 7px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c[Role.BRAND_SOFT]}; color: {c[Role.TEXT]};
    border: {"2px" if scheme is Scheme.CONTRAST else "1px"} solid {c[Role.FOCUS]}; }}
QMenu::item:disabled {{ color: {c[Role.DISABLED]}; }}
QMenu::separator {{ height: 1px; background: {c[Role.BORDER]}; margin: 4px 8px; }}
"""


def _lists(c: Mapping[Role, str], sizes: Mapping[Type, int]) -> str:
    return f"""
QTableView, QListView {{ background: {c[Role.SURFACE]}; color: {c[Role.TEXT]}; border: none; outline: none;
    gridline-color: {c[Role.BORDER]}; selection-background-color: {c[Role.BRAND_SOFT]};
    selection-color: {c[Role.TEXT]}; }}
QHeaderView {{ background: {c[Role.SURFACE2]}; border: none; }}
QHeaderView::section {{ background: {c[Role.SURFACE2]}; color: {c[Role.TEXT2]}; border: none;
    border-bottom: 1px solid {c[Role.BORDER]}; padding: 0 8px; font-size: {sizes[Type.META]}px;
    font-weight: 600; }}
QTableCornerButton::section {{ background: {c[Role.SURFACE2]}; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c[Role.STRONG]}; border-radius: 3px; min-height: 32px; margin: 2px 3px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {c[Role.STRONG]}; border-radius: 3px; min-width: 32px;
    margin: 3px 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
