"""Python 3.11 and the wheels of PySide6 6.12."""

import sys

import pytest
from PySide6.QtCore import QObject

from ui.none_references import keep_none_alive


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_a_million_calls_without_a_result_do_not_use_none_up() -> None:
    keep_none_alive()
    thing = QObject()
    for _ in range(1_000_000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > 1_000_000
