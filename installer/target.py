"""For which systems packages are made: the word an update must name, the wheels that fit, the Qt and the C library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "installer"
DIST = ROOT / "dist"

PYTHON = "3.13"
"""The minor version inside every package; byte code compiled by one fits all of them."""


class System(StrEnum):
    LINUX = "linux"
    WINDOWS = "win32"  # as ``sys.platform`` says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """``glibc``: the oldest C library that every binary must do with, None where there is none; ``cpp``: with it, C++'s."""

    platform: str  # second line of version.txt: an update names it
    system: System
    wheel_tags: tuple[str, ...]  # as pip's --platform takes them, any of them
    glibc: tuple[int, int] | None = None
    cpp: tuple[int, ...] = ()
    overlay: Path | None = (
        None  # a requirements file whose entries take the place of those in requirements.txt
    )
    dropped: tuple[str, ...] = ()  # requirements that the overlay makes superfluous


def _manylinux(machine: str, glibc: int) -> tuple[str, ...]:
    return (*(f"manylinux_2_{minor}_{machine}" for minor in range(glibc, 16, -1)), f"manylinux2014_{machine}")


QT69 = ROOT / "requirements-qt69.txt"

LINUX = Target(
    platform="linux-x86_64-glibc2.34",
    system=System.LINUX,
    wheel_tags=_manylinux("x86_64", 34),
    glibc=(2, 34),
    cpp=(3, 4, 29),
)
OLD_LINUX = Target(
    platform="linux-x86_64-glibc2.28",
    system=System.LINUX,
    wheel_tags=_manylinux("x86_64", 28),
    glibc=(2, 28),
    cpp=(3, 4, 25),
    overlay=QT69,
    dropped=("pyside6-pdf",),  # 6.9 has it inside the add-ons
)
WINDOWS = Target(platform="windows-x86_64", system=System.WINDOWS, wheel_tags=("win_amd64",))
