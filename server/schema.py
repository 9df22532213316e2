"""Brings the county's database to the newest schema, and refuses one that is newer than this program."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, text

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "county_schema"
_LOCK = 5_912_026  # of PostgreSQL: two servers that start at once migrate one after the other


class NewerSchemaError(RuntimeError):
    """The database was written by a newer program."""


def migrate(engine: Engine, migrations: Path = MIGRATIONS) -> None:
    """Every step or none. Safe to run from several processes at once."""
    with engine.connect().execution_options(yian_begin="BEGIN IMMEDIATE") as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = make_config(connection, migrations)
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise NewerSchemaError(
                "县里的记录库由更新的程序写过，这个程序读不了。什么也没有改动。请用新版程序打开。"
            ) from error


def make_config(connection: Connection, migrations: Path = MIGRATIONS) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    return config


def head(migrations: Path = MIGRATIONS) -> str | None:
    return ScriptDirectory(str(migrations)).get_current_head()


def is_known(revision: str | None, migrations: Path = MIGRATIONS) -> bool:
    """Whether this program has the step that wrote the database."""
    return revision in {script.revision for script in ScriptDirectory(str(migrations)).walk_revisions()}
