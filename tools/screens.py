"""``python -m tools.screens [OUT]``: a picture of every page and state, from the demo hospital, under docs/screens.

Each picture is taken of the real window on a real store, driven by keys; sizes, schemes and scales as the look
demands: 1440×900, and 1280×720 at 150 %.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tools.demo_days import build
from tools.window_driver import Driver
from ui.dialogs.palette import PaletteDialog
from ui.none_references import keep_none_alive
from ui.pages.preview import PreviewPage
from ui.pages.record import RecordPage
from ui.pages.records import RecordsPage
from ui.theme import look
from ui.theme.tokens import Scheme
from ui.theme.typography import load_fonts

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "screens"
NURSE, OFFICER, HEAD, ADMIN = "0231", "0107", "0188", "0001"
TAKES = (("light", "1"), ("contrast", "1.5"), ("dark", "1"))
DARK = ("today", "fill")  # the others differ from the light ones in nothing but colours
WIDE, NARROW = (1440, 900), (1280, 720)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: who is signed in, and the keys that lead there, as words of ``STEPS``."""

    name: str
    who: str
    steps: tuple[str, ...]


SHOTS = (
    Shot(name="today", who=NURSE, steps=("go today",)),
    Shot(name="today-officer", who=OFFICER, steps=("go today",)),
    Shot(name="catalogue", who=OFFICER, steps=("go catalogue",)),
    Shot(name="records", who=OFFICER, steps=("go records", "Down")),
    Shot(name="record", who=OFFICER, steps=("go records", "Return")),
    Shot(name="record-versions", who=OFFICER, steps=("go records", "corrected", "Return", "compare")),
    Shot(name="preview", who=OFFICER, steps=("go records", "P", "paper")),
    Shot(name="hazards", who=OFFICER, steps=("go hazards",)),
    Shot(name="hazards-list", who=OFFICER, steps=("go hazards", "V")),
    Shot(name="hazard", who=OFFICER, steps=("go hazards", "Return")),
    Shot(name="incidents", who="0520", steps=("go incidents",)),
    Shot(name="registers", who=OFFICER, steps=("go registers",)),
    Shot(name="statistics", who=OFFICER, steps=("go statistics",)),
    Shot(name="indicators", who=OFFICER, steps=("go statistics", "I")),
    Shot(name="reports", who=OFFICER, steps=("go statistics", "P")),
    Shot(name="report", who=OFFICER, steps=("go statistics", "P", "Right", "Return", "paper")),
    Shot(name="sync", who=OFFICER, steps=("go sync",)),
    Shot(name="settings", who=ADMIN, steps=("go settings",)),
    Shot(name="settings-people", who=ADMIN, steps=("go settings", "Down", "Down")),
    Shot(name="settings-texts", who=ADMIN, steps=("go settings", *["Down"] * 6)),
    Shot(name="settings-duties", who=ADMIN, steps=("go settings", *["Down"] * 5)),
    Shot(name="settings-backup", who=ADMIN, steps=("go settings", *["Down"] * 7)),
    Shot(name="settings-host", who=ADMIN, steps=("go settings", *["Down"] * 8)),
    Shot(name="year", who=OFFICER, steps=("go today", "below year")),
    Shot(name="palette", who=NURSE, steps=("go today", "find fhxc")),
    Shot(name="sign-in", who="", steps=()),
    Shot(name="fill-places", who=NURSE, steps=("go today", "Return")),
    Shot(name="fill", who=OFFICER, steps=("go hazards", "M")),
    Shot(name="quick-incident", who=NURSE, steps=("go today", "N")),
    Shot(name="correct", who=OFFICER, steps=("go records", "G")),
)


def main(argv: list[str]) -> int:
    """Take the pictures in processes of their own, one per scale."""
    if len(argv) == 4:
        take(Path(argv[0]), Path(argv[1]), scheme=argv[2], scale=argv[3])
        return 0
    out = Path(argv[0]) if argv else OUT
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yian-screens-") as folder:
        home = Path(folder) / "home"
        build(home).store.close()
        for scheme, scale in TAKES:
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
            command = [sys.executable, "-m", "tools.screens", str(out), str(home), scheme, scale]
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")
    return 0


def take(out: Path, demo: Path, *, scheme: str, scale: str) -> None:
    """All pictures of one scheme at one scale."""
    keep_none_alive()
    application = QApplication([])
    load_fonts()
    look.apply(application, Scheme(scheme), motion=False)
    size = WIDE if scale == "1" else NARROW
    suffix = f"{scheme}-{size[0]}x{size[1]}" + ("" if scale == "1" else f"@{scale}")
    for shot in SHOTS:
        if scheme == "dark" and shot.name not in DARK:
            continue
        _take_one(shot, demo, size, out / f"{shot.name}-{suffix}.png")


def _take_one(shot: Shot, demo: Path, size: tuple[int, int], file: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="yian-screen-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(demo, home)
        driver = Driver(home, wide=size[0], high=size[1])
        try:
            if shot.who:
                driver.sign_in(shot.who)
            for step in shot.steps:
                word, _, rest = step.partition(" ")
                STEPS.get(word, _press)(driver, rest or word)
                driver.settle()
            driver.window.grab().save(str(file))
            _shrink(file)
            print(file.name)
        finally:
            driver.close()


def _shrink(file: Path) -> None:
    """256 colours are enough for surfaces and text, and a quarter of the bytes."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


def _go(driver: Driver, page: str) -> None:
    driver.desk.go(page)


def _below(driver: Driver, page: str) -> None:
    driver.desk.open_below(page)


def _find(driver: Driver, words: str) -> None:
    driver.key(Qt.Key.Key_K, modifiers=Qt.KeyboardModifier.ControlModifier)
    palette = driver.window.overlay.panel
    assert isinstance(palette, PaletteDialog)
    driver.type(words)
    driver.until(lambda: palette.findings.current is not None and palette.findings.current.group == "表单")


def _corrected(driver: Driver, _word: str) -> None:
    """Go to the record that has two versions."""
    page = driver.page
    assert isinstance(page, RecordsPage)
    page.table.go_to(next(n for n, row in enumerate(page.rows) if row.versions > 1))


def _compare(driver: Driver, _word: str) -> None:
    page = driver.page
    assert isinstance(page, RecordPage)
    page.compare_requested.emit()


def _paper(driver: Driver, _word: str) -> None:
    """Wait until the paper has been drawn."""
    page = driver.page
    assert isinstance(page, PreviewPage)
    driver.until(lambda: _has_ink(page.view.viewport().grab().toImage()))


def _has_ink(image: QImage) -> bool:
    """Whether something dark has been drawn; looks at every seventh pixel."""
    return any(
        image.pixelColor(x, y).lightness() < 90
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    )


def _press(driver: Driver, key: str) -> None:
    driver.key(getattr(Qt.Key, f"Key_{key}"))


STEPS: dict[str, Callable[[Driver, str], None]] = {
    "go": _go,
    "below": _below,
    "find": _find,
    "corrected": _corrected,
    "compare": _compare,
    "paper": _paper,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
