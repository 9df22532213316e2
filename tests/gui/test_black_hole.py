"""A county that takes the call and never answers: the window goes on ticking, and the pass ends by itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator
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

TICK_MS, SILENCE_S, FEWEST = 20, 3.0, 15


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
        ticks = 0

        def tick() -> None:
            nonlocal ticks
            ticks += 1

        clock = QTimer(interval=TICK_MS)
        clock.timeout.connect(tick)
        with qtbot.waitSignal(runner.finished, timeout=60_000) as ended:
            runner.send_now()
            taken, _ = black_hole.accept()  # from here on the pass can do nothing but wait
            clock.start()
        clock.stop()
        taken.close()
        runner.close()
    (report,) = ended.args or [None]
    assert report is not None
    assert report.reason == wording.explain_cause(Cause.TIMEOUT)
    assert report.wait_s >= 0
    assert ticks >= FEWEST  # of 150 on an idle machine; a window that waited with the pass would count none
