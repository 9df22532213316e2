"""Takes one guard after another out of a copy of the program: the tests named for it must fail each time."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from random import Random

from tools.campaign.guard import Guard
from tools.campaign.guards import GUARDS
from tools.campaign.trial import Told, Trial

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = len(GUARDS)
SIDE_BY_SIDE = 2
_PATIENCE_S = 240  # a mutant that waits longer is noticed by whoever waits
_LEFT_OUT = ("docs/screens/", "docs/verbs/", "installer/")
_FAILED, _PASSED, _NONE_CHOSEN = 1, 0, 5  # what pytest ends with


def run(seed: int, rounds: int, told: Told) -> Trial:
    """So many guards, chosen by the seed; all of them if there are no more. A fault is a guard that nobody missed."""
    return try_out(Random(seed).sample(GUARDS, min(rounds, len(GUARDS))), seed, told)


def try_out(guards: Sequence[Guard], seed: int, told: Told) -> Trial:
    faults = [fault for guard in guards if (fault := rotten(guard))]
    whole = [guard for guard in guards if not rotten(guard)]
    with tempfile.TemporaryDirectory(prefix="yian-mutate-") as name:
        copies = _copies(Path(name), min(SIDE_BY_SIDE, len(whole) // 4 + 1))
        faults += _untouched(copies[0], whole)
        free: Queue[Path] = Queue()
        for copy in copies:
            free.put(copy)
        with ThreadPoolExecutor(len(copies)) as pool:
            for done, fault in enumerate(pool.map(lambda guard: _try_without(guard, free), whole), start=1):
                told(done, len(whole))
                if fault:
                    faults.append(fault)
    figures = {"guards": len(guards), "missed by no test": len(faults)}
    return Trial(kind="mutate", seed=seed, trials=len(guards), faults=tuple(faults), figures=figures)


def rotten(guard: Guard) -> str | None:
    """Why this guard can't be taken out any more: its text is not there exactly once, or a test is gone."""
    path = ROOT / guard.file
    if not path.is_file():
        return f"{guard.name}: {guard.file} is gone"
    text = path.read_text(encoding="utf-8")
    for find, _ in guard.edits:
        if (times := text.count(find)) != 1:
            return f"{guard.name}: {find!r} stands {times} times in {guard.file}"
    try:
        ast.parse(_without(guard, text))
    except SyntaxError as error:
        return f"{guard.name}: {guard.file} is no program without it: {error}"
    for test in guard.tests:
        file, _, name = test.partition("::")
        if not (ROOT / file).is_file() or f"def {name.partition('[')[0]}(" not in (ROOT / file).read_text(
            "utf-8"
        ):
            return f"{guard.name}: {test} is gone"
    return None


def _without(guard: Guard, text: str) -> str:
    for find, replacement in guard.edits:
        text = text.replace(find, replacement)
    return text


def _copies(folder: Path, count: int) -> list[Path]:
    """The tree as it is now, with its compiled modules: of a changed file Python sees that it is another."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    files = [ROOT / name for name in listed.split("\0") if name and not name.startswith(_LEFT_OUT)]
    files += [made for folder in {file.parent for file in files} for made in folder.glob("__pycache__/*.pyc")]
    copies = [folder / f"{number}" for number in range(count)]
    for copy in copies:
        for file in filter(Path.is_file, files):
            target = copy / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, target)
    return copies


def _untouched(copy: Path, guards: Sequence[Guard]) -> list[str]:
    """All the tests pass while nothing is taken out: else their failing would say nothing."""
    status = _pytest(copy, sorted({test for guard in guards for test in guard.tests}))
    return [] if status == _PASSED else [f"the tests end with {status} while every guard is in place"]


def _try_without(guard: Guard, free: Queue[Path]) -> str | None:
    copy = free.get()
    path = copy / guard.file
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(_without(guard, text), encoding="utf-8")
        for test in guard.tests:
            status = _pytest(copy, [test])
            if status == _PASSED:
                return f"{guard.name}: {test} passes without it"
            if status != _FAILED:
                return f"{guard.name}: {test} ends with {status}"
    finally:
        path.write_text(text, encoding="utf-8")
        free.put(copy)
    return None


def _pytest(copy: Path, tests: Sequence[str]) -> int:
    """Its status, on SQLite where a test runs on both databases; a run without end counts as failed."""
    status = _run(copy, ["-m", "not postgres", *tests])
    return _run(copy, tests) if status == _NONE_CHOSEN else status


def _run(copy: Path, words: Sequence[str]) -> int:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "YIAN_"))}
    environment = {
        **kept,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *words]
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return _FAILED
    return done.returncode
