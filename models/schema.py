"""Which schema a database file has, and how it gets the one of this program."""

from __future__ import annotations

import os
import sqlite3
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from models.faults import Corrupt
from models.migrations.history import HEAD, REVISIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection

APPLICATION_ID = 0x59694E31  # marks the file as ours


class Age(StrEnum):
    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def version_of(path: Path) -> str | None:
    """The revision a file was written with, None for a missing or empty file; Corrupt if it is not ours."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    how = (
        "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
    )  # rw undoes a cut-off commit
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={how}", uri=True)
    try:
        if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            return None
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise Corrupt("这不是医安的记录库")
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.DatabaseError, TypeError) as error:
        if getattr(error, "sqlite_errorcode", None) in {
            sqlite3.SQLITE_READONLY_ROLLBACK,
            sqlite3.SQLITE_CANTOPEN,
        }:
            raise
        raise Corrupt(str(error)) from error
    finally:
        connection.close()


def age(version: str | None) -> Age:
    if version is None:
        return Age.EMPTY
    if version == HEAD:
        return Age.CURRENT
    return Age.OLDER if version in REVISIONS else Age.NEWER


def create(connection: Connection) -> None:
    """All tables and triggers of this program, in the caller's transaction."""
    # Imported here: the tables cost a start 0.1 s beside SQLAlchemy's 0.3, and it only asks for the version.
    from models.layout import create_all  # noqa: PLC0415

    create_all(connection)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
