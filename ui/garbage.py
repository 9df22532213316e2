"""Python's cyclic garbage is collected on the window's thread alone.

A collection sets itself off in whichever thread allocates, and destroys the widgets that it finds there. In a worker's
thread that happens under the painter's feet, and the process ends.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 1_000


class Collector(QObject):
    """Collects as often as Python would, but only when the window's thread has nothing else to do."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """The oldest generation whose threshold is passed, and with it the younger ones."""
        due = [
            n
            for n, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > limit
        ]
        if due:
            gc.collect(due[-1])
