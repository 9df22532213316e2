"""Who may import whom."""

import ast
import subprocess
import sys

import pytest

from tests.architecture.sources import PACKAGES, PROGRAMS, ROOT, imported_modules, place, python_files, tree


def test_import_contracts_hold() -> None:
    linted = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("package", [name for name in PACKAGES if name != "ui"])
def test_below_the_window_nothing_imports_qt(package: str) -> None:
    offenders = [
        place(path, node)
        for path in python_files(package)
        if path.name != "main.py"
        for module, node in imported_modules(path)
        if module.split(".")[0] in {"PySide6", "shiboken6", "pytestqt"}
    ]
    assert offenders == []


def test_programs_do_not_import_tests() -> None:
    offenders = [
        place(path, node)
        for path in python_files(*PACKAGES, *PROGRAMS)
        for module, node in imported_modules(path)
        if module.split(".")[0] in {"tests", "conftest", "pytest"}
    ]
    assert offenders == []


def test_an_init_file_holds_a_docstring_and_nothing_else() -> None:
    offenders = [
        place(path, node)
        for path in python_files(*PACKAGES)
        if path.name == "__init__.py"
        for node in tree(path).body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    assert offenders == []
