"""Qt's own words in Chinese: the menu of a text field, the dialogs for files and for printers."""

from __future__ import annotations

import logging

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

NAME = "qtbase_zh_CN"
LOG = logging.getLogger("yian.start")


def speak_chinese(application: QApplication) -> None:
    """Whatever language the system speaks, as the rest of the window does; again changes nothing."""
    if application.findChild(QTranslator, NAME) is not None:
        return
    words = QTranslator(application)
    words.setObjectName(NAME)
    if words.load(NAME, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(words)
    else:
        LOG.warning("Qt's Chinese words are missing: %s", NAME)
