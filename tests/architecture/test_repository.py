"""What a stranger finds in a clone."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, tracked_files

TIERS = ("unit", "gui", "api", "roundtrip", "migrations", "screens", "paper", "architecture")
BINARY = {".ttf", ".png", ".jpg", ".pdf", ".xlsx", ".ico", ".db", ".woff2", ".gz", ".xz", ".zip"}
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements-qt69.txt")


def pinned(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {
        match["name"].lower(): match["version"]
        for line in lines
        if (match := re.match(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)", line))
    }


def normal(requirement: str) -> tuple[str, str]:
    name, version = requirement.split("==")
    return re.sub(r"[-_.]+", "-", name.split("[")[0]).lower(), version


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_name_no_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|\bpypi\b|pythonhosted", text, re.IGNORECASE)


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_carry_a_hash_each(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_requirements_pin_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, development = pinned("requirements.txt"), pinned("requirements-dev.txt")
    for name, version in map(normal, project["project"]["dependencies"]):
        assert runtime[name] == version
    for name, version in map(normal, project["dependency-groups"]["dev"]):
        assert development[name] == version
    assert {name: development.get(name) for name in runtime} == runtime


def test_npm_files_name_no_registry() -> None:
    locks = [path for path in tracked_files() if path.name in {"package-lock.json", ".npmrc", "uv.lock"}]
    assert [path for path in locks if "://" in path.read_text(encoding="utf-8")] == []


def test_every_test_that_imports_qt_runs_with_the_old_qt_too() -> None:
    verb = (ROOT / "run").read_text(encoding="utf-8").partition("  test-old-qt)")[2].partition(";;")[0]
    run = tuple(re.findall(r"tests/[\w/.]+", verb))
    drawing = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if re.search(r"^\s*(from|import) PySide6", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert drawing
    assert [path for path in drawing if not path.startswith(run)] == []
    assert [name for name in run if not (ROOT / name).exists()] == []


def test_every_tier_that_was_begun_has_tests() -> None:
    begun = {path.relative_to(ROOT).parts[1] for path in tracked_files() if path.match("tests/*/*.py")}
    assert [tier for tier in begun if not list((ROOT / "tests" / tier).rglob("test_*.py"))] == []


def test_no_test_is_outside_the_tiers() -> None:
    homes = tuple(f"tests/{tier}/" for tier in TIERS)
    names = [path.relative_to(ROOT).as_posix() for path in tracked_files() if path.match("test_*.py")]
    assert [name for name in names if not name.startswith(homes)] == []


@pytest.mark.parametrize("name", ["run", ".ci/run", "installer/lock.sh"])
@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit; it has run.cmd")
def test_entrances_are_executable(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


def test_no_file_names_a_place_outside_the_repository() -> None:
    private = re.compile(r"\.\./shared\b|(?<![\w.~-])/(root|home/\w+|work)/", re.ASCII)
    offenders = [
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.suffix not in BINARY
        and path != Path(__file__)
        and private.search(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []
