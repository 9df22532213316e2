"""Widgets in cycles are destroyed on the window's thread, whatever the other threads allocate."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.garbage import Collector
from ui.widgets.focus_chain import proxy_of, tab_chain
from ui.widgets.scroll import Scroll


class Knot(QWidget):
    """A widget that holds itself, as a dialog does whose lambda names it."""

    def __init__(self, seen: list[int]) -> None:
        super().__init__()
        self.me = self
        weakref.finalize(self, lambda: seen.append(threading.get_ident()))


def test_a_worker_that_allocates_collects_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    collector = Collector(window)
    threads: list[int] = []
    Knot(threads)

    def allocate() -> None:
        for _ in range(20_000):
            pair: list[object] = []
            pair.append(pair)

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert threads == []
    collector.collect()
    gc.collect()
    assert threads == [threading.get_ident()]


def test_while_a_test_runs_python_collects_nothing_by_itself() -> None:
    """A window shared by several tests was opened before the first of them ended."""
    assert not gc.isenabled()


def test_what_scrolls_is_whole_as_long_as_it_is_shown_and_goes_with_its_window(qtbot: QtBot) -> None:
    window = QWidget()
    QVBoxLayout(window).addWidget(Scroll())
    gc.collect()
    area = window.findChildren(Scroll)[0]
    assert area.content_height(100) == 0
    gone = weakref.ref(area)
    del area
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del window
    gc.collect()
    assert gone() is None


class Area(QScrollArea):
    """Takes the keys for its viewport, as Qt's areas do; nobody but its parent holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.own = "own"


def areas(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for widget in (Area(), QSpinBox(), Area()):
        column.addWidget(widget)
    window.show()
    return window


def test_asking_who_takes_the_keys_for_whom_loses_no_widget(qtbot: QtBot) -> None:
    window = areas(qtbot)
    for _ in range(2):
        for area in window.findChildren(Area):
            assert proxy_of(area.viewport()) is area
            del area
        gc.collect()
        assert [area.own for area in window.findChildren(Area)] == ["own", "own"]


def test_a_widget_that_goes_takes_nobody_along_that_comes_after_it_in_the_order_of_tab(qtbot: QtBot) -> None:
    window = areas(qtbot)
    bar = window.findChildren(Area)[1].verticalScrollBar()
    assert [type(stop) for stop in tab_chain(window)] == [Area, QSpinBox, Area]
    window.findChildren(QSpinBox)[0].deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [type(stop) for stop in tab_chain(window)] == [Area, Area]
    assert bar.value() == 0
