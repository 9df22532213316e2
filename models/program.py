"""Which program this is: its version, its platform, and the installation that it runs from."""

from __future__ import annotations

import platform
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

APP = Path(__file__).resolve().parents[1]
"""The folder of ``main.py``: of the sources, or ``<root>/versions/<version>/app``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """``root`` is None when it runs from sources; ``is_release``: it was built to be handed out."""

    version: str
    platform: str
    is_release: bool
    root: Path | None


def read_program(app: Path = APP) -> Program:
    """Of the folder that holds ``main.py``; see installer/LAUNCHER.md."""
    told = app / "version.txt"
    if told.is_file():
        lines = [*told.read_text("utf-8").split("\n"), "", "", ""]
        version, name, kind = (line.strip() for line in lines[:3])
    else:
        version, name, kind = _of_sources(app), "", ""
    return Program(
        version=version, platform=name or _this_machine(), is_release=kind == "release", root=_root(app)
    )


@cache
def _of_sources(app: Path) -> str:
    # Imported here: only who starts it from its sources needs it.
    import tomllib  # noqa: PLC0415

    with (app / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def _this_machine() -> str:
    """The platform of sources, which no released update is for."""
    return re.sub(r"[^a-z0-9._-]", "_", f"{sys.platform}-{platform.machine()}-sources".lower())


def _root(app: Path) -> Path | None:
    """``<root>`` of ``<root>/versions/<version>/app``."""
    if app.parent.parent.name != "versions":
        return None
    root = app.parents[2]
    return root if (root / "current").is_file() else None


VERSION = read_program().version
