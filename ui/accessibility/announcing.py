"""What a screen reader is told without being asked: what is wrong at once, what is well at most once a minute."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

QUIET_S = 60.0


class Announcer:
    """Speaks for one widget; ``send`` and ``clock`` are there to be given by a test."""

    def __init__(
        self,
        widget: QWidget,
        *,
        send: Callable[[QWidget, str, QAccessible.AnnouncementPoliteness], None] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._widget, self._clock = widget, clock
        self._send = send or _send
        self._last: float | None = None
        self._said = ""

    def say(self, text: str) -> None:
        """Something that is well; between two of these a minute passes, and nothing is said twice."""
        now = self._clock()
        if text == self._said or (self._last is not None and now - self._last < QUIET_S):
            return
        self._last, self._said = now, text
        self._send(self._widget, text, QAccessible.AnnouncementPoliteness.Polite)

    def warn(self, text: str) -> None:
        """Something to act on, at once; the same words are not repeated until something else was said."""
        if text and text != self._said:
            self._said = text
            self._send(self._widget, text, QAccessible.AnnouncementPoliteness.Assertive)


def _send(widget: QWidget, text: str, politeness: QAccessible.AnnouncementPoliteness) -> None:
    if not QAccessible.isActive() or not text:
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    event.setPoliteness(politeness)
    QAccessible.updateAccessibility(event)
