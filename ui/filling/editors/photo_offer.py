"""The line under the photos of an open finding: a new photo in the watched folder, to be taken or not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from forms.clock import local
from ui.accessibility.announcing import Announcer
from ui.photo_folder import PhotoFolder
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label

NAME_FOLDER = "照片文件夹…"
WAITS = "照片文件夹还没接上，插好卡就会看到"


class PhotoOffer(QWidget):
    """Signals:
    taken(object): the path of the photo that the person wants here.
    resized: it needs another height.
    """

    taken = Signal(object)
    resized = Signal()

    def __init__(self, folder: PhotoFolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._is_current = False
        self._announcer = Announcer(self)
        self._words = Label("", Type.NOTE, Role.TEXT2, wrap=True)
        self.take = Button("放这里", Kind.LINK, height=26)
        self._leave = Button("不放", Kind.LINK, height=26)
        self._name = Button(NAME_FOLDER, Kind.LINK, height=26)
        self.take.clicked.connect(self._on_take)
        self._leave.clicked.connect(self._on_leave)
        self._name.clicked.connect(self.ask_folder)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.setContentsMargins(0, 0, 0, 0)
        for button in (self.take, self._leave, self._name):
            line.addWidget(button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._words)
        column.addLayout(line)
        folder.changed.connect(self.refresh)
        self.refresh()

    def set_current(self, *, is_current: bool) -> None:
        """Only the finding that is being worked on is offered photos."""
        if is_current != self._is_current:
            self._is_current = is_current
            self.refresh()

    @property
    def offered(self) -> Path | None:
        """The photo offered here now."""
        offers = self._folder.offers if self._is_current else ()
        return offers[0].path if offers else None

    @property
    def words(self) -> str:
        """What is said of it."""
        return self._words.text()

    def refresh(self) -> None:
        offers = self._folder.offers if self._is_current else ()
        waits = self._is_current and self._folder.folder is not None and not self._folder.is_there
        more = f"，还有 {len(offers) - 1} 张" if len(offers) > 1 else ""
        words = f"新照片 {local(offers[0].taken):%H:%M} {offers[0].path.name}{more}" if offers else ""
        self._words.setText(words or (WAITS if waits else ""))
        self._words.setVisible(bool(words or waits))
        for button in (self.take, self._leave):
            button.setVisible(bool(offers))
        self._name.setVisible(not offers and (waits or self._folder.folder is None))
        if words:
            self.take.setAccessibleName(f"把{words}放这里")
            self._announcer.warn(words)
        self.setVisible(bool(words or waits) or (self._is_current and self._folder.folder is None))
        self.updateGeometry()
        self.resized.emit()

    def ask_folder(self) -> None:
        """Lets the person name the folder; leaving the dialog changes nothing."""
        start = str(self._folder.folder or "")
        chosen = QFileDialog.getExistingDirectory(self.window(), "新照片会出现在哪个文件夹", start)
        if chosen:
            self._folder.name_folder(Path(chosen))

    def _on_take(self) -> None:
        path = self.offered
        if path is not None:
            self._folder.put_away(path)
            self.taken.emit(path)

    def _on_leave(self) -> None:
        path = self.offered
        if path is not None:
            self._folder.put_away(path)
