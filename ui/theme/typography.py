"""Fonts of the screen: the shipped family at the token sizes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

from ui.theme.tokens import COMPACT_SIZE, FAMILY, HEAVY, SIZE, Density, Type

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"


def load_fonts(folder: Path = FONTS) -> tuple[str, ...]:
    """Register the shipped screen weights; returns the families, empty when none are shipped."""
    families: list[str] = []
    for file in sorted(folder.glob("NotoSansSC*.ttf")):
        number = QFontDatabase.addApplicationFont(str(file))
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


_SIZES = dict(SIZE)
"""Those in force; ``set_density`` changes them, since fonts are asked for in every paint."""


def set_density(density: Density) -> None:
    """Take the sizes of that density from here on."""
    wanted = dict(COMPACT_SIZE if density is Density.COMPACT else SIZE)
    if wanted != _SIZES:
        _SIZES.update(wanted)
        font.cache_clear()
        metrics.cache_clear()


@lru_cache(maxsize=64)
def font(kind: Type = Type.BODY, *, heavy: bool | None = None, medium: bool = False) -> QFont:
    """The font of a token; ``heavy`` overrides its own weight, ``medium`` is for buttons and key caps."""
    made = QFont(FAMILY)
    made.setPixelSize(_SIZES[kind])
    bold = kind in HEAVY if heavy is None else heavy
    weight = QFont.Weight.DemiBold if bold else QFont.Weight.Medium if medium else QFont.Weight.Normal
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return made


@lru_cache(maxsize=64)
def metrics(kind: Type = Type.BODY, *, heavy: bool | None = None, medium: bool = False) -> QFontMetrics:
    return QFontMetrics(font(kind, heavy=heavy, medium=medium))


def width(text: str, kind: Type = Type.BODY, *, heavy: bool | None = None, medium: bool = False) -> int:
    """Pixels that the text takes in one line."""
    return metrics(kind, heavy=heavy, medium=medium).horizontalAdvance(text)
