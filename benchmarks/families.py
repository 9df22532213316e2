"""Records sealed once by the real workflow, and repeated with other ids and times.

A repetition differs from its model in ids, instants, dates, serial numbers and digests, and in nothing else: its
bytes are canonical, its rows are what the projections would compute (a test rebuilds them and compares).
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.canonical import digest
from forms.clock import from_text, local, to_text
from forms.json_value import Json
from forms.trigger import hazard_id

Row = dict[str, Json]

DUE = timedelta(days=3)
"""After the finding; the one date in a model, beside its own day, that moves along."""

_BY_RECORD = ("p_records", "p_place_visits", "p_signatures", "p_hazards", "outbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Rows by table, and sealed bytes by the id of their object."""

    rows: Mapping[str, list[Row]]
    sealed: Mapping[str, bytes]


class Pattern:
    """A text that is written again and again with other words in a few places."""

    def __init__(self, text: str, words: Sequence[str]) -> None:
        longest_first = sorted(words, key=len, reverse=True)
        self._pieces = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", text)

    def filled(self, names: Mapping[str, str]) -> str:
        pieces = self._pieces
        return "".join([names[piece] if at % 2 else piece for at, piece in enumerate(pieces)])


class Family:
    """One record with what hangs on it: signatures, hazards, the steps of their chains."""

    def __init__(self, connection: sqlite3.Connection, record_ids: Sequence[str]) -> None:
        self.records = len(record_ids)
        self._record_ids = tuple(record_ids)
        rows = _rows(connection, record_ids)
        objects = rows.pop("sealed_objects")
        first = from_text(str(rows["p_records"][0]["claimed_at"]))
        self._at = first
        self._facility = str(rows["p_records"][0]["facility"])
        self._serials = [_Serial.of(str(row["serial"]), first) for row in rows["p_records"]]
        self._hazards = [_Hazard.of(row) for row in rows["p_hazards"]]
        self._object_ids = [str(row["object_id"]) for row in objects]
        words = list(self._names(dict.fromkeys(self._record_ids, ""), first, 0, self._facility))
        self._bytes = [
            Pattern(bytes(row.pop("bytes")).decode(), [*words, *self._object_ids])  # type: ignore[arg-type]
            for row in objects
        ]
        rows["sealed_objects"] = objects
        self._rows = Pattern(json.dumps(rows, ensure_ascii=False), [*words, *self._object_ids])

    def again(
        self, at: datetime, number: int, chance: random.Random, facility: str | None = None
    ) -> Repetition:
        """The same at another instant, with ``number`` as the day's counter in the serial numbers."""
        ids = {old: _record_id(at, chance) for old in self._record_ids}
        names = self._names(ids, at, number, facility or self._facility)
        sealed: dict[str, bytes] = {}
        for old, pattern in zip(self._object_ids, self._bytes, strict=True):
            names.setdefault(old, old)
            data = pattern.filled(names).encode()
            names[old] = digest(data)
            sealed[names[old]] = data
        return Repetition(rows=json.loads(self._rows.filled(names)), sealed=sealed)

    def _names(self, ids: Mapping[str, str], at: datetime, number: int, facility: str) -> dict[str, str]:
        names = dict(ids)
        names[self._facility] = facility
        names[to_text(self._at)] = to_text(at)
        for shift in (timedelta(), DUE):
            names[f"{local(self._at + shift):%Y-%m-%d}"] = f"{local(at + shift):%Y-%m-%d}"
        names[f"{local(self._at):%Y%m%d}"] = f"{local(at):%Y%m%d}"
        for serial in self._serials:
            names |= serial.names(at, number)
        for hazard in self._hazards:
            names |= hazard.names(ids, at)
        for object_id in self._object_ids:
            names[object_id] = object_id
        return names


@dataclass(frozen=True, slots=True, kw_only=True)
class _Serial:
    """``ABCDE-F01-20261120-01-901`` as it stands on paper and in the search index."""

    head: str
    segment: str
    counter: str
    day: str

    @classmethod
    def of(cls, serial: str, at: datetime) -> _Serial:
        head, day, segment, counter = serial.rsplit("-", 3)
        if day != f"{local(at):%Y%m%d}":
            raise ValueError(f"{serial} is of another day")
        return cls(head=head, segment=segment, counter=counter, day=day)

    def names(self, at: datetime, number: int) -> dict[str, str]:
        new = f"{local(at):%Y%m%d}"
        return {
            f"{self.head}-{self.day}-{self.segment}-{self.counter}": f"{self.head}-{new}-{self.segment}-{number:03d}",
            f" {self.day} {self.segment} {self.counter}": f" {new} {self.segment} {number:03d}",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hazard:
    hazard_id: str
    number: str
    record_id: str
    field: str
    row_id: str | None

    @classmethod
    def of(cls, row: Row) -> _Hazard:
        row_id = row["row_id"]
        return cls(
            hazard_id=str(row["hazard_id"]),
            number=str(row["number"]),
            record_id=str(row["record_id"]),
            field=str(row["field"]),
            row_id=None if row_id is None else str(row_id),
        )

    def names(self, ids: Mapping[str, str], at: datetime) -> dict[str, str]:
        new = hazard_id(ids[self.record_id], self.field, self.row_id)
        number = f"YH-{local(at):%m%d}-{new[:4].upper()}"
        spoken = {
            self.number: number,
            self.number.lower().replace("-", " "): number.lower().replace("-", " "),
        }
        return {self.hazard_id: new, **spoken}


def _record_id(at: datetime, chance: random.Random) -> str:
    """A UUIDv7 like those of the program, from a seeded source."""
    milliseconds = int(at.timestamp() * 1000)
    value = (
        milliseconds << 80 | 0x7 << 76 | chance.getrandbits(12) << 64 | 0b10 << 62 | chance.getrandbits(62)
    )
    return str(uuid.UUID(int=value))


def _rows(connection: sqlite3.Connection, record_ids: Sequence[str]) -> dict[str, list[Row]]:
    connection.row_factory = sqlite3.Row
    marks = ",".join("?" * len(record_ids))

    def select(statement: str, *values: str) -> list[Row]:
        return [dict(row) for row in connection.execute(statement, values)]

    rows = {
        table: select(f"SELECT * FROM {table} WHERE record_id IN ({marks}) ORDER BY rowid", *record_ids)
        for table in _BY_RECORD
    }
    rows["sealed_objects"] = select(
        "SELECT s.* FROM sealed_objects s JOIN outbox o ON o.object_id = s.object_id "
        f"WHERE s.record_id IN ({marks}) ORDER BY o.op_seq",
        *record_ids,
    )
    rows["audit"] = select(f"SELECT * FROM audit WHERE subject IN ({marks}) ORDER BY seq", *record_ids)
    for row in rows["audit"]:
        row["detail"] = json.loads(str(row["detail"]))
    hazards = [f"hazard:{row['hazard_id']}" for row in rows["p_hazards"]]
    keys = [*(f"record:{record_id}" for record_id in record_ids), *hazards]
    rows["p_search_rows"] = select(
        f"SELECT key, words FROM p_search_rows WHERE key IN ({','.join('?' * len(keys))})", *keys
    )
    return rows
