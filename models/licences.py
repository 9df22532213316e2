"""What this program is made of, and under which licence each part of it may be handed on."""

from __future__ import annotations

import platform
import re
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from models.program import APP, read_program


class Group(StrEnum):
    OURS = "本程序"
    RUNTIME = "运行环境"
    FONT = "字体和图标"
    WHEEL = "程序部件"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """``files`` hold the licence word for word; ``note`` is what there is to say where there is no file."""

    name: str
    version: str
    licence: str
    group: Group
    files: tuple[Path, ...] = ()
    note: str = ""

    def text(self) -> str:
        """The licence in full, file after file; never empty."""
        texts = [one.read_text("utf-8", errors="replace").strip() for one in self.files]
        return "\n\n\n".join([*([self.note] if self.note else []), *texts])


_LGPL = "GNU LGPL 3.0"
_QT = {
    "pyside6-essentials": "Qt 和 PySide6",
    "pyside6-pdf": "Qt PDF",
    "pyside6-addons": "Qt 附加件",
    "shiboken6": "Shiboken",
}
_QT_TEXTS = ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt")
_WORDS = {
    "mit": "MIT 许可证",
    "mit-0": "MIT-0 许可证",
    "mit-cmu": "MIT-CMU 许可证",
    "apache-2.0": "Apache 许可证 2.0",
    "apache-2.0 or bsd-3-clause": "Apache 许可证 2.0 或 BSD 三条款",
    "bsd-3-clause": "BSD 三条款许可证",
    "lgpl-3.0-only": _LGPL,
    "mpl-2.0": "Mozilla 公共许可证 2.0",
    "psf-2.0": "PSF 许可证 2.0",
    "bsd license": "BSD 许可证",
    "bsd-3-clause, apache-2.0, dependency licenses": "BSD 三条款、Apache 2.0 等",
    "sil open font license 1.1 (fonts), mit (their packaging)": "SIL 开放字体许可证 1.1",
    "sil open font license 1.1 (font), mit (its packaging)": "SIL 开放字体许可证 1.1",
    "isc; some icons derive from feather, mit": "ISC 许可证，部分 MIT",
}
"""Of a licence as its owners write it, in small letters, for people."""

_PSYCOPG = (
    "按 LGPL-3.0 使用，没有改动。源代码见 https://www.psycopg.org 。它的文件在 versions/<版本>/site 里以 psycopg 开头的"
    "文件夹，可以用同名的文件换成自己的一份。"
)
_TEXTS = ("LICEN", "COPYING", "NOTICE", "AUTHORS", "COPYRIGHT")
_PUBLIC_DOMAIN = "SQLite 的代码属公有领域，谁都可以用，不需要许可。见 https://www.sqlite.org/copyright.html"
_NO_FILE = "这个部件没有附带许可证全文；许可写在它的说明里：{licence}"


def parts(app: Path = APP, *, python: str | None = None) -> tuple[Part, ...]:
    """Ours, Python, fonts and icons, then every package that is shipped: Qt, and the others by name.

    ``app`` is the folder of ``main.py``. Run from sources, packages are those of requirements.txt, wherever they lie.
    ``python`` is the version of the interpreter of ``app``, if another one reads it now.
    """
    return (*_ours(app), *_runtime(app, python), *_resources(app / "resources"), *_wheels(app))


def _ours(app: Path) -> Iterator[Part]:
    yield Part(
        name="医安",
        version=read_program(app).version,
        licence="Apache 许可证 2.0",
        group=Group.OURS,
        files=(app / "LICENSE",),
    )


def _runtime(app: Path, python: str | None) -> Iterator[Part]:
    """The interpreter with its own parts, as a package carries their licences beside it."""
    beside = app.parent / "python" / "licences"
    files = sorted(file for file in beside.glob("*") if file.is_file()) if beside.is_dir() else []
    yield Part(
        name="Python",
        version=python or platform.python_version(),
        licence="PSF 许可证 2.0",
        group=Group.RUNTIME,
        files=tuple(files) or (app / "resources" / "licences" / "Python.txt",),
    )
    yield Part(
        name="SQLite",
        version=sqlite3.sqlite_version if python is None else "",
        licence="公有领域",
        group=Group.RUNTIME,
        note=_PUBLIC_DOMAIN,
    )


def _resources(folder: Path) -> Iterator[Part]:
    """The table of ``resources/NOTICE.md``."""
    for line in (folder / "NOTICE.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or cells[0] == "what" or set(line) <= set("|-: "):
            continue
        what, _, version, licence, texts = cells
        yield Part(
            name=re.split(r",| Regular", what)[0],
            version=version.rpartition(" ")[2],
            licence=_WORDS.get(licence.casefold(), licence),
            group=Group.FONT,
            files=tuple(folder / name for name in re.findall(r"`([^`]+)`", texts)),
        )


def _wheels(app: Path) -> Iterator[Part]:
    site, listed = app.parent / "site", app / "requirements.txt"
    found: dict[str, metadata.Distribution] = {}
    for one in metadata.distributions(path=[str(site)] if site.is_dir() else sys.path):
        found.setdefault(normal(one.metadata["Name"] or ""), one)
    if not site.is_dir() and listed.is_file():
        wanted = set(locked(listed))
        found = {name: one for name, one in found.items() if name in wanted}
    for name in sorted(found, key=lambda one: (one not in _QT, one)):
        yield _wheel(name, found[name], app / "resources" / "licences")


def _wheel(name: str, one: metadata.Distribution, ours: Path) -> Part:
    licence = _licence(one)
    own = tuple(
        path
        for file in one.files or ()
        if file.name.upper().startswith(_TEXTS) or "/licenses/" in file.as_posix()
        if (path := Path(str(file.locate()))).is_file()
    )
    note = "" if own or name in _QT else _NO_FILE.format(licence=licence)
    if name in _QT:
        licence, own = _LGPL, (*(ours / text for text in _QT_TEXTS), *own)
    elif licence == _LGPL:
        note, own = _PSYCOPG, (*own, ours / _QT_TEXTS[-1])
    return Part(
        name=_QT.get(name, one.metadata["Name"]),
        version=one.version,
        licence=licence,
        group=Group.WHEEL,
        files=own,
        note=note,
    )


def _licence(one: metadata.Distribution) -> str:
    said = _said(one, "License-Expression") or _said(one, "License")
    if not said or len(said) > 40:
        classed = [
            text.rpartition("::")[2].strip()
            for text in one.metadata.get_all("Classifier") or ()
            if text.startswith("License ::")
        ]
        said = "、".join(classed) or said.partition("\n")[0].partition("(")[0].strip()
    return _WORDS.get(said.casefold(), said) or "见全文"


def _said(one: metadata.Distribution, name: str) -> str:
    found = one.metadata.get_all(name)
    return str(found[0]).strip() if found else ""


def locked(requirements: Path) -> dict[str, str]:
    """Name, as an index spells it, and condition ("" for none) of every entry of a locked file."""
    entry = re.compile(r"^([A-Za-z0-9._-]+)==[^\s;\\]+\s*(?:;\s*([^\\\n]+))?", re.MULTILINE)
    text = requirements.read_text("utf-8")
    return {normal(name): condition.strip() for name, condition in entry.findall(text)}


def normal(name: str) -> str:
    """How every spelling of a package's name is compared."""
    return re.sub(r"[-_.]+", "-", name).casefold()
