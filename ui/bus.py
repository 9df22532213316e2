"""The one loop: whoever changed something says so here, and whoever shows it reads again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Bus(QObject):
    """Carries what changed from the one who wrote it to those who show it.

    Signals:
        changed(object, object): the ``Changes`` of a finished write, and who began it (or None).
    """

    changed = Signal(object, object)

    def announce(self, changes: object, initiator: object = None) -> None:
        self.changed.emit(changes, initiator)
