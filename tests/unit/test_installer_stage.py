"""What is laid into a package, and what is left out of it, without network and without an interpreter of its own."""

import ast
import subprocess
from pathlib import Path

import pytest

from installer import checksums, pruning, requirements, sources, stage
from installer.requirements import for_target
from installer.steps import BuildError
from installer.target import LINUX, OLD_LINUX, ROOT, WINDOWS
from tests.architecture.sources import PACKAGES, imported_modules, python_files


def _imported_by_the_program() -> set[str]:
    names = set()
    for path in python_files(*PACKAGES):
        for name, node in imported_modules(path):
            names.add(name)
            if isinstance(node, ast.ImportFrom):
                names.update(f"{name}.{one.name}" for one in node.names)
    return names


def test_every_part_of_qt_that_the_program_imports_is_kept_and_no_other() -> None:
    imported = {
        name.split(".")[1]
        for name in _imported_by_the_program()
        if name.startswith("PySide6.Qt") and name.split(".")[1] != "QtTest"
    }
    assert imported == set(pruning.QT_MODULES)
    for name in imported:
        assert pruning.is_kept(f"PySide6/{name}.abi3.so")
        assert pruning.is_kept(f"PySide6/Qt/lib/libQt6{name.removeprefix('Qt')}.so.6")
        assert pruning.is_kept(f"PySide6/{name}.pyd")
        assert pruning.is_kept(f"PySide6/Qt6{name.removeprefix('Qt')}.dll")


def test_no_module_that_the_program_imports_is_pruned() -> None:
    pruned = [
        name
        for name in sorted(_imported_by_the_program())
        if not name.startswith("PySide6")
        and not all(
            pruning.is_kept(f"{name.replace('.', '/')}{ending}")
            for ending in (".py", "/__init__.py", ".abi3.so")
        )
    ]
    assert pruned == []


def test_pruning_leaves_the_window_and_takes_the_designer(tmp_path: Path) -> None:
    kept = [
        "PySide6/QtWidgets.abi3.so",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "yaml/__init__.py",
        "yaml/LICENSE",
    ]
    dropped = [
        "PySide6/designer",
        "PySide6/Qt/qml/QtQuick/libqml.so",
        "bin/alembic",
        "yaml/__pycache__/x.pyc",
    ]
    for name in kept + dropped:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"1234")
    assert pruning.prune(tmp_path) == 4 * len(dropped)
    assert sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    ) == sorted(kept)
    assert not (tmp_path / "PySide6" / "Qt" / "qml").exists()


def test_windows_is_given_what_linux_is_not() -> None:
    locked = (ROOT / "requirements.txt").read_text("utf-8")
    windows, linux = for_target(WINDOWS, locked), for_target(LINUX, locked)
    assert "tzdata==" in windows
    assert "tzdata==" not in linux
    assert all("--hash=sha256:" in line and ";" not in line for line in windows.splitlines())
    assert {line.split("==")[0] for line in windows.splitlines()} >= {
        "sqlalchemy",
        "pyside6-essentials",
        "shiboken6",
    }


def test_an_older_qt_takes_the_place_of_the_newer() -> None:
    assert OLD_LINUX.overlay is not None
    text = for_target(
        OLD_LINUX, (ROOT / "requirements.txt").read_text("utf-8"), OLD_LINUX.overlay.read_text("utf-8")
    )
    versions = dict(line.split(" ")[0].split("==") for line in text.splitlines())
    assert versions["pyside6-essentials"] == versions["pyside6-addons"] == versions["shiboken6"] == "6.9.3"
    assert "pyside6-pdf" not in versions
    assert "sqlalchemy" in versions


@pytest.mark.parametrize(
    "line", ["requests", "requests==2.0", "requests==2.0 ; python_version < '3.12' --hash=sha256:00"]
)
def test_a_requirement_without_version_hash_or_known_condition_is_refused(line: str) -> None:
    with pytest.raises(BuildError):
        requirements.read(line)


def test_a_list_of_sums_finds_what_was_changed_added_and_taken(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.txt", "d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    listed = checksums.write(tmp_path)
    assert checksums.differences(tmp_path) == ()
    told = subprocess.run(
        ["sha256sum", "--check", "--quiet", listed.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    (tmp_path / "a.txt").write_text("other")
    (tmp_path / "d.txt").unlink()
    (tmp_path / "e.txt").write_text("new")
    (tmp_path / "f.deb.part").write_text("not yet")
    (tmp_path / "f.deb.tree.part").mkdir()
    (tmp_path / "f.deb.tree.part" / "control").write_text("what it is made from")
    assert checksums.differences(tmp_path) == ("a.txt", "d.txt", "e.txt")


def test_only_what_was_committed_is_laid(tmp_path: Path) -> None:
    repository, into = tmp_path / "repository", tmp_path / "into"
    repository.mkdir()
    into.mkdir()

    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", *arguments],
            cwd=repository,
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    (repository / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (repository / "main.py").write_text("committed")
    git("add", ".")
    git("commit", "-q", "-m", "One")
    (repository / "main.py").write_text("being worked on")
    (repository / "secret.db").write_text("not ours")
    sources.lay(into, repository, shipped=("main.py",))
    assert [path.name for path in into.iterdir()] == ["main.py"]
    assert (into / "main.py").read_text() == "committed"
    assert sources.version(repository) == "1.2.3"
    with pytest.raises(BuildError, match="克隆"):
        sources.version(tmp_path)


def test_everybody_may_read_a_package_and_its_times_are_the_commits(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir(mode=0o700)
    (tmp_path / "private" / "index").write_text("")
    (tmp_path / "private" / "index").chmod(0o600)
    (tmp_path / "program").write_text("")
    (tmp_path / "program").chmod(0o700)
    stage.settle(tmp_path)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.rglob("*")}
    assert modes == {"private": "0o755", "index": "0o644", "program": "0o755"}
    assert {path.stat().st_mtime for path in tmp_path.rglob("*")} == {sources.moment()}
