"""A file that was asked for: made and written in the background, then said where it is, or why it is nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from models.files import why, write_durably
from ui import wording
from ui.theme.states import Tone

if TYPE_CHECKING:  # the desk holds the presenters
    from ui.desk import Desk


def save(desk: Desk, path: Path, make: Callable[[], bytes]) -> None:
    """Put what ``make`` gives into the file."""

    def work() -> str:
        write_durably(path, make())
        return f"已存成 {path.name}"

    save_by(desk, path, work)


def save_by(desk: Desk, path: Path, work: Callable[[], str]) -> None:
    """``work`` makes and writes the file and answers what to say of it."""

    def saved(fact: str) -> None:
        desk.banner(fact, f"在 {path.parent}", "知道了", tone=Tone.OK, icon="circle-check")

    def refused(problem: Exception) -> None:
        if isinstance(problem, OSError):
            desk.banner(
                f"{path.name} 没有存成", f"{why(problem)}。{wording.SEALED_SAFE}，换个位置再存", "知道了"
            )
        else:
            desk.tell(problem)

    desk.background.run_in_background(work, saved, refused)
