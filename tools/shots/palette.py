"""Ctrl+K."""

from __future__ import annotations

from collections.abc import Callable

from tools.shots.shot import LOOKS, NURSE, OFFICER, Home, Shot
from tools.window_driver import Driver
from ui.dialogs.palette import PaletteDialog


def until_found(group: str) -> Callable[[Driver], None]:
    """Wait until the first line is one of that group that fits what was typed; "" until nothing is found."""

    def wait(driver: Driver) -> None:
        palette = driver.window.overlay.panel
        assert isinstance(palette, PaletteDialog)
        typed = bool(palette.field.text())

        def is_found() -> bool:
            found = palette.findings.current
            return (found is None and not group) or (
                found is not None and found.group == group and bool(found.marks) == typed
            )

        driver.until(is_found)

    return wait


OPEN = ("go today", "Ctrl+K")
SHOTS = (
    Shot(name="palette", who=NURSE, steps=(*OPEN, "type fhxc", until_found("现在该做")), looks=LOOKS),
    Shot(name="palette-empty", who=NURSE, steps=(*OPEN, until_found("现在该做")), home=Home.FULL),
    Shot(
        name="palette-records",
        who=OFFICER,
        steps=(*OPEN, "type xiaofang", until_found("表单")),
        home=Home.FULL,
    ),
    Shot(name="palette-people", who=OFFICER, steps=(*OPEN, "type zm", until_found("人员")), home=Home.FULL),
    Shot(
        name="palette-only",
        who=OFFICER,
        steps=(*OPEN, "type mhq", until_found("台账"), "Tab"),
        home=Home.FULL,
    ),
    Shot(name="palette-nothing", who=NURSE, steps=(*OPEN, "type qqqq", until_found(""))),
)
