"""Brings an older database to this program's schema: after a verified copy, in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from models import backups
from models.copying import copy_verified

SCRIPTS = Path(__file__).parent


def upgrade(engine: Engine, path: Path, version: str) -> Path:
    """The file has the newest schema when this returns; on any error it has the old one. The copy made before.

    The copy is made in ``backups`` beside the database and checked before anything is changed.
    """
    copy = copy_verified(path, backups.before(path.parent, version))
    with engine.begin() as connection:
        run(connection)
    return copy


def run(connection: Connection, target: str = "head") -> None:
    """The steps to ``target`` in the caller's transaction."""
    command.upgrade(config(connection), target)


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings without a file; ``env.py`` takes the connection from them."""
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
