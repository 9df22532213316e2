"""Computers of many hospitals, each with the records of a week that nobody has received yet."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import UUID, uuid5

from benchmarks.families import Repetition
from benchmarks.many_records import MODELS_AGE, Families, history, read_families
from benchmarks.models_of_records import seal_models
from forms.clock import FixedClock, to_text
from models.tables.outbox import OutboxRow
from models.workflow import queueing

_NAMES = UUID("6f1d0d5e-6f57-4c0e-9d5c-3c1b2d5f7a10")


@dataclass(frozen=True, slots=True)
class Template:
    """A hospital that is set up and has sealed one of each."""

    home: Path
    families: Families


def make_template(home: Path, *, until: datetime) -> Template:
    day = datetime.combine((until - MODELS_AGE).date(), time(2), UTC)
    weighted = seal_models(home, FixedClock(day))
    with closing(sqlite3.connect(home / "yian.db", isolation_level=None)) as connection:
        return Template(home, read_families(connection, weighted))


def lay_out_week(template: Template, home: Path, number: int, records: int, *, until: datetime) -> int:
    """A computer of hospital ``number`` with so many records of its own; how many objects wait.

    The store holds them, their operations and the settings; it has no lists of them, which sending does not read.
    """
    shutil.copytree(template.home, home, ignore=shutil.ignore_patterns("blackbox", "backups", "ballast"))
    facility = str(uuid5(_NAMES, f"{number}"))
    with closing(sqlite3.connect(home / "yian.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _begin_anew(connection, facility)
        week = history(template.families, records, until=until, facility=facility, seed=number)
        waiting = _put(connection, week)
        connection.execute("COMMIT")
    return waiting


def _begin_anew(connection: sqlite3.Connection, facility: str) -> None:
    """Another hospital's id, and nothing sealed; the triggers that forbid it are put back."""
    text = connection.execute("SELECT value FROM settings WHERE name = 'installation'").fetchone()[0]
    changed = json.dumps({**json.loads(text), "facility_id": facility}, ensure_ascii=False)
    connection.execute("UPDATE settings SET value = ? WHERE name = 'installation'", (changed,))
    guards = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'refuse_%'"
    ).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for table in ("outbox", "private_parts", "sealed_objects", "relay"):
        connection.execute(f"DELETE FROM {table}")
    for _, sql in guards:
        connection.execute(sql)


def _put(connection: sqlite3.Connection, repetitions: Iterable[Repetition]) -> int:
    number, chain = 0, queueing.ORIGIN
    for repetition in repetitions:
        for row in repetition.rows["sealed_objects"]:
            values = {**row, "bytes": repetition.sealed[str(row["object_id"])]}
            _insert(connection, "sealed_objects", values)
        for row in repetition.rows["outbox"]:
            number += 1
            op_id = f"{row['op_id']}"[:24] + f"{number:012x}"
            facts = OutboxRow(op_id=op_id, op_seq=number, object_id=str(row["object_id"]))
            chain = queueing.link(chain, facts)
            pending = {"delivery": "pending", "receipt": None, "server_seq": None}
            _insert(
                connection,
                "outbox",
                {
                    **row,
                    **pending,
                    "op_id": op_id,
                    "op_seq": number,
                    "chain": chain,
                    "queued_at": to_text(datetime.now(UTC)),
                },
            )
    connection.execute("UPDATE counters SET value = ? WHERE name = 'operations'", (number,))
    return number


def _insert(connection: sqlite3.Connection, table: str, values: Mapping[str, object]) -> None:
    columns = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values()))
