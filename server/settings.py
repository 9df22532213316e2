"""What a county server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url

from forms.clock import Clock, SystemClock
from server.limits import Limits
from sync.wire import update_shelf
from sync.wire.version import OURS, Window

DEFAULT_DATA = Path("county-data")
DATABASE_FILE = "county.db"


KEYS_FILE = "county-keys.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The one hospital of a server that is an 院内主机."""

    facility_id: str
    name: str
    numbers_from: int  # of its computers: apart from those that a county gives out
    folder: Path

    @property
    def keys_file(self) -> Path:
        """Where the public keys of the county above are put, once there is one."""
        return self.folder / KEYS_FILE

    @property
    def updates(self) -> Path:
        """Where the program of this computer keeps update files, beside the folder of its server."""
        return self.folder.absolute().parent / update_shelf.FOLDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    database_url: URL
    clock: Clock = field(default_factory=SystemClock)
    house: House | None = None
    limits: Limits = field(default_factory=Limits)
    protocol: Window = OURS

    @classmethod
    def embedded(cls, data: Path, *, clock: Clock | None = None, house: House | None = None) -> Settings:
        """SQLite in a folder, which is made if it is not there."""
        data.mkdir(parents=True, exist_ok=True)
        url = URL.create("sqlite", database=str(data / DATABASE_FILE))
        return cls(database_url=url, clock=clock or SystemClock(), house=house)

    @classmethod
    def at(cls, database_url: str, *, clock: Clock | None = None) -> Settings:
        """PostgreSQL (or SQLite) by URL; ``postgresql://`` means psycopg 3."""
        url = make_url(database_url)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        return cls(database_url=url, clock=clock or SystemClock())
