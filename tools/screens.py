"""``python -m tools.screens [--out DIR] [NAME…]``: a picture of every page and state, under docs/screens.

Each picture is taken of the real window on a real store, driven by keys. What is shown stands in ``tools/shots``; a
name given here takes only the shots whose names begin with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tools.shots.shot import LOOKS, Home
from tools.shots.taking import all_shots, build_home, take
from ui.none_references import keep_none_alive
from ui.theme import look as dress
from ui.theme.typography import load_fonts

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "screens"
ONE_LOOK = "--look"  # how this module starts itself, once for each look: the scale is a process's


def main(argv: list[str]) -> int:
    """Take the pictures, each look in a process of its own."""
    if argv[:1] == [ONE_LOOK]:
        take_all(argv[1], Path(argv[2]), Path(argv[3]), tuple(argv[4:]))
        return 0
    is_elsewhere = argv[:1] == ["--out"]
    out = Path(argv[1]).absolute() if is_elsewhere else OUT
    names = tuple(argv[2 if is_elsewhere else 0 :])
    out.mkdir(parents=True, exist_ok=True)
    if not names:
        for old in out.glob("*.png"):
            old.unlink()
    with tempfile.TemporaryDirectory(prefix="yian-screens-") as homes:
        for kind in Home:
            build_home(kind, Path(homes) / kind)
        for look in LOOKS:
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": look.scale}
            command = [sys.executable, "-m", "tools.screens", ONE_LOOK, look.name, homes, str(out), *names]
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")
    return 0


def take_all(name: str, homes: Path, out: Path, names: tuple[str, ...]) -> None:
    """All pictures of one look, or those whose names begin with one of ``names``."""
    keep_none_alive()
    application = QApplication([])
    load_fonts()
    (look,) = (look for look in LOOKS if look.name == name)
    dress.apply(application, look.scheme, motion=False)
    for shot in all_shots():
        if look in shot.looks and (not names or shot.name.startswith(names)):
            file = out / f"{shot.name}-{look.name}.png"
            take(shot, homes, look, file)
            print(file.name, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
