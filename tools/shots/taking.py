"""Takes the pictures: a copy of the hospital, the real window on it, the keys, and what it shows."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
import sys
import tempfile
from functools import reduce
from pathlib import Path

from PIL import Image, ImageChops
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

import tools.shots
from forms.clock import FixedClock
from models.demo import building
from models.store import Store
from models.workflow import setup
from tools.demo_days import NOW, PIN, build
from tools.shots.shot import Home, Look, Shot, Step
from tools.window_driver import Driver

HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
PLACE = Path(tempfile.gettempdir()) / "yian"  # where the hospital of a picture lies; some pages show it
HOST = (sys.executable, "-m", "server")
COLOURS = 256  # of thousands; the rarest, a red number, is one of them
EXACT = 6  # of these, the most frequent as they are: the surfaces of the theme


def all_shots() -> tuple[Shot, ...]:
    """Every shot of every module of ``tools.shots``, by the modules' names."""
    names = sorted(info.name for info in pkgutil.iter_modules(tools.shots.__path__))
    modules = [importlib.import_module(f"tools.shots.{name}") for name in names]
    return tuple(shot for module in modules for shot in getattr(module, "SHOTS", ()))


def build_home(kind: Home, folder: Path) -> None:
    """A hospital as ``kind`` says, closed again."""
    if kind is Home.FULL:
        building.build(folder, until=NOW, pin=PIN)
        return
    if kind is Home.DAYS:
        build(folder).store.close()
        return
    store = Store.open(folder, clock=FixedClock(NOW))
    setup.set_up(
        store,
        hospital="示范县第一卫生院",
        level="township",
        admin_no="0001",
        admin_name="郑某",
        admin_pin=PIN,
        demo=True,
    )
    store.close()


def take(shot: Shot, homes: Path, look: Look, file: Path) -> None:
    """Write one picture, in few colours; ``homes`` holds a hospital of each kind, of which a copy is used."""
    _with_few_colours(see(shot, homes, look)).save(file, optimize=True)


def see(shot: Shot, homes: Path, look: Look) -> Image.Image:
    """What the window shows of it, in all its colours."""
    shutil.rmtree(PLACE, ignore_errors=True)
    shutil.copytree(homes / shot.home, PLACE)
    driver = Driver(PLACE, wide=look.wide, high=look.high, server=HOST)
    try:
        if shot.who:
            driver.sign_in(shot.who)
        for step in shot.steps:
            _do(driver, step)
        shown = driver.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    finally:
        driver.close()
        shutil.rmtree(PLACE, ignore_errors=True)
    size = (shown.width(), shown.height())
    return Image.frombytes("RGB", size, bytes(shown.constBits()), "raw", "RGB", shown.bytesPerLine())


def _with_few_colours(picture: Image.Image) -> Image.Image:
    """In a palette: the surfaces in just their colours, the edges of letters and photos in near ones."""
    counted = picture.getcolors(picture.width * picture.height) or []
    surfaces = [one for _, one in sorted(counted, key=lambda each: each[0], reverse=True)[:EXACT]]
    few = picture.quantize(COLOURS - EXACT, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    palette = few.getpalette() or []
    palette += [0] * (3 * (COLOURS - EXACT) - len(palette))
    for at, surface in enumerate(one for one in surfaces if isinstance(one, tuple)):
        palette += surface
        apart = ImageChops.difference(picture, Image.new("RGB", picture.size, surface)).split()
        farthest = reduce(ImageChops.lighter, apart)
        few.paste(COLOURS - EXACT + at, mask=farthest.point([255] + [0] * 255))
    few.putpalette(palette)
    return few


def _do(driver: Driver, step: Step) -> None:
    if not isinstance(step, str):
        step(driver)
        driver.settle()
        return
    word, _, rest = step.partition(" ")
    if word == "go":
        driver.desk.go(rest)
    elif word == "below":
        driver.desk.open_below(rest)
    elif word == "type":
        driver.type(rest)
    else:
        *modifiers, key = step.split("+")
        held = Qt.KeyboardModifier.NoModifier
        for name in modifiers:
            held |= HELD[name]
        driver.key(getattr(Qt.Key, f"Key_{key}"), modifiers=held)
    driver.settle()
