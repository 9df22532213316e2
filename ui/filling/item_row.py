"""One check item as one painted widget: number, text, answers; the keys that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.definition import AnswerSet
from ui.accessibility.part import Heard, Part
from ui.filling import answer_control, text_flow
from ui.filling.keys import Act, KeyAct, act_of
from ui.theme import icons
from ui.theme.look import colour, row
from ui.theme.painting import LEFT, RIGHT, line, smooth
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.theme.typography import width as text_width

PAD = 16  # card edge to number, strip to card edge
NUMBER = 26
INDENT = 54  # where texts begin; panels under an item are indented to it
_EDGE = 4
_ROW = 48
_BULK_ROOM = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFace:
    """Everything a row shows; two equal faces paint the same."""

    label: str
    answers: AnswerSet
    number: int | None = None
    hint: str = ""
    code: str | None = None
    is_bulk: bool = False
    problem: str = ""

    @property
    def weight(self) -> answer_control.Weight | None:
        return answer_control.weight_of(self.answers, self.code) if self.code else None


def text_room(face: ItemFace, width: int) -> int:
    """Pixels for the item's text at a width of the whole row."""
    bulk = _BULK_ROOM if face.is_bulk else 0
    return max(120, width - INDENT - answer_control.strip_width(face.answers) - PAD - 20 - bulk)


def height_at(face: ItemFace, width: int) -> int:
    """Height of a row at a width, known without building it."""
    room = text_room(face, width)
    text = text_flow.height(face.label, room, Type.ITEM, heavy=True)
    if face.hint:
        text += text_flow.height(face.hint, room, Type.NOTE)
    if face.problem:
        text += 4 + text_flow.height(face.problem, room - 22, Type.META)
    return max(row(_ROW), text + (24 if text <= 22 else 20))


class ItemRow(QWidget):
    """Signals:
    acted: a key or click on this row, as a KeyAct.
    entered: the row has got the focus.
    """

    acted = Signal(object)
    entered = Signal()
    heard_as = Heard.GROUP

    def __init__(self, face: ItemFace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._face = face
        self._hovered: int | None = None
        self._rounds = (False, False)
        self._marked = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setMouseTracking(True)
        self.setProperty("is_row", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    @property
    def face(self) -> ItemFace:
        return self._face

    def set_face(self, face: ItemFace) -> bool:
        """Shows other facts; True if the row may need another height."""
        if face == self._face:
            return False
        taller = (face.problem, face.is_bulk, face.label) != (
            self._face.problem,
            self._face.is_bulk,
            self._face.label,
        )
        self._face = face
        self._name()
        self.update()
        return taller

    def set_rounds(self, *, top: bool, bottom: bool) -> None:
        """Which corners lie on the card's rounded corners."""
        self._rounds = (top, bottom)

    def set_marked(self, *, marked: bool) -> None:
        """Marks the row as where the work is while the focus is in its panel or elsewhere on the page."""
        if marked != self._marked:
            self._marked = marked
            self.update()

    def height_at(self, width: int) -> int:
        return height_at(self._face, width)

    def heard_parts(self) -> tuple[Part, ...]:
        boxes = answer_control.boxes(self._face.answers, self._strip())
        return tuple(
            Part(
                name=segment.label,
                rect=box.toAlignedRect(),
                kind=Heard.RADIO,
                is_chosen=segment.code == self._face.code,
                press=partial(self.acted.emit, KeyAct(Act.POINT, index)),
            )
            for index, (segment, box) in enumerate(boxes)
        )

    def sizeHint(self) -> QSize:
        return QSize(640, self.height_at(self.width() or 640))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event.key(), event.modifiers(), choices=len(self._face.answers.choices))
        if act is None or act.act in (Act.RULE, Act.SEAL, Act.BACK):
            event.ignore()
            return
        self.acted.emit(act)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        index = answer_control.segment_at(self._face.answers, self._strip(), event.position())
        if index is not None:
            self.acted.emit(KeyAct(Act.POINT, index))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(answer_control.segment_at(self._face.answers, self._strip(), event.position()))

    def leaveEvent(self, _event: object) -> None:
        self._hover(None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        face, bad = self._face, self._face.weight is answer_control.Weight.BAD
        focused = self.hasFocus()
        current = focused or self._marked
        self._paint_edge(painter, Role.BAD if bad or face.problem else Role.FOCUS if current else None)
        room = text_room(face, self.width())
        block = text_flow.height(face.label, room, Type.ITEM, heavy=True)
        block += text_flow.height(face.hint, room, Type.NOTE)
        block += 4 + text_flow.height(face.problem, room - 22, Type.META) if face.problem else 0
        top = (self.height() - block) / 2
        heavy = bad or current
        if face.number is not None:
            rect = QRectF(PAD, top, NUMBER, 22)
            line(painter, rect, str(face.number), Type.BODY, Role.TEXT2, heavy=heavy, align=LEFT)
        tall = text_flow.height(face.label, room, Type.ITEM, heavy=True)
        text_flow.draw(painter, QRectF(INDENT, top, room, tall + 4), face.label, Type.ITEM, heavy=heavy)
        top += tall
        if face.hint:
            tall = text_flow.height(face.hint, room, Type.NOTE)
            text_flow.draw(painter, QRectF(INDENT, top, room, tall + 4), face.hint, Type.NOTE, Role.TEXT3)
            top += tall
        if face.problem:
            icons.draw(painter, "circle-alert", QPointF(INDENT, top + 5), 16, Role.BAD)
            text_flow.draw(
                painter, QRectF(INDENT + 22, top + 4, room - 22, 60), face.problem, Type.META, Role.BAD
            )
        strip = self._strip()
        if face.is_bulk:
            self._paint_bulk(painter, strip)
        answer_control.paint(painter, strip, face.answers, face.code, focused=focused, hovered=self._hovered)

    def _paint_bulk(self, painter: QPainter, strip: QRectF) -> None:
        word = "其余正常"
        left = strip.left() - 16 - text_width(word, Type.NOTE)
        icons.draw(painter, "list-checks", QPointF(left - 20, strip.center().y() - 7), 14, Role.NA)
        rect = QRectF(left, strip.top(), text_width(word, Type.NOTE) + 2, strip.height())
        line(painter, rect, word, Type.NOTE, Role.NA, align=RIGHT)

    def _paint_edge(self, painter: QPainter, role: Role | None) -> None:
        if role is None:
            return
        bar = QPainterPath()
        bar.addRect(QRectF(0, 0, _EDGE, self.height()))
        if any(self._rounds):
            top, bottom = self._rounds
            shape = QPainterPath()
            radius = RADIUS_CARD - 1
            above, below = (0 if top else -radius), (0 if bottom else radius)
            shape.addRoundedRect(
                QRectF(0, above, self.width(), self.height() - above + below), radius, radius
            )
            bar = bar.intersected(shape)
            painter.fillPath(bar, colour(role))
            return
        painter.fillRect(QRect(0, 0, _EDGE, self.height()), colour(role))

    def _strip(self) -> QRectF:
        return answer_control.strip_rect(self.width() - PAD, self.height() / 2, self._face.answers)

    def _hover(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def _name(self) -> None:
        face = self._face
        chosen = face.answers.choice(face.code) if face.code else None
        number = f"第 {face.number} 项，" if face.number is not None else ""
        count = "零一二三四五六七八九"[min(9, len(face.answers.choices))]
        bulk = "，由其余正常填入" if face.is_bulk else ""
        self.setAccessibleName(
            f"{number}{face.label}，{chosen.label if chosen else '未答'}，{count}选一{bulk}"
        )
        self.setAccessibleDescription(face.problem or face.hint)
