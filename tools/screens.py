"""``python -m tools.screens [--compare] [NAME…]``: a picture of every page and state, under docs/screens.

Each picture is taken of the real window on a real store, driven by keys. What is shown stands in ``tools/shots``; a
name given here takes only the shots whose names begin with it. With ``--compare`` nothing is kept: the pictures that
are no longer as the kept ones are named, and the status is 1 if there are any.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QApplication

from tools.shots.likeness import MOST, unlike
from tools.shots.shot import LOOKS, Home
from tools.shots.taking import all_shots, build_home, take
from ui.none_references import keep_none_alive
from ui.theme import look as dress
from ui.theme.typography import load_fonts

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "screens"


def main(argv: list[str]) -> int:
    """Take the pictures, each look in a process of its own: the scale is a process's."""
    parser = argparse.ArgumentParser(prog="./run screens", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--compare", action="store_true", help="only name the pictures that have changed")
    parser.add_argument("--look", help=argparse.SUPPRESS)
    parser.add_argument("--homes", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    names = tuple(options.names)
    if options.look:
        take_all(options.look, options.homes, options.out, names)
        return 0
    with tempfile.TemporaryDirectory(prefix="yian-screens-") as folder:
        new = Path(folder) / "new"
        new.mkdir()
        _take_in_processes(Path(folder), new, names)
        if options.compare:
            return _compare(new)
        if not names:
            for old in OUT.glob("*.png"):
                old.unlink()
        for picture in new.iterdir():
            (OUT / picture.name).write_bytes(picture.read_bytes())
    return 0


def _take_in_processes(folder: Path, out: Path, names: tuple[str, ...]) -> None:
    for kind in Home:
        build_home(kind, folder / kind)
    for look in LOOKS:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": look.scale}
        command = [sys.executable, "-m", "tools.screens", "--look", look.name]
        command += ["--homes", str(folder), "--out", str(out), *names]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


def _compare(new: Path) -> int:
    changed = []
    for file in sorted(new.glob("*.png")):
        kept = OUT / file.name
        if not kept.exists():
            changed.append(f"{file.name} is new")
            continue
        with Image.open(file) as one, Image.open(kept) as other:
            share = unlike(one, other)
        if share > MOST:
            changed.append(f"{file.name} differs by {share:.2%}")
    print(*changed or ["all as kept"], sep="\n")
    return 1 if changed else 0


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
            print(file.name, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
