"""The answers of a check item as one painted strip: joined segments, the key digit in front until one is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from forms.definition import AnswerSet
from ui.theme import icons
from ui.theme.look import colour, is_contrast
from ui.theme.painting import CENTRE, LEFT, line, ring
from ui.theme.tokens import CONTROL, RADIUS_CONTROL, RING_ROOM, Role, Type
from ui.theme.typography import width as text_width

_ICON = 16
_GAP = 6


class Weight(StrEnum):
    """How loud an answer is."""

    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


_ICONS = {Weight.GOOD: "check", Weight.BAD: "triangle-alert", Weight.NEUTRAL: "minus"}
_TEXT = {Weight.GOOD: Role.OK, Weight.BAD: Role.ON_BAD, Weight.NEUTRAL: Role.NA}
_FILL = {Weight.GOOD: Role.OK_SOFT, Weight.BAD: Role.BAD, Weight.NEUTRAL: Role.NA_SOFT}
_EDGE = {Weight.GOOD: Role.OK, Weight.BAD: Role.BAD, Weight.NEUTRAL: Role.NA}
_SOLID = {Weight.GOOD: Role.OK, Weight.BAD: Role.BAD, Weight.NEUTRAL: Role.NA}
_ON_SOLID = {Weight.GOOD: Role.ON_OK, Weight.BAD: Role.ON_BAD, Weight.NEUTRAL: Role.BG}


def weight_of(answers: AnswerSet, code: str) -> Weight:
    if code in answers.bad:
        return Weight.BAD
    return Weight.GOOD if code == answers.good else Weight.NEUTRAL


@dataclass(frozen=True, slots=True)
class Segment:
    code: str
    label: str
    weight: Weight
    width: int


@lru_cache(maxsize=64)
def segments(answers: AnswerSet) -> tuple[Segment, ...]:
    """The strip of an answer set, each segment wide enough for its icon, word and digit."""
    return tuple(
        Segment(
            choice.code, choice.label, weight_of(answers, choice.code), max(86, text_width(choice.label) + 52)
        )
        for choice in answers.choices
    )


def strip_width(answers: AnswerSet) -> int:
    return sum(segment.width for segment in segments(answers))


def strip_rect(right: float, middle: float, answers: AnswerSet) -> QRectF:
    """Where the strip stands: its right edge and its vertical middle are given."""
    wide = strip_width(answers)
    return QRectF(right - wide, middle - CONTROL / 2, wide, CONTROL)


def boxes(answers: AnswerSet, rect: QRectF) -> tuple[tuple[Segment, QRectF], ...]:
    """Each segment with its place in the strip."""
    left, placed = rect.left(), []
    for segment in segments(answers):
        placed.append((segment, QRectF(left, rect.top(), segment.width, rect.height())))
        left += segment.width
    return tuple(placed)


def segment_at(answers: AnswerSet, rect: QRectF, point: QPointF) -> int | None:
    """Index of the segment under a point, None outside."""
    if not rect.contains(point):
        return None
    left = rect.left()
    for index, segment in enumerate(segments(answers)):
        if point.x() < left + segment.width:
            return index
        left += segment.width
    return None


def paint(
    painter: QPainter,
    rect: QRectF,
    answers: AnswerSet,
    chosen: str | None,
    *,
    focused: bool = False,
    hovered: int | None = None,
) -> None:
    """The strip; the chosen answer is filled, the others step back but stay legible."""
    inner = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    base = QPainterPath()
    base.addRoundedRect(inner, RADIUS_CONTROL, RADIUS_CONTROL)
    painter.fillPath(base, colour(Role.SURFACE))
    strip = segments(answers)
    left = rect.left()
    boxes: list[QRectF] = []
    for segment in strip:
        boxes.append(QRectF(left, rect.top(), segment.width, rect.height()))
        left += segment.width
    if hovered is not None and strip[hovered].code != chosen:
        painter.fillPath(base.intersected(_block(boxes[hovered])), colour(Role.HOVER))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour(Role.STRONG), 1))
    painter.drawPath(base)
    for box in boxes[1:]:
        painter.drawLine(QPointF(box.left() + 0.5, inner.top()), QPointF(box.left() + 0.5, inner.bottom()))
    for index, (segment, box) in enumerate(zip(strip, boxes, strict=True)):
        if segment.code == chosen:
            _paint_chosen(painter, base, segment, box)
        else:
            _paint_open(painter, segment, box, index, faded=chosen is not None)
    if focused:
        ring(painter, rect.adjusted(-RING_ROOM, -RING_ROOM, RING_ROOM, RING_ROOM), RADIUS_CONTROL + 3)


def _block(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRect(box)
    return path


def _paint_chosen(painter: QPainter, base: QPainterPath, segment: Segment, box: QRectF) -> None:
    solid = is_contrast()
    block = base.intersected(_block(box.adjusted(0, 0, 0.5, 0)))
    painter.fillPath(block, colour((_SOLID if solid else _FILL)[segment.weight]))
    painter.setPen(QPen(colour(_EDGE[segment.weight]), 1.5))
    painter.drawPath(block)
    role = (_ON_SOLID if solid else _TEXT)[segment.weight]
    wide = text_width(segment.label, heavy=True)
    start = box.center().x() - (_ICON + _GAP + wide) / 2
    icons.draw(
        painter, _ICONS[segment.weight], QPointF(start, box.center().y() - _ICON / 2), _ICON, role, stroke=2.5
    )
    text = QRectF(start + _ICON + _GAP, box.top(), wide + 2, box.height())
    line(painter, text, segment.label, Type.BODY, role, heavy=True, align=LEFT)


def _paint_open(painter: QPainter, segment: Segment, box: QRectF, index: int, *, faded: bool) -> None:
    digit = str(index + 1)
    wide = text_width(segment.label)
    digit_wide = text_width(digit, Type.NOTE)
    start = box.center().x() - (digit_wide + 10 + wide) / 2
    line(
        painter,
        QRectF(start, box.top(), digit_wide + 2, box.height()),
        digit,
        Type.NOTE,
        Role.TEXT3,
        align=CENTRE,
    )
    text = QRectF(start + digit_wide + 10, box.top(), wide + 2, box.height())
    line(painter, text, segment.label, Type.BODY, Role.TEXT3 if faded else Role.TEXT, align=LEFT)
