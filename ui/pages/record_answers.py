"""What a record answers, section by section, on its page; or what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.pages.answer_row import EARLIER, EDGE, LATER, NUMBER, AnswerLine, AnswerPair, AnswerRow, Ruled
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, clear, row
from ui.widgets.label import Label
from ui.widgets.photo_pair import Photo, PhotoTile
from ui.widgets.scroll import Scroll

PHOTO_WIDE = 190
CARD_EDGE = 2  # its line, and the room within it
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
        super().__init__(margins=(6, 8, 6, 8), spacing=10, parent=parent)  # room for the ring at the left
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
            card = Card(margins=(1, 1, 1, 1), spacing=0)
            parts = tuple(self._rows(section, images or {}, compare=heads is not None))
            for part in parts:
                card.column.addWidget(part)
            if parts:
                parts[-1].is_ruled = False  # the card's edge is below it
            self.column.addWidget(card)
        if not sections and nothing:
            self.column.addWidget(Label(nothing, Type.BODY, Role.TEXT2, wrap=True))
        self.column.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def _rows(
        self, section: AnswerSection, images: Mapping[str, QImage], *, compare: bool
    ) -> Iterator[Ruled]:
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
            answer = AnswerRow(line, compare=compare)
            yield answer
            if not compare and (line.photos or line.hazard):
                answer.is_ruled = False
                yield self._beside(line, images)
        if waiting is not None:
            yield AnswerPair(AnswerRow(waiting, half=True), None)

    def _beside(self, line: AnswerLine, images: Mapping[str, QImage]) -> Ruled:
        """The photos of an answer, and the way to the hazard that it raised."""
        holder = Ruled()  # the line between the rows lies below it
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
        parts.setContentsMargins(0, 0, 0, 10)
        holder.setLayout(parts)
        return holder


class _Heads(QWidget):
    """Above two versions: which is which, in the columns of the rows."""

    def __init__(self, earlier: str, later: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item, self._earlier, self._later = (
            Label(words, Type.META, Role.TEXT2, heavy=True, wrap=True) for words in ("项目", earlier, later)
        )
        line = row(self._item, self._earlier, self._later, spacing=0)
        line.setContentsMargins(EDGE + CARD_EDGE, 0, EDGE, 0)
        self.setLayout(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() - 2 * CARD_EDGE
        self._item.setFixedWidth(int(EARLIER * wide) - EDGE)
        self._earlier.setFixedWidth(int(LATER * wide) - int(EARLIER * wide))
