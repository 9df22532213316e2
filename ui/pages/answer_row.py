"""One question and its answer on the page of a record, or the answers of two versions side by side."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import look, painting, paragraph
from ui.theme.states import State, Tone
from ui.theme.tokens import Role, Type
from ui.widgets.pill import draw_pill, draw_state
from ui.widgets.tip import plain_tip

NUMBER = 48  # pixels before the question
EDGE = 16
EARLIER, LATER = 0.34, 0.67  # of the width: where the answers of two versions begin
SHORT = 26  # characters of question and answer together that fit into half a row


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One question and its answer; ``other`` is the answer of the version before, which this one is compared with."""

    label: str
    value: str
    state: State | None = None  # 异常 and the like, instead of the bare word
    note: str = ""  # the finding, 其余正常, unverified source
    other: str | None = None
    other_note: str = ""
    photos: tuple[str, ...] = ()  # digests
    hazard: str = ""  # id of the hazard that the finding raised
    number: int | None = None  # of a check item, as on the fill page and on paper

    @property
    def is_changed(self) -> bool:
        return self.other is not None and (self.other, self.other_note) != (self.said, self.note)

    @property
    def said(self) -> str:
        return self.state.word if self.state else self.value

    @property
    def is_short(self) -> bool:
        """Whether two such lines may stand beside one another."""
        fits = len(self.label) + len(self.value) <= SHORT and "\n" not in self.value
        return fits and not (self.state or self.note or self.photos)


class Ruled(QWidget):
    """With a line below, unless it is the last of its card or what follows belongs to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.is_ruled = True

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.is_ruled:
            painting.hairline(QPainter(self), 0, self.width(), self.height() - 1)


class AnswerRow(Ruled):
    """Painted: the question at the left; a checked answer at the right edge, a written one beside the question.

    With ``compare`` the answer of the earlier version stands before that of the later one. Nothing is cut off:
    the row grows with its text.
    """

    def __init__(
        self, line: AnswerLine, *, compare: bool = False, half: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._line, self._compare, self._half = line, compare, half
        said = [line.label, line.said or "没有填", line.note]
        if compare and line.is_changed:
            said = [
                line.label,
                f"原来 {_told(line.other, line.other_note)}",
                f"改成 {_told(line.said, line.note)}",
            ]
        self.setAccessibleName("，".join(part for part in said if part))
        self.setToolTip(plain_tip(f"{line.label}：{line.said}"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def line(self) -> AnswerLine:
        return self._line

    def hasHeightForWidth(self) -> bool:
        return True

    def _answer_left(self, wide: int) -> float:
        """Where the answer begins."""
        if self._compare:
            return wide * EARLIER
        if self._line.state is not None:
            return wide - 176.0
        return wide * (0.42 if self._half else 0.21)  # one column, whether one or two stand in a row

    def _later_left(self, wide: int) -> float:
        return wide * LATER

    def _question(self, wide: int, high: float) -> QRectF:
        left = EDGE if self._line.number is None else NUMBER
        return QRectF(left, 0, self._answer_left(wide) - left - 16, high)

    def _text_columns(self, wide: int) -> list[tuple[float, float, str]]:
        """(left, right, text) of the answers that are written out."""
        right = float(wide - EDGE)
        if self._compare:
            earlier, later = self._answer_left(wide), self._later_left(wide)
            return [
                (earlier, later - 16, _told(self._line.other, self._line.other_note)),
                (later, right, _told(self._line.said, self._line.note)),
            ]
        return (
            [] if self._line.state else [(self._answer_left(wide), right, self._line.value or "（没有填）")]
        )

    def _note(self, wide: int) -> tuple[QRectF, str]:
        """The note below the question, over the whole width."""
        if self._compare or not self._line.note:
            return QRectF(), ""
        room = wide - NUMBER - EDGE
        high = paragraph.height(self._line.note, Type.META, room)
        return QRectF(NUMBER, self.height() - high - 8, room, high), self._line.note

    def heightForWidth(self, wide: int) -> int:
        columns = [(right - left, text) for left, right, text in self._text_columns(wide)]
        columns.append((self._question(wide, 0).width(), self._line.label))
        high = max(
            paragraph.height(text, Type.BODY, int(room), heavy=self._is_heavy) for room, text in columns
        )
        note, _ = self._note(wide)
        return max(look.row(44), high + 20) + int(note.height())

    @property
    def _is_heavy(self) -> bool:
        """Whether some of its words are bold, which are wider."""
        return self._line.is_changed or (self._line.state is not None and self._line.state.tone is Tone.BAD)

    def sizeHint(self) -> QSize:
        return QSize(500, self.heightForWidth(max(500, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Never squeezed, not even before the page knows how wide it is."""
        return QSize(240, look.row(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        line, wide = self._line, self.width()
        note, words = self._note(wide)
        high = self.height() - note.height()
        bad = line.state is not None and line.state.tone is Tone.BAD
        if bad:
            painter.fillRect(QRectF(0, 0, 4, self.height() - 1), look.colour(Role.BAD))
        if line.number is not None:
            painting.line(painter, QRectF(EDGE, 0, 30, high), str(line.number), Type.BODY, Role.TEXT3)
        paragraph.draw(
            painter,
            self._question(wide, high),
            line.label,
            Role.TEXT2 if self._half else Role.TEXT,
            heavy=bad,
        )
        if self._compare:
            self._paint_versions(painter, high)
        elif line.state is not None:
            at = QRectF(self._answer_left(wide), high / 2 - 11, 170, 22)
            if bad:
                draw_pill(painter, at.topLeft(), line.state)
            else:
                draw_state(painter, at, line.state, kind=Type.BODY)
        else:
            for left, right, text in self._text_columns(wide):
                role = Role.TEXT if line.value else Role.TEXT3
                paragraph.draw(painter, QRectF(left, 0, right - left, high), text, role)
        if words:
            paragraph.draw(painter, note, words, Role.TEXT2, kind=Type.META)
        if self.is_ruled:
            painting.hairline(painter, 0, wide, self.height() - 1)

    def _paint_versions(self, painter: QPainter, high: float) -> None:
        changed = self._line.is_changed
        earlier, later = self._text_columns(self.width())
        if changed:
            box = QRectF(later[0] - 8, 4, later[1] - later[0] + 16, high - 9)
            painting.box(painter, box, 4, fill=Role.LATE_SOFT, edge=Role.LATE if look.is_contrast() else None)
        role = Role.TEXT2 if changed else Role.TEXT3
        paragraph.draw(painter, QRectF(earlier[0], 0, earlier[1] - earlier[0], high), earlier[2], role)
        role = Role.LATE if changed else Role.TEXT3
        paragraph.draw(painter, QRectF(later[0], 0, later[1] - later[0], high), later[2], role, heavy=changed)


class AnswerPair(Ruled):
    """Two short answers side by side; the second may be missing, and the line below goes all the way."""

    def __init__(self, first: AnswerRow, second: AnswerRow | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for one in (first, second):
            if one is not None:
                one.is_ruled = False
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(first, 1)
        line.addWidget(second or QWidget(), 1)


def _told(value: str | None, note: str) -> str:
    """An answer with what was said to it."""
    return "\n".join(part for part in (value or "（没有填）", note) if part)
