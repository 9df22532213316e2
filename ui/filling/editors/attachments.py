"""Editor for photos and files: the tiles, what could not be taken, and what a watched folder offers."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from forms.definition import Field, FieldType
from forms.json_value import Json
from ui.filling.editors.editor import Editor, Source, Surroundings
from ui.filling.editors.photo_offer import PhotoOffer
from ui.filling.editors.tiles import Tiles
from ui.theme.tokens import Role, Type
from ui.widgets.label import Label


class AttachmentsEditor(Editor):
    def __init__(self, field: Field, around: Surroundings) -> None:
        super().__init__()
        self._around, self._field = around, field
        self._shas: tuple[str, ...] = ()
        self.tiles = Tiles(
            around, photos=field.type is FieldType.PHOTO, many=field.multiple, name=field.label
        )
        self._refusal = Label("", Type.NOTE, Role.BAD, wrap=True)
        self._refusal.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.tiles)
        layout.addWidget(self._refusal)
        self.offer: PhotoOffer | None = None
        if around.folder is not None and field.type is FieldType.PHOTO and not around.is_read_only:
            self.offer = PhotoOffer(around.folder, self)
            self.offer.taken.connect(lambda path: self.add(path, path.name))
            self.offer.resized.connect(self.resized)
            layout.addWidget(self.offer)
        self.setFocusProxy(self.tiles)
        self.tiles.added.connect(self.add)
        self.tiles.removed.connect(self._on_removed)
        self.tiles.refused.connect(self.refuse)
        self.tiles.resized.connect(self.resized)

    def set_value(self, value: Json) -> None:
        self._shas = tuple(sha for sha in value if isinstance(sha, str)) if isinstance(value, list) else ()
        self.tiles.show_attachments(self._shas)

    def add(self, source: Source, name: str) -> None:
        """Stores bytes and names them in the answer once they are durable."""
        self.refuse("")
        self.tiles.set_busy(+1)
        self._around.attach(source, name, self._field.identifying, self._on_stored, self._on_refused)

    @property
    def refusal(self) -> str:
        """Why the last photo or file was not taken; empty if it was."""
        return self._refusal.text()

    def refuse(self, sentence: str) -> None:
        self._refusal.setText(sentence)
        self._refusal.setVisible(bool(sentence))
        self.resized.emit()

    def _on_stored(self, sha256: str) -> None:
        self.tiles.set_busy(-1)
        if sha256 not in self._shas:
            self._shas = (*self._shas, sha256)
            self.tiles.show_attachments(self._shas)
            self.edited.emit(list(self._shas))

    def _on_refused(self, sentence: str) -> None:
        self.tiles.set_busy(-1)
        self.refuse(sentence)

    def _on_removed(self, sha256: str) -> None:
        self._shas = tuple(sha for sha in self._shas if sha != sha256)
        self.tiles.show_attachments(self._shas)
        self.edited.emit(list(self._shas) or None)
