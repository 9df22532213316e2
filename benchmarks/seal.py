"""Sealing a patrol of 24 places, beside raw commits of the same bytes in a file with the same pragmas."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.hospital import NURSE, PATROL, answers_for, found_hospital, seal_as
from benchmarks.machine import conditions
from benchmarks.measuring import by_turns, median_of, percentile
from benchmarks.options import Options
from benchmarks.raw_commits import raw_file
from benchmarks.result import Plain, Result
from forms.clock import SystemClock
from models.store import Store
from models.tables.sealed import SealedObject

ROUNDS = 200  # per run: a 99th percentile wants hundreds


def measure(options: Options) -> Result:
    with tempfile.TemporaryDirectory(prefix="yian-bench-") as folder:
        store = found_hospital(Path(folder) / "home", SystemClock())
        with closing(store), closing(raw_file(Path(folder) / "raw.db", store.plan)) as raw:
            return _measure(store, raw, options)


def _measure(store: Store, raw: sqlite3.Connection, options: Options) -> Result:
    form = store.catalog.latest(PATROL)
    answers = answers_for(store, form)
    sealed_bytes = _bytes_of(store, seal_as(store, NURSE, form, answers).rev_id)
    cpu = {"seal": 0.0, "raw_commit": 0.0}

    def seal_one() -> float:
        start, cpu_start = time.perf_counter(), time.process_time()
        seal_as(store, NURSE, form, answers)
        cpu["seal"] += time.process_time() - cpu_start
        return time.perf_counter() - start

    def commit_one() -> float:
        start, cpu_start = time.perf_counter(), time.process_time()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO objects (bytes) VALUES (?)", (sealed_bytes,))
        raw.execute("COMMIT")
        cpu["raw_commit"] += time.process_time() - cpu_start
        return time.perf_counter() - start

    rounds = ROUNDS * options.runs // 5
    seconds = by_turns({"seal": seal_one, "raw_commit": commit_one}, runs=rounds, warm_ups=10)
    p50 = {name: median_of(values) * 1000 for name, values in seconds.items()}
    p99 = {name: percentile(values, 0.99) * 1000 for name, values in seconds.items()}
    details: dict[str, Plain] = {
        "rounds": rounds,
        "bytes": len(sealed_bytes),
        "seal_p50_ms": round(p50["seal"], 3),
        "seal_p99_ms": round(p99["seal"], 3),
        "raw_commit_p50_ms": round(p50["raw_commit"], 3),
        "raw_commit_p99_ms": round(p99["raw_commit"], 3),
        "seal_cpu_ms": round(cpu["seal"] * 1000 / (rounds + 10), 3),
        "raw_commit_cpu_ms": round(cpu["raw_commit"] * 1000 / (rounds + 10), 3),
    }
    return Result(
        name="seal",
        title="封存：记录、待报、审计、推算表、黑匣子",
        value=p50["seal"],
        unit="ms",
        floor=p50["raw_commit"],
        ratios={
            "raw_commit_p50": p50["seal"] / p50["raw_commit"],
            "raw_commit_p99": p99["seal"] / p99["raw_commit"],
        },
        budget={"raw_commit_p50": 2.5, "raw_commit_p99": 3.0},
        conditions=conditions(),
        details=details,
        notes=("PIN checking, slow on purpose, is outside: the proof of it is given.",),
    )


def _bytes_of(store: Store, rev_id: str) -> bytes:
    with store.read() as session:
        return session.get_one(SealedObject, rev_id).bytes
