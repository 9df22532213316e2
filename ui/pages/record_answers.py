"""What a record answers, section by section, on its page; or what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from ui.pages.answer_row import NUMBER, AnswerLine, AnswerPair, AnswerRow
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, clear, row
from ui.widgets.label import Label
from ui.widgets.photo_pair import Photo, PhotoTile
from ui.widgets.scroll import Scroll

PHOTO_WIDE = 190
PAIRED_FROM = 640  # pixels of the column from which short answers stand two by two


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSection:
    """``change`` says of a row of a table that it is new, or gone."""

    title: str
    lines: tuple[AnswerLine, ...]
    change: str = ""


class AnswersView(Scroll):
    """Signals:
    photo_requested(str): the digest of a photo to show large.
    hazard_requested(str): the hazard that a finding raised.
    """

    photo_requested = Signal(str)
    hazard_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(6, 4, 6, 8), spacing=10, parent=parent)  # room for the ring at the left
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("答案")

    def present(
        self,
        sections: tuple[AnswerSection, ...],
        *,
        heads: tuple[str, str] | None = None,
        images: Mapping[str, QImage] | None = None,
        nothing: str = "",
    ) -> None:
        """``heads``: compare, and what stands above the earlier and the later answer. ``nothing`` if it is empty."""
        clear(self.column)
        if heads is not None and sections:
            self.column.addWidget(_Heads(*heads))
        for section in sections:
            head = row(Label(section.title, Type.SECTION, wrap=True), 8, spacing=0)
            if section.change:
                head.addWidget(Label(section.change, Type.META, Role.LATE, heavy=True))
            head.addStretch(1)
            self.column.addLayout(head)
            card = Card(margins=(1, 1, 1, 0), spacing=0)  # the last row's line lies on the card's edge
            for part in self._rows(section, images or {}, compare=heads is not None):
                card.column.addWidget(part)
            self.column.addWidget(card)
        if not sections and nothing:
            self.column.addWidget(Label(nothing, Type.BODY, Role.TEXT2, wrap=True))
        self.column.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def _rows(
        self, section: AnswerSection, images: Mapping[str, QImage], *, compare: bool
    ) -> Iterator[QWidget]:
        paired = not compare and self.width() >= PAIRED_FROM
        waiting: AnswerLine | None = None
        for line in section.lines:
            if paired and line.is_short:
                if waiting is None:
                    waiting = line
                    continue
                yield AnswerPair(AnswerRow(waiting, half=True), AnswerRow(line, half=True))
                waiting = None
                continue
            if waiting is not None:
                yield AnswerPair(AnswerRow(waiting, half=True), None)
                waiting = None
            yield AnswerRow(line, compare=compare)
            if not compare and (line.photos or line.hazard):
                yield self._beside(line, images)
        if waiting is not None:
            yield AnswerPair(AnswerRow(waiting, half=True), None)

    def _beside(self, line: AnswerLine, images: Mapping[str, QImage]) -> QWidget:
        """The photos of an answer, and the way to the hazard that it raised."""
        holder = QWidget()
        parts = row(NUMBER - 4, spacing=8)
        for number, sha in enumerate(line.photos, 1):
            tile = PhotoTile(Photo(sha, images.get(sha)), f"{line.label}，照片 {number}")
            tile.setFixedWidth(PHOTO_WIDE)
            tile.clicked.connect(lambda _=False, sha=sha: self.photo_requested.emit(sha))
            parts.addWidget(tile)
        if line.hazard:
            link = Button("看这条隐患", Kind.LINK, icon="triangle-alert", height=30)
            link.clicked.connect(lambda: self.hazard_requested.emit(line.hazard))
            parts.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        parts.addStretch(1)
        parts.setContentsMargins(0, 2, 0, 6)
        holder.setLayout(parts)
        return holder


class _Heads(QWidget):
    """Above two versions: which is which, in the columns of the rows."""

    def __init__(self, earlier: str, later: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = row(spacing=0)
        for words, share in (("项目", 34), (earlier, 33), (later, 33)):
            line.addWidget(Label(words, Type.META, Role.TEXT2, heavy=True, wrap=True), share)
        line.setContentsMargins(16, 0, 16, 0)
        self.setLayout(line)
