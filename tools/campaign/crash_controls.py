"""The measure itself is tried: bare SQLite in four settings, of which two are known to lose what was acknowledged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

from tools.campaign.images import Disk, Fate, lay, read_image
from tools.campaign.recorder import Kind, recording

SETTINGS = {
    "DELETE + EXTRA": ("delete", 3),
    "WAL + FULL": ("wal", 2),
    "DELETE + FULL": ("delete", 2),
    "WAL + NORMAL": ("wal", 1),
}
LOSSY = ("DELETE + FULL", "WAL + NORMAL")
TRANSACTIONS = 12


def try_controls(folder: Path, images: int, chance: Random) -> dict[str, int]:
    """Of so many images of each setting, how many lack an acknowledged row or do not open."""
    return {
        name: _count_lossy(folder / str(number), mode, synchronous, images, chance)
        for number, (name, (mode, synchronous)) in enumerate(SETTINGS.items())
    }


def _count_lossy(folder: Path, mode: str, synchronous: int, images: int, chance: Random) -> int:
    home = folder / "home"
    home.mkdir(parents=True)
    with closing(sqlite3.connect(home / "plain.db")) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("CREATE TABLE kept (number INTEGER PRIMARY KEY, word BLOB)")
        connection.commit()
    before = read_image(home)
    with recording(home, folder / "journal") as kept:
        connection = sqlite3.connect(home / "plain.db", isolation_level=None)
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute("PRAGMA wal_autocheckpoint = 20")
        for number in range(TRANSACTIONS):
            connection.execute("INSERT INTO kept VALUES (?, ?)", (number, Random(number).randbytes(3000)))
            kept.acknowledge(b"")
        connection.close()
    events = kept.events()
    points = sorted(chance.choices(range(1, len(events) + 1), k=images))
    disk, done, acknowledged, lossy = Disk.holding(before), 0, 0, 0
    for point in points:
        for one in events[done:point]:
            disk.take(one)
            acknowledged += one.kind is Kind.ACKNOWLEDGED
        done = point
        lay(disk.image(chance.choice((Fate.MIXED, *Fate)), chance), folder / "image")
        lossy += not _holds(folder / "image" / "plain.db", acknowledged)
    return lossy


def _holds(path: Path, acknowledged: int) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        try:
            is_sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            found = connection.execute("SELECT count(*), max(number) FROM kept").fetchone()
        except sqlite3.DatabaseError:
            return False
    rows, last = found
    return bool(is_sound and rows >= acknowledged and rows == (last + 1 if rows else 0))
