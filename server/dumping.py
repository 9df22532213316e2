"""A copy of the county's whole database in one file, checked before it counts as one; and the step to a newer schema after it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Engine

from forms.clock import local
from server.facilities import RegisterError
from server.schema import MIGRATIONS, VERSION_TABLE, head, is_known, migrate

KEPT = 14
"""So many copies stay in a folder; older ones of ours are deleted when a new one is whole."""

_SAFE = "记录库没有动过。"


def back_up(url: URL, folder: Path, now: datetime) -> Path:
    """The file of a consistent copy, on the disk when this returns. RegisterError, and no file, otherwise."""
    is_postgresql = url.get_backend_name() == "postgresql"
    made = folder / f"yian-{local(now):%Y%m%d-%H%M%S}.{'dump' if is_postgresql else 'db'}"
    part = made.with_name(made.name + ".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.touch(mode=0o600)
        try:
            (_dump if is_postgresql else _copy)(url, part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(made)
        finally:
            part.unlink(missing_ok=True)
        _forget_old(folder)
    except OSError as error:
        raise RegisterError(
            f"备份写不进 {folder}：{error.strerror}。{_SAFE}请看权限和磁盘还有多少。"
        ) from error
    return made


def bring_up(engine: Engine, folder: Path, now: datetime, *, migrations: Path = MIGRATIONS) -> Path | None:
    """The newest schema; a database that is behind is copied first, and the copy is what this returns.

    RegisterError if no copy could be made: then nothing was changed. NewerSchemaError as ``migrate`` has it.
    """
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        current = context.get_current_revision()
    is_behind = current not in (None, head(migrations)) and is_known(current, migrations)
    made = back_up(engine.url, folder, now) if is_behind else None
    migrate(engine, migrations)
    return made


def _dump(url: URL, file: Path) -> None:
    """With PostgreSQL's own programs; the password goes by the environment, which other people can't list."""
    if shutil.which("pg_dump") is None or shutil.which("pg_restore") is None:
        raise RegisterError(f"这里没有 pg_dump，备份不了。{_SAFE}请装上 postgresql-client 再来。")
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    _run(["pg_dump", "--format=custom", f"--file={file}", f"--dbname={plain}"], environment)
    _run(["pg_restore", "--list", str(file)], environment)


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [f"{command[0]} {done.returncode}"]
        raise RegisterError(f"备份没有写成，{command[0]} 说：{last[0]}。{_SAFE}")


def _copy(url: URL, file: Path) -> None:
    try:
        with closing(sqlite3.connect(str(url.database))) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)
            (verdict,) = target.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        raise RegisterError(f"备份没有写成：{error}。{_SAFE}") from error
    if verdict != "ok":
        raise RegisterError(f"备份核对不上：{verdict}。{_SAFE}请看磁盘是不是坏了。")


def _forget_old(folder: Path) -> None:
    ours = sorted(file for file in folder.glob("yian-*") if file.suffix in (".dump", ".db"))
    for file in ours[:-KEPT]:
        file.unlink()
