"""The repository's own files, as the tests of its rules read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("forms", "models", "sync", "server", "cli", "ui")
PROGRAMS = ("tools", "benchmarks", "installer")
IGNORED = {".git", ".venv", "__pycache__", "build", "dist", "node_modules"}


def python_files(*tops: str) -> list[Path]:
    """Python files under the given top-level names, and `main.py`."""
    found = [
        path
        for top in tops
        for path in sorted((ROOT / top).rglob("*.py"))
        if not IGNORED.intersection(path.relative_to(ROOT).parts)
    ]
    return [*found, *sorted(ROOT.glob("main.py"))]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def called_name(call: ast.Call) -> str:
    """The last part of what is called: `commit` for `self.session.commit()`."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def imported_modules(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node) for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module, node
            case _:
                pass


def tracked_files() -> list[Path]:
    """What a clone would hold: tracked files, and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]
