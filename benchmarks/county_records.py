"""A county with the revisions of many hospitals: real bytes, real receipts, the rows that intake would write.

A test lets the county take the same objects in by itself and compares the tables.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, insert, select, update

from benchmarks.families import Repetition, Row
from benchmarks.many_records import MODELS_AGE, Families, history, read_families
from benchmarks.models_of_records import seal_models
from forms.clock import FixedClock, from_text, to_text
from forms.ledgers.hazard import OVER
from server.tables.contents import HazardRow, RevisionRow, SignatureRow
from server.tables.county import CountyKey, CountyState
from server.tables.facilities import Facility
from server.tables.metadata import CountyTable
from server.tables.objects import Operation, ReceiptBatch, StoredObject
from sync.wire.receipt import Leaf, sign_batch

HOSPITALS = 25  # of one county
BATCH = 200  # objects under one receipt
_FLUSH = 4000  # objects
TABLES: tuple[type[CountyTable], ...] = (
    ReceiptBatch,
    StoredObject,
    Operation,
    RevisionRow,
    SignatureRow,
    HazardRow,
)


@dataclass(slots=True, kw_only=True)
class Hospital:
    facility_id: str
    device_id: str
    last_seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """With what the county signs."""

    key: Ed25519PrivateKey
    epoch: str


@dataclass(slots=True)
class Rows:
    """By table, what is not yet written."""

    by_table: dict[type[CountyTable], list[dict[str, Any]]] = field(
        default_factory=lambda: {table: [] for table in TABLES}
    )

    def add(self, table: type[CountyTable], **values: Any) -> None:
        self.by_table[table].append(values)


def models(home: Path, *, until: datetime) -> Families:
    """One of each kind of record, sealed in a hospital of its own in ``home``."""
    day = datetime.combine((until - MODELS_AGE).date(), time(2), UTC)
    weighted = seal_models(home, FixedClock(day))
    with closing(sqlite3.connect(home / "yian.db")) as connection:
        return read_families(connection, weighted)


def fill(
    engine: Engine, families: Families, revisions: int, *, until: datetime, first: Hospital | None
) -> int:
    """About so many revisions, evenly over the county's hospitals, ``first`` among them; how many there are."""
    with engine.begin() as connection:
        keys = connection.execute(select(CountyKey.private_key).order_by(CountyKey.created_at.desc()))
        key = Ed25519PrivateKey.from_private_bytes(keys.scalars().first() or b"")
        seal = Seal(key=key, epoch=connection.execute(select(CountyState.epoch)).scalar_one())
    written = 0
    for number in range(HOSPITALS):
        hospital = first if first is not None and number == 0 else _new_hospital(engine, number, until)
        repetitions = history(
            families, revisions // HOSPITALS, until=until, facility=hospital.facility_id, seed=number
        )
        written += _fill_one(engine, seal, hospital, repetitions)
    return written


def _new_hospital(engine: Engine, number: int, now: datetime) -> Hospital:
    chance = Random(number)
    facility_id, device_id, register_id = (str(uuid.UUID(int=chance.getrandbits(128))) for _ in range(3))
    with engine.begin() as connection:
        connection.execute(
            insert(Facility).values(
                register_id=register_id,
                name=f"示范县第 {number + 1} 卫生院",
                facility_id=facility_id,
                level="township",
                created_at=to_text(now),
                last_seq=0,
            )
        )
    return Hospital(facility_id=facility_id, device_id=device_id)


def _fill_one(engine: Engine, seal: Seal, hospital: Hospital, repetitions: Iterable[Repetition]) -> int:
    rows, pending, written, last = Rows(), [], 0, ""
    for number, found in enumerate(_objects(repetitions), start=1):
        pending.append(found)
        if len(pending) == BATCH:
            last = _receive(rows, seal, hospital, pending)
            pending = []
        if number % _FLUSH == 0:
            written += _write(engine, rows)
    if pending:
        last = _receive(rows, seal, hospital, pending)
    written += _write(engine, rows)
    with engine.begin() as connection:
        connection.execute(
            update(Facility)
            .where(Facility.facility_id == hospital.facility_id)
            .values(last_seq=hospital.last_seq, last_received_at=last)
        )
    return written


@dataclass(frozen=True, slots=True, kw_only=True)
class _Object:
    row: Row
    sealed: bytes
    record: Row | None  # of a revision: its line in the hospital's list
    hazards: Sequence[Row]  # that came with it


def _objects(repetitions: Iterable[Repetition]) -> Iterator[_Object]:
    for repetition in repetitions:
        records = {row["rev_id"]: row for row in repetition.rows["p_records"]}
        hazards = {row["rev_id"]: row for row in repetition.rows["p_hazards"]}
        for row in repetition.rows["sealed_objects"]:
            object_id = str(row["object_id"])
            found = hazards.get(object_id)
            yield _Object(
                row=row,
                sealed=repetition.sealed[object_id],
                record=records.get(object_id),
                hazards=[found] if found else [],
            )


def _receive(rows: Rows, seal: Seal, hospital: Hospital, objects: Sequence[_Object]) -> str:
    """One batch as intake and the projections write it; when it was received."""
    facility_id = hospital.facility_id
    received_at = to_text(from_text(str(objects[-1].row["stored_at"])) + timedelta(minutes=5))
    receipts = sign_batch(
        [
            Leaf(
                facility_id=facility_id,
                object_id=str(one.row["object_id"]),
                server_seq=server_seq,
                received_at=received_at,
                epoch=seal.epoch,
            )
            for server_seq, one in enumerate(objects, start=hospital.last_seq + 1)
        ],
        seal.key,
    )
    batch_id = str(uuid.uuid4())
    rows.add(
        ReceiptBatch,
        facility_id=facility_id,
        batch_id=batch_id,
        epoch=seal.epoch,
        received_at=received_at,
        key_id=receipts[0].key_id,
        signature=receipts[0].signature,
    )
    for one, receipt in zip(objects, receipts, strict=True):
        hospital.last_seq += 1
        rows.add(
            StoredObject,
            facility_id=facility_id,
            object_id=one.row["object_id"],
            kind=one.row["kind"],
            sealed=one.sealed,
            server_seq=hospital.last_seq,
            standing="stored",
            problem="",
            device_id=hospital.device_id,
            batch_id=batch_id,
            path=" ".join(receipt.path),
        )
        rows.add(
            Operation,
            facility_id=facility_id,
            device_id=hospital.device_id,
            incarnation="laid out",
            op_seq=hospital.last_seq,
            op_id=str(uuid.uuid4()),
            object_id=one.row["object_id"],
        )
        _content(rows, facility_id, one, hospital.last_seq, received_at)
    return received_at


def _content(rows: Rows, facility_id: str, one: _Object, server_seq: int, received_at: str) -> None:
    if one.record is None:
        rows.add(
            SignatureRow, facility_id=facility_id, object_id=one.row["object_id"], signs=one.row["signs"]
        )
        return
    same = ("record_id", "form_id", "form_version", "subject", "department", "author_name")
    rows.add(
        RevisionRow,
        facility_id=facility_id,
        rev_id=one.row["object_id"],
        server_seq=server_seq,
        received_at=received_at,
        is_correction=False,
        is_void=False,
        **{name: one.record[name] for name in (*same, "claimed_at", "timeliness", "serial")},
    )
    for hazard in one.hazards:
        rows.add(
            HazardRow,
            facility_id=facility_id,
            hazard_id=hazard["hazard_id"],
            record_id=hazard["record_id"],
            state=hazard["state"],
            is_open=hazard["state"] not in OVER,
            level=hazard["level"],
            is_supervised=bool(hazard["supervised"]),
            text=hazard["title"],
            place=hazard["place"],
            owner=hazard["owner"],
            found_at=hazard["found_at"],
            due_at=hazard["due"],
        )


def _write(engine: Engine, rows: Rows) -> int:
    """How many revisions were among them."""
    revisions = len(rows.by_table[RevisionRow])
    with engine.begin() as connection:
        for table, values in rows.by_table.items():
            if values:
                connection.execute(insert(table), values)
                values.clear()
    return revisions
