"""What every editor is: a widget that shows one answer, and says when a person has changed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from forms.json_value import Json
from ui.filling.choices import Choices
from ui.photo_folder import PhotoFolder
from ui.widgets.focus_chain import proxy_of

Source = bytes | Path | Callable[[], bytes]
"""What is attached: bytes, a file that is read as it stands, or what makes the bytes off the window's thread."""

Attach = Callable[[Source, str, bool, Callable[[str], None], Callable[[str], None]], None]
"""attach(source, file name, identifying, done(sha256), refused(sentence)): reads and stores off the window's thread."""

ShowPicture = Callable[[str, QSize, Callable[[QImage | None], None]], None]
"""show(sha256, most, done): decodes elsewhere, not larger than ``most``; None for what is no picture."""


def _no_attach(
    _source: Source,
    _name: str,
    _identifying: bool,
    _done: Callable[[str], None],
    refused: Callable[[str], None],
) -> None:
    refused("这里不能加照片或文件。填的内容都在")


def _no_bytes(_sha256: str) -> bytes | None:
    return None


def _no_picture(_sha256: str, _most: QSize, done: Callable[[QImage | None], None]) -> None:
    done(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What editors may know beside their own answer."""

    now: Callable[[], datetime]
    choices: Choices = field(default_factory=Choices)
    attach: Attach = _no_attach
    read_attachment: Callable[[str], bytes | None] = _no_bytes
    show_picture: ShowPicture = _no_picture
    folder: PhotoFolder | None = None  # that is watched for new photos
    is_read_only: bool = False


class Editor(QWidget):
    """Signals:
    edited: the answer is now this value, one finished act.
    typed: the answer is now this value, one key of many.
    resized: the editor needs another height.
    left: Enter in a single line, the person wants the next field.
    """

    edited = Signal(object)
    typed = Signal(object)
    resized = Signal()
    left = Signal()

    def set_value(self, value: Json) -> None:
        """Shows an answer without announcing it."""
        raise NotImplementedError

    def set_problem(self, *, has_problem: bool) -> None:
        """Paints the red edge around what holds the problem."""
        target = proxy_of(self) or self
        target.setProperty("problem", has_problem)
        target.style().unpolish(target)
        target.style().polish(target)
