"""One start of the real window in a process of its own; tells which modules were loaded at each stage.

``python -m tests.gui.start_child HOME NUMBER PIN`` prints one JSON object: stage → names.
"""

from __future__ import annotations

import json
import linecache
import sys
import time
from collections.abc import Callable
from pathlib import Path

import main
from ui.bring_in_qt import bring_in_qt

bring_in_qt()  # as main does

from PySide6 import QtWidgets  # noqa: E402

from ui import settings_file  # noqa: E402
from ui.application import Start  # noqa: E402
from ui.skeleton import Skeleton  # noqa: E402

PATIENCE_S = 60.0


def run(home: Path, number: str, pin: str) -> dict[str, list[str]]:
    """The modules when the window was painted, asked who works, showed today, and had come to rest.

    ``widgets`` are the kinds of widget that PySide had described by then; ``sources`` are the files whose text was read
    for a line of them.
    """
    told: dict[str, list[str]] = {}
    application = QtWidgets.QApplication([main.__name__])
    start = Start(application, home, settings_file.load(home))

    def note(stage: str) -> None:
        told.setdefault(stage, sorted(sys.modules))

    def until(is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < deadline, f"after {list(told)} nothing more happened"
            application.processEvents()

    shape = start.window.centralWidget()
    assert isinstance(shape, Skeleton)
    shape.painted.connect(lambda: note("painted"))
    start.show()
    until(lambda: start.desk is not None and start.window.overlay.is_open)
    note("asked")
    desk = start.desk
    assert desk is not None
    from ui.composition import AtRest  # (loaded by now, and not before)

    rest = desk.findChild(AtRest)
    assert rest is not None
    rest._timer.stop()  # on a slow machine it would come before the stage has been noted
    start.window.overlay.panel.asked.emit(number, pin)  # type: ignore[union-attr]
    until(lambda: desk.person is not None and desk.background.is_idle)  # today has been read and shown
    note("today")
    told["widgets"] = sorted(vars(QtWidgets))
    rest._timer.start()
    until(lambda: bool(desk.seats.made("sync")))
    note("rest")
    told["sources"] = sorted(linecache.cache)
    start.close()
    start.put_away()
    return told


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), *sys.argv[2:4])))
