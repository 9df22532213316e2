"""What a start loads, and when: the window paints from Qt alone, and a sign-in waits for nothing that it does not need.

Not a matter of seconds, which a busy machine could not keep: which modules are loaded at each stage of a real start.
"""

from __future__ import annotations

import json
import pkgutil
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from tools.demo_days import PIN
from tools.window_driver import Driver
from ui import presenters
from ui.composition import COMMANDS, SEATS
from ui.presenters.presenter import Presenter

ROOT = Path(__file__).resolve().parents[2]
OURS = {"forms", "models", "sync"}
ROOMS = {*OURS, "ui"}
HEAVY = {
    *("sqlalchemy", "alembic", "asyncio", "yaml"),
    *("requests", "urllib3", "charset_normalizer"),
    *("reportlab", "pypdf", "pypdfium2", "PIL", "segno", "zxingcpp"),
    *("openpyxl", "pypinyin"),
}
"""Each of them costs a start more than the whole first paint, or would bring one that does."""


def tops(modules: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


@pytest.fixture(scope="module")
def stages(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    home = tmp_path_factory.mktemp("start") / "home"
    shutil.copytree(demo_home, home)
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.start_child", str(home), "0231", PIN],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_the_window_is_painted_before_anything_but_qt_is_loaded(stages: dict[str, list[str]]) -> None:
    assert tops(stages["painted"]) & (HEAVY | OURS) == set()
    assert not [name for name in stages["painted"] if name.startswith(("ui.pages", "ui.widgets"))]


@pytest.mark.parametrize("stage", ["asked", "today"])
def test_a_sign_in_and_its_page_need_no_heavy_library(stages: dict[str, list[str]], stage: str) -> None:
    assert "models.store" in stages[stage]
    assert tops(stages[stage]) & HEAVY == set()


def test_only_the_page_of_today_is_loaded_and_only_while_a_pin_is_checked(
    stages: dict[str, list[str]],
) -> None:
    presenters_of = {
        stage: {place.partition(":")[0] for place in SEATS.values()} & set(stages[stage])
        for stage in ("asked", "today")
    }
    assert presenters_of == {"asked": set(), "today": {"ui.presenters.today"}}


def test_at_rest_every_page_is_loaded_and_nothing_that_only_some_need(stages: dict[str, list[str]]) -> None:
    missing = {place.partition(":")[0] for place in SEATS.values()} - set(stages["rest"])
    assert missing == set()
    assert tops(stages["rest"]) & {"requests", "alembic"} == set()  # no county to call, no older database


def test_a_sign_in_describes_only_the_widgets_that_it_draws(stages: dict[str, list[str]]) -> None:
    assert "QPushButton" not in stages["widgets"]  # ours are painted by ourselves
    assert {"QWizard", "QCalendarWidget", "QTreeWidget"} & set(stages["widgets"]) == set()


def test_the_text_of_no_module_is_read_to_find_out_what_it_wants_of_qt(stages: dict[str, list[str]]) -> None:
    assert [
        name for name in stages["sources"] if name.startswith(tuple(f"{ROOT}/{room}" for room in ROOMS))
    ] == []


def test_the_table_of_presenters_names_each_once() -> None:
    for name, place in SEATS.items():
        module, _, kind = place.partition(":")
        found = getattr(import_module(module), kind)
        assert issubclass(found, Presenter)
        assert found.name == name
    everything = {
        f"{one.name}:{kind}"
        for one in pkgutil.iter_modules(presenters.__path__, "ui.presenters.")
        for kind, found in vars(import_module(one.name)).items()
        if isinstance(found, type) and issubclass(found, Presenter) and found.__module__ == one.name
    }
    assert everything - {"ui.presenters.presenter:Presenter"} == set(SEATS.values())


def test_whoever_is_named_for_a_command_carries_it_out(open_window: Callable[[], Driver]) -> None:
    driver = open_window()
    driver.sign_in("0231")
    for command in COMMANDS:
        driver.desk.seats.bring(command)
        assert command in driver.desk._commands
