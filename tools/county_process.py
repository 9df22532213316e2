"""A county server in a process of its own, for the demo: started, stopped, started again on the same port."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

STOP_S = 20


@dataclass(slots=True)
class CountyProcess:
    """``data`` is its folder; ``url`` is known once it has been started and stays the same afterwards."""

    data: Path
    url: str = ""
    _process: subprocess.Popen[str] | None = field(default=None)

    def start(self) -> None:
        """Serves when this returns; RuntimeError if the server said something else than where it listens."""
        listen = self.url.removeprefix("http://") or "127.0.0.1:0"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "server", "run", "--quiet", "--data", str(self.data), "--listen", listen],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line.startswith("listening on http://"):
            self.stop()
            raise RuntimeError(f"the county's server did not start: {line!r}")
        self.url = line.removeprefix("listening on ").rstrip("/")

    def stop(self) -> None:
        """Gone when this returns: as when the network is lost, nobody answers on its port."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def add_facility(self, name: str) -> None:
        self._verb("facility", "add", name)

    def code(self, facility: str) -> str:
        """A code with which one computer of the hospital may enrol, once."""
        document = self._verb("enrol", "--facility", facility)
        return str(document["code"])

    def verify(self) -> bool:
        """Whether the server finds every byte as it was received."""
        with contextlib.suppress(subprocess.CalledProcessError):
            return not self._verb("verify")["faults"]
        return False

    def _verb(self, *words: str) -> dict[str, object]:
        said = subprocess.run(
            [sys.executable, "-m", "server", *words, "--data", str(self.data), "--json"],
            check=True,
            capture_output=True,
            text=True,
        )
        document = json.loads(said.stdout)
        assert isinstance(document, dict)
        return document
