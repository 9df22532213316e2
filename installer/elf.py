"""Reads what a Linux binary asks of the system: libraries by name, and the newest symbols of the C and C++ libraries."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"\x7fELF"
_DYNAMIC, _GNU_VERSION_NEEDED = 6, 0x6FFFFFFE  # types of sections
_NEEDED = 1  # tag in the dynamic section


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary:
    """``glibc``: (2, 28) for GLIBC_2.28, () if it uses none; ``cpp`` the same of GLIBCXX. ``machine``: 62 is x86_64."""

    needed: tuple[str, ...]
    glibc: tuple[int, ...]
    cpp: tuple[int, ...]
    machine: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    kind: int
    content: bytes
    link: int
    entries: int


def is_binary(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == _MAGIC


def binaries(folder: Path) -> Iterator[Path]:
    """Every program and library below the folder."""
    return (path for path in sorted(folder.rglob("*")) if is_binary(path))


def read(path: Path) -> Binary:
    """Of a 64-bit little-endian file; ValueError for any other."""
    content = path.read_bytes()
    if content[:6] != _MAGIC + b"\x02\x01":
        raise ValueError(f"{path} is not a 64-bit little-endian binary")
    (machine,) = struct.unpack_from("<H", content, 18)
    sections = _sections(content)
    needed: list[str] = []
    newest: dict[str, tuple[int, ...]] = {}
    for section in sections:
        if section.kind == _DYNAMIC:
            names = sections[section.link].content
            tags = struct.iter_unpack("<qQ", section.content)
            needed += [_text(names, value) for tag, value in tags if tag == _NEEDED]
        elif section.kind == _GNU_VERSION_NEEDED:
            for family, number in _versions(section, sections[section.link].content):
                newest[family] = max(newest.get(family, ()), number)
    return Binary(
        needed=tuple(needed),
        glibc=newest.get("GLIBC", ()),
        cpp=newest.get("GLIBCXX", ()),
        machine=machine,
    )


def _sections(content: bytes) -> list[_Section]:
    (start,) = struct.unpack_from("<Q", content, 40)
    size, count = struct.unpack_from("<HH", content, 58)
    found = []
    for at in range(start, start + size * count, size):
        _, kind, _, _, offset, length, link, entries = struct.unpack_from("<IIQQQQII", content, at)
        held = b"" if kind == 8 else content[offset : offset + length]  # 8: no bytes in the file
        found.append(_Section(kind=kind, content=held, link=link, entries=entries))
    return found


def _versions(section: _Section, names: bytes) -> Iterator[tuple[str, tuple[int, ...]]]:
    at = 0
    for _ in range(section.entries):
        _, count, _, first, following = struct.unpack_from("<HHIII", section.content, at)
        one = at + first
        for _ in range(count):
            _, _, _, name, after = struct.unpack_from("<IHHII", section.content, one)
            family, _, number = _text(names, name).partition("_")
            if number.replace(".", "").isdigit():
                yield family, tuple(int(part) for part in number.split("."))
            one += after
        at += following


def _text(names: bytes, at: int) -> str:
    return names[at : names.index(b"\0", at)].decode("ascii")
