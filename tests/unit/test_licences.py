"""Every part that is handed on is told with its licence in full."""

from __future__ import annotations

import shutil
import sys
from importlib import metadata
from pathlib import Path

import pytest

from models.licences import Group, Part, locked, normal, parts
from models.program import APP

REQUIREMENTS = APP / "requirements.txt"
ELSEWHERE = {"sys_platform == 'win32'"} if sys.platform != "win32" else set()
LEAST = 500  # characters; the shortest licence in use has more


@pytest.fixture(scope="module")
def all_parts() -> tuple[Part, ...]:
    return parts()


def test_every_locked_requirement_has_its_licence_in_full(all_parts: tuple[Part, ...]) -> None:
    here = {name for name, condition in locked(REQUIREMENTS).items() if condition not in ELSEWHERE}
    assert len(here) > 40
    shown = {normal(one.metadata["Name"]): one.version for one in metadata.distributions()}
    told = {(one.version, len(one.text()) > LEAST) for one in all_parts if one.group is Group.WHEEL}
    wheels = [one for one in all_parts if one.group is Group.WHEEL]
    assert len(wheels) == len(here)
    assert {(shown[name], True) for name in here} == told
    assert [one.name for one in wheels if not one.files or not one.licence] == []


def test_what_is_only_for_developers_is_not_told(all_parts: tuple[Part, ...]) -> None:
    assert {"pytest", "mypy", "ruff", "playwright"}.isdisjoint(one.name for one in all_parts)


def test_fonts_icons_and_the_interpreter_come_with_theirs(all_parts: tuple[Part, ...]) -> None:
    rest = [one for one in all_parts if one.group is not Group.WHEEL]
    assert [one.name for one in rest] == [
        "医安",
        "Python",
        "SQLite",
        "Noto Sans SC",
        "Noto Serif SC",
        "Lucide icons",
    ]
    assert [one.name for one in rest if len(one.text()) < LEAST] == ["SQLite"]
    shipped = {file.parent.name for file in (APP / "resources").rglob("*") if file.suffix in (".ttf", ".svg")}
    assert shipped == {"fonts", "icons"}  # whatever else comes needs a line in resources/NOTICE.md


def test_qt_comes_with_what_its_licence_asks_for(all_parts: tuple[Part, ...]) -> None:
    ours = [one for one in all_parts if one.name in ("Qt 和 PySide6", "Qt PDF", "Shiboken")]
    assert len(ours) == len(
        [name for name in locked(REQUIREMENTS) if name.startswith(("pyside", "shiboken"))]
    )
    for one in ours:
        text = one.text()
        for asked in (
            "GNU LESSER GENERAL PUBLIC LICENSE",
            "GNU GENERAL PUBLIC LICENSE",
            "https://download.qt.io/official_releases/",
            "换掉原来的",
            "反向工程",
        ):
            assert asked in text


def test_a_package_tells_of_what_lies_in_it(tmp_path: Path) -> None:
    app, site, python = tmp_path / "app", tmp_path / "site", tmp_path / "python" / "licences"
    for folder in (app, site, python):
        folder.mkdir(parents=True)
    shutil.copytree(APP / "resources", app / "resources", ignore=shutil.ignore_patterns("*.ttf", "*.svg"))
    shutil.copy(APP / "LICENSE", app)
    (app / "version.txt").write_text("7.8.9\nlinux\nrelease\n")
    (python / "OpenSSL.txt").write_text("of the interpreter")
    info = site / "one-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: one\nVersion: 1.0\nLicense: MIT\n")
    (info / "LICENSE").write_text("of one")
    (info / "RECORD").write_text("one-1.0.dist-info/LICENSE,,\none-1.0.dist-info/METADATA,,\n")
    told = {one.name: one for one in parts(app)}
    assert told["医安"].version == "7.8.9"
    assert told["Python"].text() == "of the interpreter"
    assert (told["one"].licence, told["one"].text()) == ("MIT 许可证", "of one")
    assert "SQLAlchemy" not in told
