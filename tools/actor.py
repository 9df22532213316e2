"""``python -m tools.actor SCENE HOME``: opens the real window on one computer's folder and plays one scene in it."""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tools.driving import Driver, StuckError
from tools.stage import Stage
from ui import settings_file
from ui.application import Start

WIDE, HIGH = 1440, 900


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the scene was played to its end, 1 when something did not happen (said on the error output)."""
    parser = argparse.ArgumentParser(prog="python -m tools.actor", description=__doc__)
    parser.add_argument("scene", help="a module of tools.scenes")
    parser.add_argument("home", type=Path, help="folder of the computer")
    parser.add_argument("--folder", type=Path, required=True, help="folder of the demo")
    parser.add_argument("--pc", required=True, help="what the computer is called in what is said")
    parser.add_argument(
        "--number", type=int, default=0, help="the how manyth scene it is, for names of pictures"
    )
    options = parser.parse_args(arguments)
    faulthandler.enable()  # a crash says where, on the error output
    play: Callable[[Stage], None] = importlib.import_module(f"tools.scenes.{options.scene}").play
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)  # those cannot be driven
    application = QApplication(sys.argv[:1])
    start = Start(application, options.home, settings_file.load(options.home))
    start.show()
    start.window.showNormal()
    start.window.resize(WIDE, HIGH)
    prefix = f"{options.number:02}-{options.scene}"
    driver = Driver(start, screens=options.folder / "screens", prefix=prefix)
    try:
        driver.await_store()
        play(Stage(driver=driver, folder=options.folder, pc=options.pc))
        driver.settle()
    except StuckError as stuck:
        print(f"  [{options.pc}] {stuck}", file=sys.stderr, flush=True)
        faulthandler.dump_traceback()
        return 1
    finally:
        start.close()
        start.put_away()
    return 0


if __name__ == "__main__":
    sys.exit(main())
