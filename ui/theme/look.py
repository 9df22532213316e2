"""The look in force: which scheme and density this process shows, as Qt itself has one palette a process."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import (
    COLOURS,
    CONTROL_CLOSER,
    NIGHT,
    NIGHT_FROM,
    NIGHT_UNTIL,
    Density,
    Role,
    Scheme,
)
from ui.theme.typography import font, set_density


@dataclass(slots=True)
class _Look:
    scheme: Scheme = Scheme.LIGHT
    density: Density = Density.STANDARD
    motion: bool = True
    clocks: bool = True


_LOOK = _Look()
_CACHE: dict[tuple[Scheme, Role], QColor] = {}


def colour(role: Role) -> QColor:
    """The colour of a role in the scheme in force."""
    key = (_LOOK.scheme, role)
    if key not in _CACHE:
        _CACHE[key] = QColor(COLOURS[_LOOK.scheme][role])
    return _CACHE[key]


def scheme() -> Scheme:
    return _LOOK.scheme


def is_contrast() -> bool:
    return _LOOK.scheme is Scheme.CONTRAST


def motion() -> bool:
    """Whether things may move; off in tests and when a person said so."""
    return _LOOK.motion


def clocks() -> bool:
    """Whether the time that runs is shown; one that the law sets is always."""
    return _LOOK.clocks


def control(height: int) -> int:
    """A control's height in the density in force."""
    return height - CONTROL_CLOSER if _LOOK.density is Density.COMPACT else height


def row(height: int) -> int:
    """A row's height in the density in force."""
    return height - 8 if _LOOK.density is Density.COMPACT else height


def tells_contrast() -> bool:
    """Whether this Qt knows how much contrast the system asks for; 6.9, the last one for old systems, does not."""
    return hasattr(Qt, "ContrastPreference")


def system_scheme() -> Scheme:
    """What the system asks for: more contrast before dark."""
    hints = QGuiApplication.styleHints()
    if tells_contrast() and hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return Scheme.CONTRAST
    if hints.colorScheme() is Qt.ColorScheme.Dark:
        return Scheme.DARK
    return Scheme.LIGHT


def scheme_of(chosen: str, hour: int) -> Scheme:
    """The scheme that a setting means at that hour of the day: "" is the system's, ``NIGHT`` goes by the hour."""
    if chosen == NIGHT:
        return Scheme.DARK if hour >= NIGHT_FROM or hour < NIGHT_UNTIL else Scheme.LIGHT
    return Scheme(chosen) if chosen else system_scheme()


def apply(
    application: QApplication,
    scheme: Scheme,
    *,
    density: Density = Density.STANDARD,
    motion: bool = True,
    clocks: bool = True,
) -> None:
    """Put a scheme in force for the whole process: style, palette, sheet; live widgets repaint."""
    _LOOK.scheme, _LOOK.density, _LOOK.motion, _LOOK.clocks = scheme, density, motion, clocks
    set_density(density)
    style = QStyleFactory.create("Fusion")
    if application.style().objectName().lower() != "fusion":
        application.setStyle(style)
    application.setFont(font())
    application.setPalette(_palette())
    application.setStyleSheet(stylesheet(scheme, density))
    for widget in application.allWidgets():
        widget.updateGeometry()
        QWidget.update(widget)  # by name: under Qt 6.9 a table's own update wants to know which cell


def _palette() -> QPalette:
    palette = QPalette()
    pairs = {
        QPalette.ColorRole.Window: Role.BG,
        QPalette.ColorRole.WindowText: Role.TEXT,
        QPalette.ColorRole.Base: Role.SURFACE,
        QPalette.ColorRole.AlternateBase: Role.SURFACE2,
        QPalette.ColorRole.Text: Role.TEXT,
        QPalette.ColorRole.Button: Role.SURFACE,
        QPalette.ColorRole.ButtonText: Role.TEXT,
        QPalette.ColorRole.Highlight: Role.BRAND,
        QPalette.ColorRole.HighlightedText: Role.ON_BRAND,
        QPalette.ColorRole.ToolTipBase: Role.SURFACE,
        QPalette.ColorRole.ToolTipText: Role.TEXT,
        QPalette.ColorRole.PlaceholderText: Role.TEXT3,
        QPalette.ColorRole.Link: Role.BRAND,
    }
    for target, role in pairs.items():
        palette.setColor(target, colour(role))
    return palette
