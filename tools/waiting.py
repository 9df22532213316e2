"""A turn of the window's loop that rests until something happens: a loop that spins takes the time of the threads it waits for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer

MOST_MS = 20
"""Then the turn is over, even if nothing happened here: what is waited for may be elsewhere, or a deadline past."""


def take_turn(*, resting: bool) -> None:
    """Every event is delivered, and what is to be deleted is gone; ``resting`` waits for an event if there is none."""
    if resting:
        alarm = QTimer()
        alarm.setSingleShot(True)
        alarm.start(MOST_MS)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        alarm.stop()
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
