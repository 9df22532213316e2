"""Where the hospital to play with lies: in a folder of its own beside the real one, and gone with one act."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from forms.clock import Clock
from models.blackbox import BlackBox
from models.faults import HomeUnwritable, Refusal
from models.home import HomeLock
from models.installation import boxed_installation

_END = "-demo"
_DRAFT = ".new"


class NotADemo(Refusal):
    """What is to be removed is not a hospital to play with."""

    def __init__(self, home: Path) -> None:
        super().__init__(f"{home} 不是演示医院，没有动它。要移走的只能是演示医院。")


def demo_home(home: Path) -> Path:
    """The folder of the hospital to play with that belongs to a real one."""
    return home.with_name(home.name + _END)


def real_home(home: Path) -> Path:
    """The folder of the real hospital beside which the one to play with lies."""
    return home.with_name(home.name.removesuffix(_END))


def is_there(home: Path) -> bool:
    return (demo_home(home) / "yian.db").exists()


def make(home: Path, clock: Clock, on_progress: Callable[[float], bool]) -> Path | None:
    """Build it beside ``home`` up to now, whole or not at all; None if ``on_progress`` did not want to go on.

    HomeUnwritable where nothing can be written beside it. One that is there already is given back as it is.
    """
    # Imported here: the window knows this module from its start, and few ever ask for a demo.
    from models.demo.building import build  # noqa: PLC0415

    folder = demo_home(home)
    if is_there(home):
        return folder
    draft = folder.with_name(folder.name + _DRAFT)
    try:
        _clear(draft)
        draft.mkdir(parents=True)
        index = home / "catalog.index"  # what the program knows of its forms: spares reading them all again
        if index.exists():
            shutil.copyfile(index, draft / index.name)
        whole = build(draft, until=clock.now(), on_progress=on_progress)
        if whole:
            _clear(folder)
            draft.rename(folder)
    except OSError as error:
        raise HomeUnwritable(folder) from error
    finally:
        _clear(draft)
    return folder if whole else None


def remove(folder: Path) -> None:
    """Take a hospital to play with away, whole. NotADemo for any other folder; AnotherProcess if it is open."""
    found = boxed_installation(BlackBox(folder / "blackbox"))  # whatever version has made it
    if not folder.name.endswith(_END) or found is None or not found.is_demo:
        raise NotADemo(folder)
    HomeLock(folder).release()
    shutil.rmtree(folder)


def _clear(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
