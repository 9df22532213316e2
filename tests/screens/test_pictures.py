"""Each page as it was when somebody last looked at it: the pictures under docs/screens are what it must look like.

They are taken anew only on purpose, by ``./run screens``. Here one state of each page is compared; all states in all
looks are by ``./run screens --compare``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops
from PySide6.QtWidgets import QApplication

from tools.screens import OUT
from tools.shots.likeness import MOST, unlike
from tools.shots.shot import BOTH, LIGHT, Home, Shot
from tools.shots.taking import all_shots, build_home, see

SHOTS = all_shots()
PAGES = [shot for shot in SHOTS if set(BOTH) <= set(shot.looks)]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("homes")
    for kind in Home:
        build_home(kind, folder / kind)
    return folder


@pytest.mark.parametrize("shot", PAGES, ids=lambda shot: str(shot.name))
def test_a_page_looks_as_in_its_kept_picture(shot: Shot, homes: Path, shown: QApplication) -> None:
    now = see(shot, homes, LIGHT)
    with Image.open(OUT / f"{shot.name}-{LIGHT.name}.png") as kept:
        assert unlike(now, kept) <= MOST, f"./run screens {shot.name}, if it is meant"


def test_each_picture_is_of_a_shot_and_each_shot_has_its_pictures() -> None:
    wanted = {f"{shot.name}-{look.name}.png" for shot in SHOTS for look in shot.looks}
    assert {file.name for file in OUT.glob("*.png")} == wanted
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)


def test_the_comparison_sees_a_word_that_is_gone_and_a_line_that_moved_and_not_a_softer_edge() -> None:
    with Image.open(OUT / "today-light.png") as picture:
        page = picture.convert("L")
    softer = page.point(lambda grey: min(255, grey + 3))
    assert unlike(page, softer) == 0
    without = page.copy()
    without.paste(255, (150, 560, 330, 600))
    assert unlike(page, without) > 0
    moved = ImageChops.offset(page, 0, 4)
    assert unlike(page, moved) > MOST
    assert unlike(page, page.crop((0, 0, 100, 100))) == 1
