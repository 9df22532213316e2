"""Takes one guard after another out of a copy of the program: the tests named for it must fail each time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from random import Random

from tools.campaign.guards import GUARDS, Guard
from tools.campaign.trial import Told, Trial

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = len(GUARDS)
SIDE_BY_SIDE = 2
_PATIENCE_S = 240  # a mutant that waits longer is noticed by whoever waits
_LEFT_OUT = ("docs/screens/", "docs/verbs/", "installer/")
_FAILED, _PASSED = 1, 0  # what pytest ends with


def run(seed: int, rounds: int, told: Told) -> Trial:
    """So many guards, chosen by the seed; all of them if there are no more. A fault is a guard that nobody missed."""
    chosen = Random(seed).sample(GUARDS, min(rounds, len(GUARDS)))
    faults = [fault for guard in chosen if (fault := rotten(guard))]
    whole = [guard for guard in chosen if not rotten(guard)]
    with tempfile.TemporaryDirectory(prefix="yian-mutate-") as name, _copies(Path(name)) as copies:
        faults += _untouched(copies[0], whole)
        free: Queue[Path] = Queue()
        for copy in copies:
            free.put(copy)
        done = 0
        with ThreadPoolExecutor(len(copies)) as pool:
            for fault in pool.map(lambda guard: _try_without(guard, free), whole):
                done += 1
                told(done, len(whole))
                if fault:
                    faults.append(fault)
    figures = {"guards": len(chosen), "missed by no test": len(faults)}
    return Trial(kind="mutate", seed=seed, trials=len(chosen), faults=tuple(faults), figures=figures)


def rotten(guard: Guard) -> str | None:
    """Why this guard can't be taken out any more: its text is not there exactly once, or a test is gone."""
    path = ROOT / guard.file
    if not path.is_file():
        return f"{guard.name}: {guard.file} is gone"
    text = path.read_text(encoding="utf-8")
    for find, _ in guard.edits:
        if (times := text.count(find)) != 1:
            return f"{guard.name}: {find!r} stands {times} times in {guard.file}"
    for test in guard.tests:
        file, _, name = test.partition("::")
        if not (ROOT / file).is_file() or f"def {name.partition('[')[0]}(" not in (ROOT / file).read_text(
            "utf-8"
        ):
            return f"{guard.name}: {test} is gone"
    return None


@contextmanager
def _copies(folder: Path) -> Iterator[list[Path]]:
    """Copies of the tree as it is now, compiled so that a changed file is noticed by its content."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    names = [name for name in listed.split("\0") if name and not name.startswith(_LEFT_OUT)]
    copies = [folder / f"{number}" for number in range(SIDE_BY_SIDE)]
    for copy in copies:
        for name in names:
            if (ROOT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, copy / name)
        packages = ["forms", "models", "sync", "server", "cli", "tools", "tests"]
        compiling = [
            sys.executable,
            "-m",
            "compileall",
            "-q",
            "--invalidation-mode",
            "checked-hash",
            *packages,
        ]
        subprocess.run(compiling, cwd=copy, capture_output=True, check=False)
    yield copies


def _untouched(copy: Path, guards: Sequence[Guard]) -> list[str]:
    """All the tests pass while nothing is taken out: else their failing would say nothing."""
    status = _pytest(copy, sorted({test for guard in guards for test in guard.tests}))
    return [] if status == _PASSED else [f"the tests end with {status} while every guard is in place"]


def _try_without(guard: Guard, free: Queue[Path]) -> str | None:
    copy = free.get()
    path = copy / guard.file
    text = path.read_text(encoding="utf-8")
    try:
        changed = text
        for find, replacement in guard.edits:
            changed = changed.replace(find, replacement)
        path.write_text(changed, encoding="utf-8")
        if path.suffix == ".py":
            compile(changed, guard.file, "exec")
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
    """Its status; a run without end counts as failed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "YIAN_"))}
    environment = {
        **kept,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }
    words = ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not postgres", *tests]
    try:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=copy,
            env=environment,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _FAILED
    return done.returncode
