"""A hospital's outbox delivered to a county on PostgreSQL, beside bare inserts of the same bytes there."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg
from sqlalchemy import select

from benchmarks.county_server import CountyServer, county_server, postgres
from benchmarks.machine import conditions
from benchmarks.many_records import lay_out
from benchmarks.measuring import median_of
from benchmarks.options import Options
from benchmarks.result import Result
from forms.clock import SystemClock
from models.store import Store
from models.tables.sealed import SealedObject
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.transport import HttpTransport

RECORDS = 1000  # about two objects each: the revision, a later signature
BATCH = 200


def measure(options: Options) -> Result:
    with tempfile.TemporaryDirectory(prefix="yian-bench-") as name:
        folder = Path(name)
        with postgres(folder / "pg") as database_url, psycopg.connect(database_url) as bare:
            bare.execute(
                "CREATE TABLE bare (facility text, object_id text, sealed bytea, PRIMARY KEY (facility, object_id))"
            )
            bare.commit()
            settings = {
                name: _shown(bare, name) for name in ("server_version", "fsync", "synchronous_commit")
            }
            with county_server(database_url) as server:
                passes, inserts, objects = _by_turns(folder, server, bare, options.runs + 1)
    passes, inserts = passes[1:], inserts[1:]
    rate, floor = median_of(passes), median_of(inserts)
    return Result(
        name="push",
        title="送到县里：签名、回执、订阅都在，写进 PostgreSQL 才算",
        value=rate,
        unit="objects/s",
        floor=floor,
        ratios={"executemany_200_per_commit": rate / floor},
        budget={"executemany_200_per_commit": 0.3},
        at_least=True,
        conditions={**conditions(), **{f"postgresql {name}": value for name, value in settings.items()}},
        details={
            "objects_per_run": objects,
            "passes_objects_per_s": [round(value) for value in passes],
            "bare_objects_per_s": [round(value) for value in inserts],
        },
        notes=(
            "A whole pass of the program: reading the outbox, HTTP, the county's checks, one signature per batch, "
            "receipts kept here. The floor inserts id and bytes.",
        ),
    )


def _by_turns(
    folder: Path, server: CountyServer, bare: psycopg.Connection[tuple[object, ...]], turns: int
) -> tuple[list[float], list[float], int]:
    """Objects per second of each pass and of the same objects inserted bare, one after the other."""
    passes, inserts, sent = [], [], 0
    for turn in range(turns):
        home = folder / f"hospital-{turn}"
        lay_out(home, RECORDS, until=datetime.now(UTC), waiting=None)
        with closing(Store.open(home, clock=SystemClock())) as store:
            enrol(store, server_url=server.url, code=server.code_for(f"示范县第{turn + 1}卫生院"))
            start = time.perf_counter()
            with closing(HttpTransport(server.url)) as transport:
                report = run_pass(store, transport=transport, clock=store.clock, random=Random(turn))
            seconds = time.perf_counter() - start
            if report.left:
                raise RuntimeError(
                    f"{report.left} of {report.sent + report.left} not delivered: {report.reason}"
                )
            sent = report.sent
            passes.append(sent / seconds)
            objects = _objects(store)
        inserts.append(len(objects) / _insert(bare, f"hospital-{turn}", objects))
    return passes, inserts, sent


def _objects(store: Store) -> list[tuple[str, bytes]]:
    with store.read() as session:
        found = session.execute(select(SealedObject.object_id, SealedObject.bytes))
        return [(object_id, data) for object_id, data in found]


def _insert(
    bare: psycopg.Connection[tuple[object, ...]], facility: str, objects: Sequence[tuple[str, bytes]]
) -> float:
    start = time.perf_counter()
    with bare.cursor() as cursor:
        for at in range(0, len(objects), BATCH):
            rows = [(facility, object_id, data) for object_id, data in objects[at : at + BATCH]]
            cursor.executemany("INSERT INTO bare VALUES (%s, %s, %s)", rows)
            bare.commit()
    return time.perf_counter() - start


def _shown(bare: psycopg.Connection[tuple[object, ...]], name: str) -> str:
    row = bare.execute(f"SHOW {name}").fetchone()
    return str(row[0]) if row else ""
