"""A server killed at the worst moment, and a line cut at sampled bytes: everything there once, nothing more."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from sync import wording
from sync.enrolment import enrol
from sync.outcomes import Cause
from tests.county import HOSPITAL, RunningCounty
from tests.hospital import seal_sample
from tests.lines import Cut, line_to
from tests.roundtrip.conftest import Ward

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class ServerProcess:
    """``python -m server run`` on one port, started again after it was killed."""

    data: Path
    port: int = 0
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "server",
                "run",
                "--data",
                str(self.data),
                "--listen",
                f"127.0.0.1:{self.port}",
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        assert line.startswith("listening on http://127.0.0.1:"), line
        self.port = int(line.rpartition(":")[2])

    def kill(self, number: int = signal.SIGKILL) -> int:
        process = self.processes[-1]
        if process.poll() is None:
            os.kill(process.pid, number)
        code = process.wait(timeout=30)
        assert process.stdout is not None
        process.stdout.close()
        return code

    def verb(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "server", *words, "--data", str(self.data)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def rev_ids(self) -> list[str]:
        return [row["rev_id"] for row in json.loads(self.verb("export", "--json"))]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(data=tmp_path / "process")
    server.verb("facility", "add", HOSPITAL)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        server.port = free.getsockname()[1]
    server.start()
    yield server
    server.kill()


@pytest.mark.fault(5, 29)
def test_a_server_killed_between_commit_and_answer_has_everything_once(
    server: ServerProcess, furnished: Path, open_ward: Callable[[Path | None, str], Ward]
) -> None:
    ward = open_ward(furnished, "killed")
    code = server.verb("enrol", "--facility", HOSPITAL).splitlines()[-1]
    enrol(ward.store, server_url=server.url, code=code)
    sealed = seal_sample(ward.store, "fire.daily_patrol").rev_id
    with line_to(server.url) as line:
        line.cut = Cut(path="/v1/sync/push", before_answer=lambda: (server.kill(), None)[1])
        report = ward.sync(line.url)
        assert (report.sent, report.reason) == (0, wording.explain_cause(Cause.CUT))
        assert sealed in server.rev_ids()
        server.start()
        assert ward.sync(line.url).is_clear
    assert sorted(server.rev_ids()) == sorted(set(server.rev_ids()))
    assert "都核对过" in server.verb("verify")


def test_a_server_that_is_asked_to_stop_stops_by_itself(server: ServerProcess) -> None:
    assert server.kill(signal.SIGTERM) == 0


SEED = 20261121


def cuts(size: int, count: int, seed: int) -> list[int]:
    """The first and last bytes, and a sample of those between."""
    sample = Random(seed).sample(range(2, size - 1), count - 4)
    return sorted({0, 1, size - 2, size - 1, *sample})


@pytest.mark.fault(20)
def test_a_line_cut_at_any_byte_of_a_push_never_loses_or_doubles(
    ward: Ward, county: RunningCounty, at_county: Callable[[], list[str]]
) -> None:
    with line_to(ward.url) as line:
        assert ward.sync(line.url).is_clear
        seal_sample(ward.store, "hazard.register")
        ward.sync(line.url)
        request, answer = [size[1:] for size in line.request_sizes if size[0] == "/v1/sync/push"][-1]
        for number, at in enumerate(cuts(min(request, answer) - 50, 24, SEED)):
            sealed = seal_sample(ward.store, "hazard.register").rev_id
            side = "request" if number % 2 else "answer"
            line.cut = Cut(
                path="/v1/sync/push",
                request_bytes=at if side == "request" else None,
                answer_bytes=at if side == "answer" else None,
            )
            cut = ward.sync(line.url)
            assert cut.left >= 1, (SEED, side, at)
            for clock in (ward.clock, county.clock):
                clock.advance(minutes=1)  # what the line broke over waits a moment by itself
            again = ward.sync(line.url)
            assert again.is_clear, (SEED, side, at, again)
            assert at_county().count(sealed) == 1, (SEED, side, at)
    assert len(at_county()) == len(set(at_county()))
    assert ward.object_ids() >= set(at_county())
