"""Loads Qt and leaves Python's own import function in force.

PySide puts one in its place that costs a start more than a page does: it reads the source text of every module that is
imported afterwards, and keeps it, to find out whether the module may want snake_case names. Nothing here does.
"""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from pathlib import Path


def bring_in_qt() -> None:
    """To be called before anything else imports PySide."""
    own = builtins.__import__
    import PySide6.QtCore  # noqa: F401 (not at the head: what stands there is in force before)

    builtins.__import__ = own


def run(home: Path, argv: Sequence[str], *, server: tuple[str, ...]) -> int:
    """Show the window until it is closed, see ``ui.application.run``."""
    bring_in_qt()
    from ui.application import run as run_window

    return run_window(home, argv, server=server)
