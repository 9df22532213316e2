"""Python 3.11 and the wheels of PySide6 6.12."""

import sys

from PySide6.QtCore import QObject

from ui.none_references import keep_none_alive


def test_a_million_calls_without_a_result_do_not_use_none_up() -> None:
    keep_none_alive()
    thing = QObject()
    for _ in range(1_000_000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > 1_000_000
