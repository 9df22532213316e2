"""A county that takes the call and never answers: the window goes on ticking, and the pass ends by itself."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from forms.clock import SystemClock
from models.installation import change_installation
from models.store import Store
from sync import wording
from sync.outcomes import Cause
from sync.transport import HttpTransport
from tests.hospital import open_hospital
from ui.sync_runner import SyncRunner

TICK_MS, LONGEST_MS = 20, 50
SILENCE_S = 1.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_hospital(tmp_path / "home", SystemClock())
    yield store
    store.close()


@pytest.mark.fault(21)
def test_the_window_ticks_on_while_a_pass_waits_for_an_answer_that_never_comes(
    qtbot: QtBot, store: Store
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as black_hole:
        url = f"http://127.0.0.1:{black_hole.getsockname()[1]}"
        with store.write() as session:
            change_installation(session, {"server_url": url, "is_enrolled": True, "device_id": "d" * 32})
        runner = SyncRunner(store, connect=lambda address: HttpTransport(address, read_s=SILENCE_S))
        ticks: list[float] = []
        clock = QTimer(interval=TICK_MS)
        clock.timeout.connect(lambda: ticks.append(time.monotonic()))
        clock.start()
        with qtbot.waitSignal(runner.finished, timeout=20_000) as ended:
            runner.send_now()
        clock.stop()
        runner.close()
    (report,) = ended.args or [None]
    assert report is not None
    assert report.reason == wording.explain_cause(Cause.TIMEOUT)
    assert report.wait_s >= 0
    gaps = sorted(later - earlier for earlier, later in pairwise(ticks))
    assert len(gaps) > SILENCE_S * 1000 / TICK_MS / 2
    assert gaps[int(len(gaps) * 0.9)] < LONGEST_MS / 1000
    assert gaps[-1] < SILENCE_S / 2  # nothing near the wait itself; the rest is a busy machine
