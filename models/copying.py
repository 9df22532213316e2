"""Copies of the database that can be trusted: made by SQLite, opened again and checked, flushed, then named."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from models.faults import Corrupt
from models.files import WITHIN, flush_folder

Watch: TypeAlias = Callable[[int, int], None]
"""Told how many pages of how many are copied; what it raises stops the copying."""
PAGES_AT_ONCE = 512


def copy_verified(source: Path, target: Path, *, watch: Watch | None = None) -> Path:
    """A consistent copy under its final name only if ``integrity_check`` finds nothing in it; Corrupt otherwise.

    An earlier copy of that name stays until then; a copy that is cut off leaves a ``.part`` file at most, one
    that ``watch`` stopped leaves nothing.
    """
    target.parent.mkdir(mode=WITHIN, parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        _copy(source, part, watch)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    problem = problem_of(part)
    if problem is not None:
        part.unlink()
        raise Corrupt(problem)
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    part.replace(target)
    flush_folder(target.parent)
    return target


def problem_of(path: Path) -> str | None:
    """What SQLite finds wrong with a database file, None for nothing. The file is not changed."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        found = connection.execute("PRAGMA integrity_check(3)").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(3)
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        connection.close()
    if [row[0] for row in found] != ["ok"]:
        return "；".join(str(row[0]) for row in found)
    if broken:
        return f"{len(broken)} 处引用找不到对象"
    return None


def _copy(source: Path, target: Path, watch: Watch | None) -> None:
    reading = sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)
    try:
        writing = sqlite3.connect(target)
        try:
            if watch is None:
                reading.backup(writing)
            else:
                reading.backup(
                    writing,
                    pages=PAGES_AT_ONCE,
                    progress=lambda _, left, whole: watch(whole - left, whole),
                    sleep=0,
                )
            writing.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
        finally:
            writing.close()
    finally:
        reading.close()
