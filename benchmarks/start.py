"""The window's start and its memory, beside a bare PySide6 window in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from benchmarks.hospital import NURSE, PATROL, PIN, answers_for, found_hospital, seal_as
from benchmarks.machine import conditions
from benchmarks.many_records import home_with
from benchmarks.measuring import Timed, by_turns, median_of
from benchmarks.options import Options
from benchmarks.result import Result
from forms.clock import SystemClock

ROOT = Path(__file__).resolve().parents[1]
RECORDS = 100_000


def first_paint(options: Options) -> Result:
    with tempfile.TemporaryDirectory(prefix="yian-bench-") as folder:
        return _start(
            options, _small_hospital(Path(folder)), "paint", "first_paint", "第一次画出窗口", budget=1.6
        )


def ready(options: Options) -> Result:
    with tempfile.TemporaryDirectory(prefix="yian-bench-") as folder:
        return _start(
            options,
            _small_hospital(Path(folder)),
            "ready",
            "ready",
            "全部可用：库已打开，同步和打印已载入，可以登录",
            budget=5.0,
        )


def today(options: Options) -> Result:
    return _start(
        options,
        home_with(RECORDS),
        "today",
        "today",
        "10 万条记录，今日的任务在屏幕上",
        budget=2.5,
        notes=(
            "Today belongs to a person: number and PIN are given the moment they are asked for, and checked.",
        ),
        records=RECORDS,
    )


def memory(options: Options) -> Result:
    with tempfile.TemporaryDirectory(prefix="yian-bench-") as folder:
        home = _small_hospital(Path(folder))
        figures: dict[str, list[float]] = {"window": [], "bare_window": []}
        for _ in range(options.runs):
            figures["window"].append(_run_window(home, "memory")["memory_mb"])
            figures["bare_window"].append(_run_bare()["memory_mb"])
    subject, floor = median_of(figures["window"]), median_of(figures["bare_window"])
    if not floor:
        raise RuntimeError("this system does not tell how much memory a process holds: no /proc/self/status")
    return Result(
        name="memory",
        title="登录一次、打印一份之后的内存",
        value=subject,
        unit="MB",
        floor=floor,
        ratios={"bare_window": subject / floor},
        budget={"bare_window": 3.0},
        conditions={**conditions(), "platform": "offscreen"},
        details={"window_mb": figures["window"], "bare_window_mb": figures["bare_window"]},
        notes=("Resident memory of the process, shared pages of Qt included on both sides.",),
    )


def _start(
    options: Options,
    home: Path,
    stage: str,
    name: str,
    title: str,
    *,
    budget: float,
    notes: tuple[str, ...] = (),
    **stated: int,
) -> Result:
    key = "first_paint" if stage == "paint" else stage
    seconds = by_turns(
        {
            "window": _since_start(lambda: _run_window(home, stage), key),
            "bare_window": _since_start(_run_bare, "first_paint"),
        },
        runs=options.runs * 2,
        warm_ups=2,
    )
    subject, floor = (median_of(seconds[kind]) * 1000 for kind in ("window", "bare_window"))
    return Result(
        name=name,
        title=title,
        value=subject,
        unit="ms",
        floor=floor,
        ratios={"bare_window": subject / floor},
        budget={"bare_window": budget},
        conditions={**conditions(), "platform": "offscreen", **stated},
        details={
            f"{kind}_ms": [round(value * 1000, 1) for value in values] for kind, values in seconds.items()
        },
        notes=("From the start of the process until the event loop has painted.", *notes),
    )


def _since_start(run: object, key: str) -> Timed:
    def timed() -> float:
        begin = time.monotonic_ns()
        told: Mapping[str, float] = run()  # type: ignore[operator]
        return (told[key] - begin) / 1e9

    return timed


def _run_window(home: Path, stage: str) -> Mapping[str, float]:
    code = "from benchmarks.probes.window import run; run()"
    return _run([sys.executable, "-c", code, str(home), stage, NURSE, PIN])


def _run_bare() -> Mapping[str, float]:
    return _run([sys.executable, "-c", "import benchmarks.probes.bare_window"])


def _run(command: list[str]) -> Mapping[str, float]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(_compiled())}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _small_hospital(home: Path) -> Path:
    with closing(found_hospital(home, SystemClock())) as store:
        form = store.catalog.latest(PATROL)
        seal_as(store, NURSE, form, answers_for(store, form, places=12))
    return home


def _compiled() -> Path:
    """Where both sides keep compiled modules, as an installed program has them; filled by the warm-ups."""
    return Path(tempfile.gettempdir()) / "yian-bench" / "compiled"
