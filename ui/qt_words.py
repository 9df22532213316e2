"""Qt's own words in Chinese: the menu of a text field, the dialogs for files and for printers."""

from __future__ import annotations

import logging

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

NAME = "qtbase_zh_CN"
LATER = {"&Look in:": "查找范围(&I)：", "Files of &type:": "文件类型(&T)：", "Page &Set:": "页面范围(&S)："}
"""What Qt 6.12 says anew and its translation does not know yet."""
LOG = logging.getLogger("yian.start")


class _Later(QTranslator):
    """Asked after the translation, for what that does not know."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source_text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return LATER.get(source_text) if context in ("QFileDialog", "QPrintSettingsOutput") else None


def speak_chinese(application: QApplication) -> None:
    """Whatever language the system speaks, as the rest of the window does; again changes nothing."""
    if application.findChild(QTranslator, NAME) is not None:
        return
    words = QTranslator(application)
    words.setObjectName(NAME)
    if words.load(NAME, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(_Later(words))  # the one put in last is asked first
        application.installTranslator(words)
    else:
        LOG.warning("Qt's Chinese words are missing: %s", NAME)
