"""设置·更新: nothing found, one on a stick, the question, under way, ready, and those who cannot."""

from __future__ import annotations

import random
from pathlib import Path

from installer.signing import development_key
from models.program import Program
from models.versions import Versions
from sync.house.road import HouseRoad, keep_road
from sync.updates.sharing import share
from sync.updates.shelving import BEGUN, put
from sync.wire.digest import sha256_hex
from sync.wire.update_file import SUFFIX, write_update
from sync.wire.update_manifest import DEVELOPMENT
from sync.wire.update_shelf import FOLDER, Source
from sync.wire.updates import PublishedUpdate
from tools.shots.shot import ADMIN, BOTH, CONTRAST, DARK, LARGE, LIGHT, OFFICER, Shot
from tools.window_driver import Driver
from ui.pages.settings import SettingsPage
from ui.presenters.settings import SettingsPresenter
from ui.presenters.update_acts import UpdateActs

OURS, NEXT, PLATFORM = "0.1.0", "0.2.0", "windows-x86_64"


def _acts(driver: Driver) -> UpdateActs:
    presenter = driver.desk.presenter("settings")
    assert isinstance(presenter, SettingsPresenter)
    return presenter.update


def _panel(driver: Driver) -> SettingsPage:
    page = driver.page
    assert isinstance(page, SettingsPage)
    return page


def _installed(driver: Driver) -> None:
    """As if the program had been installed beside the records, and nobody had plugged anything in."""
    root = driver.home / "程序"
    (root / "versions").mkdir(parents=True)
    (root / "current").write_text(f"{OURS}\n", "utf-8")
    acts = _acts(driver)
    acts.program = Program(version=OURS, platform=PLATFORM, is_release=False, root=root)
    acts.keys = {DEVELOPMENT: development_key().public_key().public_bytes_raw()}
    acts.places = tuple
    _panel(driver).groups.show_group("update")


def _on_stick(driver: Driver) -> None:
    _installed(driver)
    made, stick = driver.home / "made", driver.home / "U 盘"
    (made / "app").mkdir(parents=True)
    (made / "app" / "main.py").write_bytes(random.Random(2).randbytes(2_400_000))
    write_update(
        made,
        stick,
        development_key(),
        version=NEXT,
        platform=PLATFORM,
        lowest=OURS,
        schema="0001_first",
        effort=0,
    )
    _acts(driver).places = lambda: (stick,)
    driver.desk.presenter("settings").refresh()


def _asking(driver: Driver) -> None:
    _on_stick(driver)
    driver.settle()
    driver.click(_panel(driver).update_panel.buttons["update.apply"])


def _under_way(driver: Driver) -> None:
    _on_stick(driver)
    driver.settle()
    _panel(driver).update_panel.progress.present("正在放到硬盘上（MB）", 118, 305)
    for name in ("update.apply", "update.choose"):  # as nobody may begin a second one
        _panel(driver).update_panel.buttons[name].setEnabled(False)


def _ready(driver: Driver) -> None:
    _on_stick(driver)
    root = _acts(driver).program.root
    assert root is not None
    Versions(root=root).put_in_force(NEXT, before=OURS)
    driver.desk.presenter("settings").refresh()


def _on_host(driver: Driver) -> None:
    """One came from the county, another from the stick."""
    with driver.store.write() as session:
        keep_road(session, HouseRoad(is_on=True))
    _on_stick(driver)
    (stick,) = _acts(driver).places()
    (file,) = stick.glob(f"*{SUFFIX}")
    share(driver.store, _acts(driver).program, file, actor=ADMIN)
    _kept(driver, Source.COUNTY, "linux-x86_64-glibc2.28")
    driver.desk.presenter("settings").refresh()


def _below_host(driver: Driver) -> None:
    """The 院内主机 handed it out, and it is whole."""
    _installed(driver)
    _kept(driver, Source.HOST, PLATFORM)
    driver.desk.presenter("settings").refresh()


def _kept(driver: Driver, source: Source, platform: str) -> None:
    folder = driver.home / FOLDER
    made = driver.home / platform
    made.mkdir()
    (made / "main.py").write_bytes(random.Random(3).randbytes(2_400_000))
    file = write_update(
        made,
        folder,
        development_key(),
        version=NEXT,
        platform=platform,
        lowest=OURS,
        schema="0001_first",
        effort=0,
    )
    content = file.read_bytes()
    part = file.rename(folder / f"{sha256_hex(content)}{BEGUN}")
    update = PublishedUpdate(version=NEXT, platform=platform, size=len(content), sha256=sha256_hex(content))
    assert put(folder, part, update, source)


def _sharing(driver: Driver) -> None:
    with driver.store.write() as session:
        keep_road(session, HouseRoad(is_on=True))
    _on_stick(driver)
    driver.settle()
    driver.click(_panel(driver).update_panel.buttons["update.share"])


def _for_all(driver: Driver) -> None:
    _on_stick(driver)
    program = _acts(driver).program
    folder = Path("C:\\Program Files\\YiAn")  # nothing that this computer could write to
    _acts(driver).program = Program(version=OURS, platform=program.platform, is_release=False, root=folder)
    driver.desk.presenter("settings").refresh()


SHOTS = (
    Shot(name="update", who=ADMIN, steps=("go settings", _installed)),
    Shot(
        name="update-found",
        who=ADMIN,
        steps=("go settings", _on_stick),
        looks=(LIGHT, DARK, CONTRAST, LARGE),
    ),
    Shot(name="update-asking", who=ADMIN, steps=("go settings", _asking), looks=BOTH),
    Shot(name="update-under-way", who=ADMIN, steps=("go settings", _under_way), looks=BOTH),
    Shot(name="update-ready", who=ADMIN, steps=("go settings", _ready)),
    Shot(name="update-host", who=ADMIN, steps=("go settings", _on_host)),
    Shot(name="update-sharing", who=ADMIN, steps=("go settings", _sharing)),
    Shot(name="update-from-host", who=ADMIN, steps=("go settings", _below_host)),
    Shot(name="update-not-admin", who=OFFICER, steps=("go settings", _on_stick)),
    Shot(name="update-for-all", who=ADMIN, steps=("go settings", _for_all)),
)
