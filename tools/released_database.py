"""Freezes the database of the newest schema with a hospital's days in it: later programs must upgrade it without a loss.

``python -m tools.released_database`` before a release whose schema is new; until the first release, after every change of the tables.
"""

from __future__ import annotations

import lzma
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from models import schema
from models.home import DATABASE
from models.migrations.history import HEAD
from models.store import Store
from models.workflow import attachments, drafts
from tools.demo_days import build

FOLDER = Path(__file__).parents[1] / "tests" / "migrations" / "databases"


def frozen(revision: str) -> Path:
    return FOLDER / f"{revision}.db.xz"


def thaw(revision: str, home: Path) -> Path:
    """The database of that schema as it lay on a disk, in a folder of its own."""
    home.mkdir(parents=True)
    database = home / DATABASE
    database.write_bytes(lzma.decompress(frozen(revision).read_bytes()))
    return database


def _leave_unfinished(store: Store) -> None:
    """What the days leave nothing of: a form half filled, a file that no record names yet."""
    drafts.start(store, form_id="management.weekly_meeting", person="0301", department="院办", answers={})
    attachments.add(store, b"%PDF-1.4\n" + bytes(300_000), "application/pdf")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with closing(build(home).store) as store:
            _leave_unfinished(store)
        database = home / DATABASE
        assert schema.version_of(database) == HEAD
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM")
        FOLDER.mkdir(parents=True, exist_ok=True)
        frozen(HEAD).write_bytes(lzma.compress(database.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{frozen(HEAD)}: {frozen(HEAD).stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
