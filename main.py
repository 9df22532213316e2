"""医安: the window, or one verb of the same work without a window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

VERBS = (
    ("forms", "cli.forms"),
    ("setup", "cli.setup"),
    ("enrol", "cli.setup"),
    ("people", "cli.people"),
    ("fill", "cli.fill"),
    ("sign", "cli.fill"),
    ("records", "cli.records"),
    ("today", "cli.ledgers"),
    ("tasks", "cli.ledgers"),
    ("duties", "cli.duties"),
    ("hazards", "cli.ledgers"),
    ("cases", "cli.ledgers"),
    ("assets", "cli.ledgers"),
    ("registers", "cli.registers"),
    ("incidents", "cli.incidents"),
    ("indicators", "cli.figures"),
    ("report", "cli.figures"),
    ("volume", "cli.volume"),
    ("sheet", "cli.sheets"),
    ("print", "cli.printing"),
    ("check-paper", "cli.paper"),
    ("sync", "cli.sync"),
    ("host", "cli.host"),
    ("key", "cli.keys"),
    ("verify", "cli.care"),
    ("backup", "cli.care"),
    ("restore", "cli.care"),
    ("rebuild", "cli.care"),
    ("repair", "cli.mending"),
    ("rescue", "cli.mending"),
    ("leave", "cli.leaving"),
    ("update", "cli.updating"),
)

PROGRAM = (sys.executable, str(Path(__file__).resolve()))
"""How this program starts itself."""
SERVER = (*PROGRAM, "server")


def main(argv: Sequence[str]) -> int:
    """Exit status: 0 done, 1 refused for a reason that was printed, 2 wrong usage."""
    own = {"server": _server, "--self-test": _self_test}
    if argv[:1] and argv[0] in own:
        return own[argv[0]](argv[1:])
    home, rest = _home(argv)
    if rest[:1] == ["--self-test-window"]:
        return _self_test_window(home, rest[1])
    if not rest:
        return _window(home)
    return _verb(home, rest)


def _window(home: Path) -> int:
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        print("这里没有显示器，开不了窗口。记录都没有动；不用窗口的命令见 main.py --help。", file=sys.stderr)
        return 1
    # Imported here: verbs must not load Qt, and the window must paint before anything else is loaded.
    from ui.bring_in_qt import run

    return run(home, sys.argv[:1], server=SERVER)


def _verb(home: Path, rest: Sequence[str]) -> int:
    # Imported here: the window's first paint must not wait for what only verbs need.
    from cli.run import run_verb

    return run_verb(home, rest, VERBS, server=SERVER)


def _server(arguments: Sequence[str]) -> int:
    """The county's server, which on an 院内主机 runs beside the window as a process of its own."""
    # Imported here: nothing else of the hospital's program may know it.
    from server.__main__ import main as serve

    return serve(arguments)


def _self_test(arguments: Sequence[str]) -> int:
    """The program proves itself in a folder of its own; see installer/LAUNCHER.md."""
    from cli.self_test import self_test

    return self_test(arguments, PROGRAM)


def _self_test_window(home: Path, wish: str) -> int:
    """A step of it, in a process of its own: what a broken Qt ends is not the report about it."""
    from ui.self_test import fill_as_asked

    return fill_as_asked(home, wish)


def _home(argv: Sequence[str]) -> tuple[Path, list[str]]:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--home", type=Path)
    known, rest = parser.parse_known_args(argv)
    given = known.home or os.environ.get("YIAN_HOME")
    return Path(given) if given else _default_home(), rest


def _default_home() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "YiAn"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "yian"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
