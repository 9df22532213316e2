"""One question and its answer on the page of a record, beside that of another version."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import look, painting
from ui.theme.states import State, Tone
from ui.theme.tokens import Role, Type
from ui.theme.typography import font, metrics
from ui.widgets.pill import draw_pill, draw_state


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """One question and its answer; ``other`` is the answer of the version it is compared with."""

    label: str
    value: str
    state: State | None = None  # 异常 and the like, instead of the bare word
    note: str = ""  # the finding, 其余正常, unverified source
    other: str | None = None

    @property
    def is_changed(self) -> bool:
        return self.other is not None and self.other != self.value


class AnswerRow(QWidget):
    """Painted: the question at the left, the answer at the right, the note below it."""

    def __init__(
        self, number: int, line: AnswerLine, *, compare: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._number, self._line, self._compare = number, line, compare
        said = line.state.word if line.state else line.value
        self.setAccessibleName("，".join(part for part in (line.label, said, line.note) if part))
        self.setToolTip(f"{line.label}：{said}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def line(self) -> AnswerLine:
        return self._line

    def hasHeightForWidth(self) -> bool:
        return True

    def _columns(self, wide: int) -> tuple[float, float, float]:
        """Left edges of the answer and the compared answer, and the right edge."""
        right = wide - 16.0
        answer = wide * (0.42 if self._compare else 0.5)
        other = wide * 0.71
        return answer, other, right

    def heightForWidth(self, wide: int) -> int:
        answer, other, right = self._columns(wide)
        end = other - 12 if self._compare else right
        lines = max(
            _lines(self._line.label, answer - 60),
            _lines(self._line.value if not self._line.state else "", end - answer),
            _lines(self._line.other or "", right - other) if self._compare else 1,
        )
        note = 20 * _lines(self._line.note, right - answer, Type.META) if self._line.note else 0
        return max(look.row(44), lines * 21 + 20) + note

    def sizeHint(self) -> QSize:
        return QSize(500, self.heightForWidth(max(500, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Never squeezed, not even before the page knows how wide it is."""
        return QSize(240, look.row(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        line = self._line
        answer, other, right = self._columns(self.width())
        bad = line.state is not None and line.state.tone is Tone.BAD
        if bad:
            painter.fillRect(QRectF(0, 0, 4, self.height() - 1), look.colour(Role.BAD))
        if line.is_changed:
            painter.fillRect(
                QRectF(answer - 8, 3, right - answer + 16, self.height() - 7), look.colour(Role.LATE_SOFT)
            )
        note_high = 20 * _lines(line.note, right - answer, Type.META) if line.note else 0
        high = self.height() - note_high - (4 if note_high else 0)
        painting.line(
            painter, QRectF(16, 0, 30, high), str(self._number) if self._number else "", Type.BODY, Role.TEXT3
        )
        _paragraph(painter, QRectF(48, 0, answer - 64, high), line.label, Role.TEXT, heavy=bad)
        end = other - 12 if self._compare else right
        if line.state is not None:
            at = QRectF(answer, high / 2 - 11, end - answer, 22)
            if bad:
                draw_pill(painter, at.topLeft(), line.state)
            else:
                draw_state(painter, at, line.state, kind=Type.BODY)
        else:
            role = Role.TEXT if line.value else Role.TEXT3
            _paragraph(painter, QRectF(answer, 0, end - answer, high), line.value or "（没有填）", role)
        if self._compare and line.other is not None:
            role = Role.LATE if line.is_changed else Role.TEXT3
            _paragraph(
                painter,
                QRectF(other, 0, right - other, high),
                line.other or "（没有填）",
                role,
                heavy=line.is_changed,
            )
        if line.note:
            _paragraph(
                painter,
                QRectF(answer, high - 6, right - answer, note_high + 4),
                line.note,
                Role.TEXT2,
                kind=Type.META,
            )
        painting.hairline(painter, 0, self.width(), self.height() - 1)


def _lines(text: str, wide: float, kind: Type = Type.BODY) -> int:
    """Lines that a text takes at a width."""
    if not text:
        return 1

    flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
    bounds = metrics(kind).boundingRect(0, 0, max(40, int(wide)), 10_000, flags, text)
    return max(1, round(bounds.height() / metrics(kind).height()))


def _paragraph(
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: Role,
    *,
    kind: Type = Type.BODY,
    heavy: bool = False,
) -> None:

    painter.setFont(font(kind, heavy=heavy))
    painter.setPen(look.colour(role))
    flags = (
        int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
    )
    painter.drawText(rect, flags, text)
