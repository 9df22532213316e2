"""A county under more than it can take: sent away at once and told when to come again, and nothing lost by it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from forms.clock import FixedClock
from server.limits import Limits, Rate
from server.settings import Settings
from tests.county import HOSPITAL, NOON, Computer, RunningCounty, running_county, sealed_revision

PATIENT = Limits(
    in_flight=4,
    in_flight_per_facility=3,
    per_device=Rate(burst=60, per_second=20.0),
    silence_s=0.3,
    body_s=1.0,
    header_s=0.5,
)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[RunningCounty]:
    """A county that takes on little at once, and waits for little."""
    with limited(tmp_path, PATIENT) as county:
        yield county


@contextlib.contextmanager
def limited(folder: Path, limits: Limits) -> Iterator[RunningCounty]:
    settings = Settings.embedded(folder / "county", clock=FixedClock(NOON))
    with running_county(replace(settings, limits=limits)) as county:
        county.add_hospital(HOSPITAL)
        yield county


@pytest.mark.fault(33)
def test_more_pushes_than_the_county_takes_on_are_sent_away_and_drain_when_they_come_again(
    small: RunningCounty,
) -> None:
    computer = Computer(small.url).enrol(small.code())
    batches = [[computer.item(sealed_revision(computer.facility))] for _ in range(24)]
    statuses: Counter[int] = Counter()
    waits: list[int] = []
    barrier = threading.Barrier(len(batches))

    def send(at: int) -> None:
        barrier.wait()
        while (answer := computer.try_push(batches[at])).status_code != 200:
            statuses[answer.status_code] += 1
            assert computer.problem(answer) in ("busy", "too-many-at-once", "too-many-requests")
            waits.append(int(answer.headers["Retry-After"]))
            threading.Event().wait(0.1)
        statuses[200] += 1

    # The hospital's turn is taken, so that the first few wait inside and all the others stand before the gate.
    with small.county.database.write():
        threads = [threading.Thread(target=send, args=[at]) for at in range(len(batches))]
        for thread in threads:
            thread.start()
        while sum(statuses.values()) < 21:
            threading.Event().wait(0.01)
    for thread in threads:
        thread.join()
    assert statuses[200] == 24
    assert statuses[429] >= 21, "three of one hospital at a time"
    assert min(waits) >= 1
    assert len(set(waits)) > 1, "not all in the same second"
    objects = {item.object_id for (item,) in batches}
    assert len(objects) == 24
    assert computer.missing(objects) == set()


@pytest.mark.fault(33)
def test_another_hospital_still_gets_in_when_one_takes_all_it_may(small: RunningCounty) -> None:
    small.add_hospital("示范县第二卫生院")
    one = Computer(small.url).enrol(small.code())
    other = Computer(small.url).enrol(small.code("示范县第二卫生院"))
    answers: list[int] = []

    def send() -> None:
        answers.append(one.try_push([one.item(sealed_revision(one.facility))]).status_code)

    with small.county.database.write():
        threads = [threading.Thread(target=send) for _ in range(6)]
        for thread in threads:
            thread.start()
        while len(answers) < 3:
            threading.Event().wait(0.01)
        assert other.pull().status_code == 200
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 200, 200, 429, 429, 429]


@pytest.mark.fault(33)
def test_a_computer_that_asks_without_pause_is_told_to_wait_and_the_next_is_not(tmp_path: Path) -> None:
    slow_to_forget = replace(PATIENT, per_device=Rate(burst=20, per_second=0.01))
    with limited(tmp_path, slow_to_forget) as county:
        computer = Computer(county.url).enrol(county.code())
        second = Computer(county.url, facility_id=None).enrol(county.code())
        answers = [computer.pull() for _ in range(30)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert len(refused) >= 9
        assert {computer.problem(answer) for answer in refused} == {"too-many-requests"}
        assert second.pull().status_code == 200


def open_line(county: RunningCounty) -> socket.socket:
    host, port = county.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def trickle(line: socket.socket, letters: bytes) -> None:
    for letter in letters:
        line.sendall(bytes([letter]))
        threading.Event().wait(0.05)


@pytest.mark.fault(21)
@pytest.mark.parametrize("said", [b"", b"POST /v1/sync/push HTTP/1.1\r\nHost: c\r\n"])
def test_a_line_on_which_no_whole_request_comes_is_closed(small: RunningCounty, said: bytes) -> None:
    with open_line(small) as line:
        line.sendall(said)
        assert line.recv(1) == b""


@pytest.mark.fault(21)
def test_headers_that_trickle_do_not_keep_a_line_open(small: RunningCounty) -> None:
    with open_line(small) as line:
        started = time.monotonic()
        with pytest.raises(OSError, match=r"Broken pipe|reset|aborted"):
            trickle(line, b"GET /v1/meta HTTP/1.1\r\nX-Slow: " + b"a" * 2_000)
        assert time.monotonic() - started < 60  # the letters alone take 100


@pytest.mark.fault(21)
@pytest.mark.parametrize("pause", [0.1, 30.0], ids=["byte by byte", "silence"])
def test_a_body_that_does_not_come_is_given_up(small: RunningCounty, pause: float) -> None:
    computer = Computer(small.url).enrol(small.code())
    with open_line(small) as line:
        head = f"POST /v1/sync/check HTTP/1.1\r\nHost: c\r\nAuthorization: Bearer {computer.token}\r\n"
        line.sendall(f"{head}Content-Length: 400\r\n\r\n".encode())
        line.settimeout(pause)
        answer = b""
        for _ in range(60):
            try:
                line.sendall(b" ")
                answer = line.recv(4096)
                break
            except TimeoutError:
                continue
        while b"too-slow" not in answer and (more := line.recv(4096)):
            answer += more
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"too-slow" in answer


def test_who_watches_over_the_server_is_answered_however_full_it_is(small: RunningCounty) -> None:
    computer = Computer(small.url).enrol(small.code())
    with small.county.database.write():
        threads = [
            threading.Thread(
                target=computer.try_push, args=[[computer.item(sealed_revision(computer.facility))]]
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        assert requests.get(f"{small.url}/health", timeout=5).json() == {"status": "alive"}
        assert requests.get(f"{small.url}/ready", timeout=5).json() == {"status": "ready"}
    for thread in threads:
        thread.join()
