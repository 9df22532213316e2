"""Ctrl+K."""

from __future__ import annotations

from tools.shots.shot import NURSE, Shot
from tools.window_driver import Driver
from ui.dialogs.palette import PaletteDialog


def until_found(driver: Driver) -> None:
    """Wait until a form has been found."""
    palette = driver.window.overlay.panel
    assert isinstance(palette, PaletteDialog)
    driver.until(lambda: palette.findings.current is not None and palette.findings.current.group == "表单")


SHOTS = (Shot(name="palette", who=NURSE, steps=("go today", "Ctrl+K", "type fhxc", until_found)),)
