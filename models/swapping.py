"""Another database in the place of the present one, which is kept; at no instant is there none, or one and its journal apart."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from forms.clock import local
from models import schema
from models.faults import StoreError
from models.files import WITHIN, flush_folder
from models.home import DATABASE

SIDES = ("-journal", "-wal", "-shm")
"""What SQLite lays beside a database; beside another one it is poison."""


def swap_in(home: Path, successor: Path, now: datetime) -> Path | None:
    """Give a whole database the place of the present one; where that is kept, with what lay beside it.

    Power lost at any instant leaves the one or the other in its place, never none and never a part.
    """
    with successor.open("r+b") as file:
        os.fsync(file.fileno())
    aside = _keep_aside(home, now)
    with suppress(StoreError, sqlite3.Error):
        schema.version_of(
            home / DATABASE
        )  # SQLite takes back what was cut off: no journal is needed any more
    for end in SIDES:
        (home / f"{DATABASE}{end}").unlink(missing_ok=True)
    flush_folder(home)
    successor.replace(home / DATABASE)
    flush_folder(home)
    return aside


def _keep_aside(home: Path, now: datetime) -> Path | None:
    there = [path for end in ("", *SIDES) if (path := home / f"{DATABASE}{end}").exists()]
    if not there:
        return None
    folder = home / f"aside-{local(now):%Y%m%d-%H%M%S}"
    while folder.exists():
        folder = folder.with_name(folder.name + "+")
    folder.mkdir(mode=WITHIN)
    for path in there:
        _name_also(path, folder / path.name, as_it_is=len(there) > 1)
    flush_folder(folder)
    flush_folder(home)
    return folder


def _name_also(file: Path, name: Path, *, as_it_is: bool) -> None:
    """A second name for a file; a copy, if it may still change or the disk knows no second names."""
    try:
        if not as_it_is:
            name.hardlink_to(file)
            return
    except OSError:
        pass
    shutil.copyfile(file, name)
    with name.open("r+b") as copy:
        os.fsync(copy.fileno())
