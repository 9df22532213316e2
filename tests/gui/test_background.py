"""What takes long: it tells how far it has come, ends when nobody wants it, and holds up neither pages nor leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.background import Background, Pace


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    held = Background(qapp)
    yield held
    held.close()


def counting(to: int) -> Callable[[Pace], int]:
    def work(pace: Pace) -> int:
        for number in range(to):
            if not pace.tell("数", number, to):
                return number
        return to

    return work


def test_progress_is_heard_in_order_and_before_the_end(qtbot: QtBot, background: Background) -> None:
    told: list[object] = []
    background.run_long(counting(3), told.append, None, lambda *said: told.append(said))
    qtbot.waitUntil(lambda: background.is_idle)
    assert told == [("数", 0, 3), ("数", 1, 3), ("数", 2, 3), 3]


def test_what_is_stopped_ends_at_its_next_word_and_says_what_it_had(
    qtbot: QtBot, background: Background
) -> None:
    ended: list[int] = []
    begun, go_on = Event(), Event()

    def work(pace: Pace) -> int:
        begun.set()
        go_on.wait(10)
        return counting(1000)(pace)

    pace = background.run_long(work, ended.append)
    assert begun.wait(10)
    pace.stop()
    go_on.set()
    qtbot.waitUntil(lambda: background.is_idle)
    assert ended == [0]


def test_pages_are_read_while_both_long_threads_are_busy(qtbot: QtBot, background: Background) -> None:
    free = Event()
    for _ in range(2):
        background.run_long(lambda _pace: free.wait(10), lambda _: None)
    read: list[str] = []
    background.read("page", lambda: "read", read.append)
    qtbot.waitUntil(lambda: read == ["read"])
    assert not background.is_idle
    free.set()
    qtbot.waitUntil(lambda: background.is_idle)


def test_a_refusal_of_long_work_is_handed_to_whoever_asked(qtbot: QtBot, background: Background) -> None:
    refused: list[Exception] = []
    background.run_long(lambda _pace: 1 // 0, lambda _: None, refused.append)
    qtbot.waitUntil(lambda: background.is_idle)
    assert [type(one) for one in refused] == [ZeroDivisionError]


def test_leaving_stops_what_is_long(qapp: QApplication) -> None:
    held = Background(qapp)
    begun = Event()
    seen: list[bool] = []

    def work(pace: Pace) -> None:
        begun.set()
        while pace.tell("等", 0, 0):
            pass
        seen.append(pace.is_stopped)

    held.run_long(work, lambda _: None)
    assert begun.wait(10)
    held.close()
    assert seen == [True]
