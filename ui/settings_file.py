"""What this computer's window remembers between runs: scheme, density, who was here last. Not records."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ui.theme.tokens import NIGHT, Density, Scheme

RECENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSettings:
    """``scheme`` "" follows the system, ``night`` goes by the hour. ``recent`` are (staff number, name), last first."""

    scheme: str = ""
    density: str = "standard"
    large: bool = False  # 大字: everything × 1.25 from the next start
    motion: bool = True
    single_keys: bool = True  # letters without Ctrl or Alt act; off: only with them
    clocks: bool = True  # the time that runs is shown; off: only where the law sets it
    lock_minutes: int = 10
    recent: tuple[tuple[str, str], ...] = ()
    last_page: str = "today"
    photo_folder: str = ""  # in which new photos appear; "" for none
    scan_folder: str = ""  # into which the scanner writes; "" for none
    is_running: bool = False  # still set at the next start: the program was not closed properly

    def with_recent(self, staff_no: str, name: str) -> WindowSettings:
        others = tuple(one for one in self.recent if one[0] != staff_no)
        return replace(self, recent=((staff_no, name), *others)[:RECENT])


def load(home: Path) -> WindowSettings:
    """The settings of a folder; anything unreadable in them is the default, since nothing depends on it."""
    try:
        found = json.loads((home / "window.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return WindowSettings()
    if not isinstance(found, dict):
        return WindowSettings()
    default = WindowSettings()
    schemes, densities = ("", NIGHT, *Scheme), tuple(Density)
    recent = found.get("recent")
    minutes = found.get("lock_minutes")
    return WindowSettings(
        scheme=found["scheme"] if found.get("scheme") in schemes else default.scheme,
        density=found["density"] if found.get("density") in densities else default.density,
        large=found.get("large") is True,
        motion=found.get("motion") is not False,
        single_keys=found.get("single_keys") is not False,
        clocks=found.get("clocks") is not False,
        lock_minutes=minutes if isinstance(minutes, int) and minutes > 0 else default.lock_minutes,
        recent=tuple((str(one[0]), str(one[1])) for one in recent if isinstance(one, list) and len(one) == 2)
        if isinstance(recent, list)
        else (),
        last_page=str(found.get("last_page", default.last_page)),
        photo_folder=str(found.get("photo_folder", default.photo_folder)),
        scan_folder=str(found.get("scan_folder", default.scan_folder)),
        is_running=found.get("is_running") is True,
    )


def save(home: Path, settings: WindowSettings) -> None:
    """Keep the settings; OSError if the folder cannot be written."""
    home.mkdir(parents=True, exist_ok=True)
    draft = home / "window.json.new"
    draft.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(home / "window.json")
