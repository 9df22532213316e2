"""Versions that nobody released, made of the one that is built: what a trial installs before it and after it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from installer import stage

ADDS = 'op.execute("CREATE TABLE trial (word TEXT)")'
LOSES = 'op.execute("DELETE FROM credentials")'

_STEP = """from alembic import op

revision = "9999_trial"
down_revision = "{before}"


def upgrade() -> None:
    {step}
"""
STEP = "9999_trial"


def next_number(number: str, by: int) -> str:
    """0.1.0 → 0.2.0 by 1."""
    major, minor, _ = map(int, number.split("."))
    return f"{major}.{minor + by}.0"


def renumbered(version: Path, root: Path, number: str) -> Path:
    """The same program under another number, in ``root/versions``."""
    made = root / "versions" / number
    shutil.copytree(version, made)
    _tell_number(made, number)
    stage.seal(made)
    return made


def with_step(version: Path, root: Path, number: str, step: str, *, before: str, compiler: Path) -> Path:
    """The same, whose schema has one more ``step`` after the one named ``before``."""
    made = renumbered(version, root, number)
    migrations = made / "app" / "models" / "migrations"
    history = migrations / "history.py"
    named = history.read_text("utf-8")
    assert f'"{before}",' in named
    history.write_text(named.replace(f'"{before}",', f'"{before}", "{STEP}",'), "utf-8")
    (migrations / "versions" / f"{STEP}.py").write_text(_STEP.format(before=before, step=step), "utf-8")
    stage.compile_code(compiler, made, "app/models/migrations")
    stage.seal(made)
    return made


def that_does_not_pass(version: Path, root: Path, number: str) -> Path:
    """A small program that says of itself that it does not run here."""
    made = root / "versions" / number
    shutil.copytree(version / "python", made / "python")
    (made / "app").mkdir()
    shutil.copyfile(version / "app" / "version.txt", made / "app" / "version.txt")
    _tell_number(made, number)
    said = {"passed": False, "steps": [{"title": "打开程序", "passed": False, "detail": "试用的，不能用"}]}
    (made / "app" / "main.py").write_text(f"print({json.dumps(said)!r})\n", "utf-8")
    return made


def _tell_number(version: Path, number: str) -> None:
    told = version / "app" / "version.txt"
    lines = told.read_text("utf-8").splitlines()
    told.write_text("\n".join([number, *lines[1:]]) + "\n", "utf-8")
