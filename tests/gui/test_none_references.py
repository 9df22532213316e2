"""Python 3.11 and the wheels of PySide6 6.12."""

import sys

from PySide6.QtCore import QObject, Signal

from ui.none_references import keep_none_alive


def test_a_million_calls_without_a_result_do_not_use_none_up() -> None:
    keep_none_alive()
    thing = QObject()
    for _ in range(1_000_000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > 1_000_000


class Bell(QObject):
    rung = Signal(int)


def test_a_million_signals_do_not_use_true_up() -> None:
    keep_none_alive()
    bell = Bell()
    for number in range(1_000_000):
        bell.rung.emit(number)
    assert sys.getrefcount(True) > 1_000_000
    assert sys.getrefcount(False) > 1_000_000
