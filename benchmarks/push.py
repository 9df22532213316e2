"""A hospital's outbox delivered to a county on PostgreSQL, beside bare inserts of the same bytes there."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg
from sqlalchemy import func, select, update

from benchmarks.county_server import CountyServer, county_server, postgres
from benchmarks.machine import conditions
from benchmarks.many_records import lay_out
from benchmarks.measuring import median_of
from benchmarks.options import Options
from benchmarks.relay import relay_to
from benchmarks.result import Limit, Result
from forms.clock import SystemClock
from models.store import Store
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from sync.engine import Progress, run_pass
from sync.enrolment import enrol
from sync.transport import HttpTransport

RECORDS = 1000  # about two objects each: the revision, a later signature
BATCH = 200
Bare = psycopg.Connection[tuple[object, ...]]


@dataclass(slots=True)
class Delivery:
    """One pass: until the last receipt was kept here, and until the pass was over."""

    objects: int
    delivered_s: float
    pass_s: float

    @property
    def rate(self) -> float:
        return self.objects / self.delivered_s


@dataclass(slots=True)
class Turns:
    first: list[float] = field(default_factory=list)  # objects per second
    again: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    same_rows: list[float] = field(default_factory=list)
    objects: int = 0

    def counted(self) -> Turns:
        """Without the warm-up."""
        return Turns(
            first=self.first[1:],
            again=self.again[1:],
            whole=self.whole[1:],
            bare=self.bare[1:],
            same_rows=self.same_rows[1:],
            objects=self.objects,
        )


def measure(options: Options) -> Result:
    with tempfile.TemporaryDirectory(prefix="yian-bench-") as name:
        folder = Path(name)
        with postgres(folder / "pg") as database_url, psycopg.connect(database_url) as bare:
            _make_bare_tables(bare)
            settings = {
                name: _shown(bare, name) for name in ("server_version", "fsync", "synchronous_commit")
            }
            with county_server(database_url) as server:
                turns = _by_turns(folder, server, bare, options.runs + 1).counted()
                wire, raw = _count_bytes(folder / "counted", server)
    rate, floor = median_of(turns.first), median_of(turns.bare)
    again = median_of([second / first for first, second in zip(turns.first, turns.again, strict=True)])
    return Result(
        name="push",
        title="送到县里：签名、回执、订阅都在，写进 PostgreSQL 才算",
        value=rate,
        unit="objects/s",
        floor=floor,
        ratios={
            "executemany_200_per_commit": rate / floor,
            "sent_again_to_first": again,
            "executemany of the rows that the county keeps": rate / median_of(turns.same_rows),
        },
        budget={"executemany_200_per_commit": 0.3, "sent_again_to_first": 0.8},
        at_least=True,
        limits={"bytes on the wire": Limit(value=wire / raw, at_most=0.45, unit="× sealed bytes")},
        conditions={**conditions(), **{f"postgresql {name}": value for name, value in settings.items()}},
        details={
            "objects_per_run": turns.objects,
            "first_objects_per_s": [round(value) for value in turns.first],
            "again_objects_per_s": [round(value) for value in turns.again],
            "whole_pass_objects_per_s": [round(value) for value in turns.whole],
            "bare_objects_per_s": [round(value) for value in turns.bare],
            "same_rows_objects_per_s": [round(value) for value in turns.same_rows],
            "wire_bytes_per_object": round(wire / turns.objects),
            "sealed_bytes_per_object": round(raw / turns.objects),
        },
        notes=(
            "Until the last receipt is kept here: reading the outbox, HTTP, the county's checks and public rules, one "
            "signature per batch, three rows per object. The floor inserts id and bytes. The whole pass also reads "
            "the feed back.",
            "Sent again: all receipts forgotten here, the same objects once more; the county answers that it knows them.",
            "Bytes are counted by a relay between the two, requests and answers with their HTTP heads, until the "
            "last receipt.",
        ),
    )


def _by_turns(folder: Path, server: CountyServer, bare: Bare, count: int) -> Turns:
    """Objects per second of a delivery, the same once more, and the same bytes inserted bare, by turns."""
    turns = Turns()
    for turn in range(count):
        home = folder / f"hospital-{turn}"
        lay_out(home, RECORDS, until=datetime.now(UTC), waiting=None)
        with closing(Store.open(home, clock=SystemClock())) as store:
            enrol(store, server_url=server.url, code=server.code_for(f"示范县第{turn + 1}卫生院"))
            first = _deliver(store, server.url)
            rows = _rows_at_county(bare)
            _forget_receipts(store)
            again = _deliver(store, server.url)
            if (again.objects, _rows_at_county(bare)) != (first.objects, rows):
                raise RuntimeError("what was sent again is there twice, or not at all")
            objects = _objects(store)
        turns.objects = first.objects
        turns.first.append(first.rate)
        turns.again.append(again.rate)
        turns.whole.append(first.objects / first.pass_s)
        turns.bare.append(len(objects) / insert_bare(bare, [(home.name, *one) for one in objects]))
        turns.same_rows.append(len(objects) / _insert_same_rows(bare, f"hospital-{turn}", objects))
    return turns


def _deliver(store: Store, url: str) -> Delivery:
    start = time.perf_counter()
    marks = [(0, start)]

    def note(progress: Progress) -> None:
        if progress.sent > marks[-1][0]:
            marks.append((progress.sent, time.perf_counter()))

    with closing(HttpTransport(url)) as transport:
        report = run_pass(store, transport=transport, clock=store.clock, random=Random(1), on_progress=note)
    if report.left:
        raise RuntimeError(f"{report.left} of {report.sent + report.left} not delivered: {report.reason}")
    end = time.perf_counter()
    return Delivery(objects=report.sent, delivered_s=marks[-1][1] - start, pass_s=end - start)


def _forget_receipts(store: Store) -> None:
    with store.write() as session:
        session.execute(update(OutboxRow).values(delivery="pending", receipt=None, server_seq=None))


def _count_bytes(home: Path, server: CountyServer) -> tuple[int, int]:
    """Bytes on the wire until everything is delivered, and sealed bytes."""
    lay_out(home, RECORDS, until=datetime.now(UTC), waiting=None)
    with closing(Store.open(home, clock=SystemClock())) as store, relay_to(server.url) as counted:
        enrol(store, server_url=server.url, code=server.code_for("示范县中心卫生院"))
        marks = [(0, 0)]

        def note(progress: Progress) -> None:
            if progress.sent > marks[-1][0]:
                marks.append((progress.sent, counted.both))

        with closing(HttpTransport(counted.url)) as transport:
            run_pass(store, transport=transport, clock=store.clock, random=Random(1), on_progress=note)
        with store.read() as session:
            raw = session.scalar(select(func.sum(func.length(SealedObject.bytes)))) or 0
    return marks[-1][1], raw


def _objects(store: Store) -> list[tuple[str, bytes]]:
    with store.read() as session:
        found = session.execute(select(SealedObject.object_id, SealedObject.bytes))
        return [(object_id, data) for object_id, data in found]


def _make_bare_tables(bare: Bare) -> None:
    key = "facility text, object_id text, {}, PRIMARY KEY (facility, object_id)"
    bare.execute(f"CREATE TABLE bare ({key.format('sealed bytea')})")
    bare.execute(f"CREATE TABLE bare_objects ({key.format('sealed bytea')})")
    for name in ("bare_operations", "bare_contents"):
        bare.execute(f"CREATE TABLE {name} ({key.format('said text')})")
    bare.commit()


def insert_bare(bare: Bare, rows: Sequence[tuple[str, str, bytes]]) -> float:
    """Seconds for hospital, id and bytes of each, 200 per commit."""
    start = time.perf_counter()
    with bare.cursor() as cursor:
        for at in range(0, len(rows), BATCH):
            cursor.executemany("INSERT INTO bare VALUES (%s, %s, %s)", rows[at : at + BATCH])
            bare.commit()
    return time.perf_counter() - start


def _insert_same_rows(bare: Bare, facility: str, objects: Sequence[tuple[str, bytes]]) -> float:
    """As many rows as the county writes for them: the bytes, the operation, what the object says."""
    start = time.perf_counter()
    with bare.cursor() as cursor:
        for at in range(0, len(objects), BATCH):
            batch = objects[at : at + BATCH]
            rows = [(facility, object_id, data) for object_id, data in batch]
            said = [(facility, object_id, "x" * 120) for object_id, _ in batch]
            cursor.executemany("INSERT INTO bare_objects VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", rows)
            for name in ("bare_operations", "bare_contents"):
                cursor.executemany(f"INSERT INTO {name} VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", said)
            bare.commit()
    return time.perf_counter() - start


def _rows_at_county(bare: Bare) -> object:
    row = bare.execute("SELECT count(*) FROM objects").fetchone()
    bare.commit()
    return row[0] if row else 0


def _shown(bare: Bare, name: str) -> str:
    row = bare.execute(f"SHOW {name}").fetchone()
    return str(row[0]) if row else ""
