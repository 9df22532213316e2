"""A hospital with the records of ten years: real revisions, real rows, laid out fast and kept for the day."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from itertools import chain, repeat
from pathlib import Path

from benchmarks.families import Family, Repetition, Row
from benchmarks.models_of_records import Weighted, seal_models
from benchmarks.progress import say
from forms.clock import FixedClock, to_text
from models.base import json_text
from models.tables.audit import AuditEntry
from models.tables.outbox import OutboxRow
from models.workflow import auditing, queueing

YEARS = 10
WAITING = 20  # the newest operations, not yet delivered
SEED = 20261120
_BATCH = 1000
MODELS_AGE = timedelta(days=40)
_TABLES = (
    "sealed_objects",
    "p_records",
    "p_place_visits",
    "p_signatures",
    "p_hazards",
    "p_search_rows",
    "outbox",
    "audit",
)


def home_with(records: int) -> Path:
    """The folder of a hospital with so many records and a few more, up to this day; made once a day."""
    shelf = Path(tempfile.gettempdir()) / "yian-bench"
    home = shelf / f"{_edition()}-{records}"
    if (home / "complete").exists():
        return home
    _throw_out_old(shelf)
    shutil.rmtree(home, ignore_errors=True)
    say(f"laying out {records:,} records …")
    lay_out(home, records, until=datetime.now(UTC))
    (home / "complete").touch()
    return home


def lay_out(home: Path, records: int, *, until: datetime, waiting: int | None = WAITING) -> None:
    """A hospital whose records reach from ten years before ``until`` to its day.

    All but the ``waiting`` newest operations have been delivered; None: nothing has.
    """
    day = datetime.combine((until - MODELS_AGE).date(), time(2), UTC)
    weighted = seal_models(home, FixedClock(day))
    with closing(sqlite3.connect(home / "yian.db", isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {pragma}")
        families = read_families(connection, weighted)
        connection.execute("BEGIN")
        writer = _Writer(connection)
        for repetition in history(families, records, until=until):
            writer.put(repetition)
        writer.finish(waiting)
        connection.execute("COMMIT")


Families = Sequence[tuple[Family, Weighted]]


def read_families(connection: sqlite3.Connection, weighted: Iterable[Weighted]) -> Families:
    """What was sealed in a store, ready to be repeated."""
    families = [(Family(connection, one.record_ids), one) for one in weighted]
    connection.row_factory = None
    return families


def history(
    families: Families, records: int, *, until: datetime, facility: str | None = None, seed: int = SEED
) -> Iterator[Repetition]:
    """Repetitions in the order of time; findings that are still open come at the end."""
    chance = random.Random(seed)
    usual = [(family, one.weight) for family, one in families if one.weight]
    recent = [family for family, one in families for _ in range(one.recent)]
    choices = [family for family, _ in usual]
    weights = [weight for _, weight in usual]
    mean = sum(family.records * weight for family, weight in usual) / sum(weights)
    count = round((records - sum(family.records for family in recent)) / mean)
    chosen = chance.choices(choices, weights, k=max(count, 0))
    start = until - timedelta(days=365 * YEARS)
    days = [start + (until - start) * (at / len(chosen)) for at in range(len(chosen))]
    ends = repeat(until - timedelta(days=1))
    number, last = 0, None
    for family, moment in chain(zip(chosen, days, strict=True), zip(recent, ends, strict=False)):
        number = number + 1 if moment.date() == last else 1
        last = moment.date()
        morning = datetime.combine(last, time(0, 30), UTC)
        at = morning + timedelta(milliseconds=chance.randrange(12 * 3600 * 1000))
        yield family.again(min(at, until), number, chance, facility)


class _Writer:
    """Appends repetitions: the numbers and chains of this computer go on without a gap."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: dict[str, list[Row]] = {table: [] for table in _TABLES}
        self._op_seq, self._op_chain = connection.execute(
            "SELECT op_seq, chain FROM outbox ORDER BY op_seq DESC LIMIT 1"
        ).fetchone()
        self._audit_seq, self._audit_chain = connection.execute(
            "SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        self._kept = 0

    def put(self, repetition: Repetition) -> None:
        for table in _TABLES:
            self._waiting[table].extend(repetition.rows[table])
        for row in repetition.rows["sealed_objects"]:
            row["bytes"] = repetition.sealed[str(row["object_id"])]  # type: ignore[assignment]
        for row in repetition.rows["outbox"]:
            self._number_operation(row)
        for row in repetition.rows["audit"]:
            self._number_entry(row)
        self._kept += 1
        if self._kept % _BATCH == 0:
            self._flush()

    def finish(self, waiting: int | None) -> None:
        """All but the newest operations have been delivered."""
        self._flush()
        delivered = 0 if waiting is None else self._op_seq - waiting
        self._connection.execute(
            "UPDATE outbox SET delivery = 'received', server_seq = op_seq, receipt = ? WHERE op_seq <= ?",
            (json_text(_receipt("0" * 64, 0)), delivered),
        )
        self._connection.execute(
            "UPDATE outbox SET delivery = 'pending', server_seq = NULL, receipt = NULL WHERE op_seq > ?",
            (delivered,),
        )
        self._connection.execute("UPDATE counters SET value = ? WHERE name = 'operations'", (self._op_seq,))

    def _number_operation(self, row: Row) -> None:
        self._op_seq += 1
        row["op_id"] = f"{row['op_id']}"[:24] + f"{self._op_seq:012x}"
        row["op_seq"] = self._op_seq
        facts = OutboxRow(op_id=row["op_id"], op_seq=row["op_seq"], object_id=row["object_id"])
        row["chain"] = self._op_chain = queueing.link(self._op_chain, facts)

    def _number_entry(self, row: Row) -> None:
        self._audit_seq += 1
        row["seq"] = self._audit_seq
        entry = AuditEntry(
            seq=row["seq"],
            at=datetime.fromisoformat(str(row["at"])),
            actor=row["actor"],
            action=row["action"],
            subject=row["subject"],
            detail=row["detail"],
        )
        row["chain"] = self._audit_chain = auditing.link(self._audit_chain, entry)
        row["detail"] = json_text(row["detail"])

    def _flush(self) -> None:
        for table, rows in self._waiting.items():
            if rows:
                names = list(rows[0])
                columns = ", ".join(f'"{name}"' for name in names)
                values = ", ".join("?" * len(names))
                self._connection.executemany(
                    f"INSERT INTO {table} ({columns}) VALUES ({values})",
                    ([row[name] for name in names] for row in rows),
                )
                rows.clear()


def _receipt(object_id: str, number: int) -> Mapping[str, object]:
    """As long as a county's receipt for one of 200; nothing here looks at what it proves."""
    return {
        "facility_id": "00000000-0000-4000-8000-000000000000",
        "object_id": object_id,
        "server_seq": number,
        "received_at": to_text(datetime(2026, 1, 1, tzinfo=UTC)),
        "epoch": "00000000-0000-4000-8000-000000000000",
        "path": ["l" + "A" * 43] * 8,
        "key_id": "0" * 16,
        "signature": "A" * 88,
    }


def _edition() -> str:
    """Another day, another generator or another schema lays out anew."""
    here = Path(__file__).resolve().parent
    sources = [here / "families.py", here / "many_records.py", here / "models_of_records.py"]
    sources += sorted((here.parent / "models").glob("t*/*.py")) + sorted(
        (here.parent / "models/projections").glob("*.py")
    )
    sources += sorted((here.parent / "forms/catalog").rglob("*.yaml"))
    found = hashlib.sha256()
    for source in sources:
        found.update(source.read_bytes())
    return f"{datetime.now(UTC):%Y%m%d}-{found.hexdigest()[:12]}"


def _throw_out_old(shelf: Path) -> None:
    for old in shelf.glob("*"):
        if not old.name.startswith((_edition(), "compiled")):
            shutil.rmtree(old, ignore_errors=True)
