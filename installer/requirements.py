"""Reads the hash-locked requirements, and picks what one system is given of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from installer.steps import BuildError
from installer.target import System, Target

MARKERS: dict[str, frozenset[System]] = {
    "": frozenset(System),
    "implementation_name != 'pypy'": frozenset(System),
    "implementation_name != 'PyPy'": frozenset(System),
    "platform_python_implementation != 'PyPy'": frozenset(System),
    "sys_platform == 'win32'": frozenset({System.WINDOWS}),
    "sys_platform != 'emscripten'": frozenset(System),
    "python_full_version >= '3.12' and sys_platform == 'emscripten'": frozenset(),
}
"""Every condition that may stand behind a requirement: pip would ask them of the computer that builds."""

_ENTRY = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)\s*(?:;\s*(?P<marker>[^-]*?))?\s*(?P<hashes>--hash.*)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]  # "sha256:…"

    @property
    def line(self) -> str:
        """As pip reads it, without the condition."""
        return " ".join([f"{self.name}=={self.version}", *(f"--hash={one}" for one in self.hashes)])


def read(text: str) -> tuple[Requirement, ...]:
    """In the order of the file. BuildError for a line without version or hash, and for a condition not in MARKERS."""
    lines = (line.strip() for line in text.replace("\\\n", " ").splitlines())
    return tuple(_entry(line) for line in lines if line and not line.startswith("#"))


def for_target(target: Target, locked: str, overlay: str = "") -> str:
    """The text of a requirements file for one system; entries of the overlay take the place of those they name."""
    chosen = {one.name: one for one in read(locked)} | {one.name: one for one in read(overlay)}
    return "".join(f"{one.line}\n" for one in _fitting(target, chosen.values()))


def _fitting(target: Target, among: Iterable[Requirement]) -> Iterable[Requirement]:
    return (one for one in among if target.system in MARKERS[one.marker] and one.name not in target.dropped)


def _entry(line: str) -> Requirement:
    found = _ENTRY.match(line)
    if found is None:
        raise BuildError(
            f"依赖清单里有一行没有版本或校验值：{line[:80]}",
            f"A requirement without version or hash: {line[:80]}",
        )
    marker = (found["marker"] or "").strip()
    if marker not in MARKERS:
        raise BuildError(
            f"依赖清单里有没见过的条件：{marker}。请写进 installer/requirements.py 的 MARKERS。",
            f"A condition that is not known yet: {marker}. Add it to MARKERS in installer/requirements.py.",
        )
    return Requirement(
        name=found["name"].lower(),
        version=found["version"],
        marker=marker,
        hashes=tuple(re.findall(r"--hash=(\S+)", found["hashes"])),
    )
