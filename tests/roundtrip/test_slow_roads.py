"""A thin road with far ends: 50 kbit/s, two seconds there and back, two pieces in a hundred late; a hundred times faster."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from sync import wording
from sync.outcomes import Cause
from sync.pace import FEWEST_BYTES, FIRST_BYTES, QUICK_S, SLOW_S, Pace
from sync.wire.limits import CHUNK_BYTES
from tests.roads import BLOB, PUSH, Road, only, road
from tools.campaign.cut_line import FarEnd, path_of

SCALE = 100
BYTES_PER_S = 50_000 / 8 * SCALE
ONE_WAY_S = 1.0 / SCALE
LATE_S = 3.0 / SCALE  # until a lost packet is sent again
LOST = 0.02
PIECE = 1_400
READ_S, DEADLINE_S = 30.0 / SCALE, 120.0 / SCALE


@pytest.fixture
def way(tmp_path: Path, furnished: Path) -> Iterator[Road]:
    with road(tmp_path, furnished) as way:
        yield way


class ThinRoad:
    """A relay of bytes that keeps to the rate, the distance and the losses; both ways, in order."""

    def __init__(self, target: tuple[str, int], seed: int) -> None:
        self._target = target
        self._random = Random(seed)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 10)
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._pause = threading.Event()
        self.bytes_per_s = BYTES_PER_S
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._start(self._accept)

    def close(self) -> None:
        for one in [self._server, *self._open]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for one in [self._server, *self._open]:
            one.close()

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                county = socket.create_connection(self._target)
                self._open += [client, county]
                self._start(self._carry, client, county)
                self._start(self._carry, county, client)

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        """The next piece leaves when the one before is on the road, and arrives so much later."""
        on_road: list[tuple[float, bytes]] = []
        free_at = 0.0
        with contextlib.suppress(OSError):
            while True:
                now = time.monotonic()
                while on_road and on_road[0][0] <= now:
                    sink.sendall(on_road.pop(0)[1])
                if free_at > now:
                    self._pause.wait(min(free_at, on_road[0][0] if on_road else free_at) - now)
                    continue
                source.settimeout(max(on_road[0][0] - now, 0.0005) if on_road else None)
                try:
                    piece = source.recv(PIECE)
                except TimeoutError:
                    continue
                if not piece:
                    break
                late = LATE_S if self._random.random() < LOST else 0.0
                free_at = max(free_at, time.monotonic()) + len(piece) / self.bytes_per_s + late
                on_road.append((free_at + ONE_WAY_S, piece))
            for _, piece in on_road:
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)


@pytest.mark.fault(28)
def test_a_hundred_records_and_twenty_photos_come_over_a_thin_road_records_first(way: Road) -> None:
    for _ in range(80):
        way.seal()
    photos = [way.photo(30_000) for _ in range(20)]
    sealed = [way.seal(photo) for photo in photos]
    order: list[str] = []

    def watch(request: bytes, far: FarEnd) -> bytes:
        order.append(path_of(request))
        return far.ask(request)

    way.line.rule = watch
    host, _, port = way.line.url.removeprefix("http://").partition(":")
    with contextlib.closing(ThinRoad((host, int(port)), seed=20261122)) as thin:
        for _ in range(20):
            way.make_due()
            if way.sync(thin.url, read_s=READ_S, deadline_s=DEADLINE_S).is_clear:
                break
    assert {way.outbox()[one] for one in sealed} == {"received"}
    pushes = [at for at, path in enumerate(order) if path == PUSH]
    assert max(pushes) < min(at for at, path in enumerate(order) if path.startswith(BLOB))
    way.check_all()


@pytest.mark.fault(28)
def test_a_batch_that_is_too_long_for_the_road_is_halved_until_it_fits(way: Road) -> None:
    """What takes longer than a call may last: the road carries so many bytes of a request within it."""
    for _ in range(48):
        way.seal()
    sizes: list[int] = []
    stuck = threading.Event()

    def too_long(request: bytes, far: FarEnd) -> bytes:
        sizes.append(len(request))
        if len(request) > 5_000:
            stuck.wait(1)
            return b""
        return far.ask(request)

    passes = 0
    with way.under(only(PUSH, too_long)):
        while (report := way.sync(read_s=0.4, deadline_s=0.8)).left:
            assert report.reason == wording.explain_cause(Cause.TIMEOUT)
            passes += 1
            assert passes < 10
    stuck.set()
    assert passes > 1
    assert sizes[0] > 5_000 > min(sizes)
    way.check_all()


@pytest.mark.fault(28)
def test_a_part_of_an_attachment_fits_the_line() -> None:
    pace = Pace()
    assert pace.bytes == FIRST_BYTES
    for _ in range(5):
        pace = pace.after(QUICK_S / 2)
    assert pace.bytes == CHUNK_BYTES
    assert pace.after((QUICK_S + SLOW_S) / 2) == pace
    for _ in range(20):
        pace = pace.after(SLOW_S + 1)
    assert pace.bytes == FEWEST_BYTES
