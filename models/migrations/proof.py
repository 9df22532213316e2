"""Proves on a copy that this program brings a hospital's own database to its schema without losing a byte of it.

Asked by the version before this one, while that is still at work: the database itself is only read.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from forms.clock import Clock
from models import schema
from models.copying import Watch, copy_verified
from models.home import DATABASE
from models.store import Store
from models.verifying import verify

SCRATCH = "proof"
_DERIVED = "p_"  # tables that are computed from the sealed; ``verify`` holds them against it
_OWN = ("alembic_version", "sqlite_stat1", "sqlite_sequence")
_CONTENT = {
    "sealed_objects": ("object_id", "bytes"),
    "private_parts": ("object_id", "sha256", "ciphertext"),
    "attachments": ("sha256", "size"),
    "attachment_chunks": ("sha256", "position", "bytes"),
    "outbox": ("object_id", "op_seq", "chain"),
    "audit": ("seq", "chain"),
    "unread": ("object_id", "bytes"),
    "anonymous_reports": ("report_id", "bytes"),
    "form_packs": ("sha256", "content"),
    "credentials": ("staff_no", "secret"),
    "drafts": ("draft_id", "person"),
}
"""What must come through byte for byte: sealed bytes, photos, the heads and links of both chains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """``faults`` are Chinese sentences; none of them, and the upgrade may be made."""

    schema_before: str
    schema_after: str
    tables: int
    rows: int
    objects: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Rows by table, and one digest over what must not change by table."""

    counts: dict[str, int]
    digests: dict[str, str]


def prove(home: Path, *, clock: Clock, watch: Watch | None = None) -> Proof:
    """Copy, migrate, compare, verify; the copy is gone afterwards. StoreError or OSError if there is no copying."""
    scratch = home / SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        copy = copy_verified(home / DATABASE, scratch / DATABASE, watch=watch)
        before, version = fingerprint(copy), schema.version_of(copy)
        with closing(Store.open(scratch, clock=clock)) as store:
            report = verify(store)
        after = fingerprint(copy)
        return Proof(
            schema_before=str(version),
            schema_after=str(schema.version_of(copy)),
            tables=len(before.counts),
            rows=sum(before.counts.values()),
            objects=report.objects,
            faults=(*differences(before, after), *report.faults),
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def fingerprint(path: Path) -> Fingerprint:
    """Of a database that nobody has open."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        names = [
            str(name)
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            if not str(name).startswith(_DERIVED) and name not in _OWN
        ]
        counts = {
            name: int(connection.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0])  # noqa: S608
            for name in names
        }
        digests = {name: _digest(connection, name) for name in _CONTENT if name in counts}
    return Fingerprint(counts=counts, digests=digests)


def differences(before: Fingerprint, after: Fingerprint) -> tuple[str, ...]:
    """What an upgrade has lost or changed, a sentence for each table."""
    found = []
    for name, count in before.counts.items():
        now = after.counts.get(name)
        if now is None:
            found.append(f"表 {name} 的 {count} 行在升级后的副本里没有了。")
        elif now != count:
            found.append(f"表 {name} 原有 {count} 行，升级后的副本里是 {now} 行。")
        elif before.digests.get(name) != after.digests.get(name):
            found.append(f"表 {name} 的内容在升级后的副本里变了。")
    return tuple(found)


def _digest(connection: sqlite3.Connection, table: str) -> str:
    # In brackets: what stands in quotes and is no column would be taken for a text.
    columns = ", ".join(f"[{column}]" for column in _CONTENT[table])
    found = hashlib.sha256()
    for row in connection.execute(f"SELECT {columns} FROM [{table}] ORDER BY {columns}"):  # noqa: S608
        for value in row:
            part = value if isinstance(value, bytes) else str(value).encode()
            found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
