"""Follows the system's colours and contrast, and the hour where the night is dark; the choice in 设置 wins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ui.application import put_on
from ui.settings_file import WindowSettings
from ui.theme import look

EVERY_MS = 60_000


class LookWatch(QObject):
    """Puts the look on anew when what the settings mean has changed; a look that was put on by hand stays."""

    def __init__(
        self, settings: Callable[[], WindowSettings], now: Callable[[], datetime], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._settings, self._now = settings, now
        self._meant = self._means()
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self.look_again)
        if look.tells_contrast():
            hints.accessibility().contrastPreferenceChanged.connect(self.look_again)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look_again)
        self._timer.start()

    def _means(self) -> str:
        return look.scheme_of(self._settings().scheme, self._now().astimezone().hour)

    def look_again(self, *_: object) -> None:
        meant = self._means()
        application = QApplication.instance()
        if meant != self._meant and isinstance(application, QApplication):
            put_on(application, self._settings(), hour=self._now().astimezone().hour)
        self._meant = meant
