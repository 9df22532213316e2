"""Painted choices: cards with a word and what it means, and small boxes for short words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from forms.listed import Choice
from ui.accessibility.part import Heard, Part
from ui.filling import text_flow
from ui.filling.option_marks import draw_dot, draw_tick
from ui.theme import painting
from ui.theme.tokens import RADIUS_CONTROL, Role, Type
from ui.theme.typography import width as text_width

_GAP = 12
_SMALL_GAP = 8
_SMALL_HEIGHT = 34
_PHRASE_HEIGHT = 28


class OptionCards(QWidget):
    """One of a few, each a card with its meaning below; one tab stop, arrows or digits choose.

    Signals:
        chosen: the code chosen by a person.
    """

    chosen = Signal(str)
    heard_as = Heard.GROUP

    def __init__(
        self, options: Sequence[Choice], *, columns: int = 0, name: str = "", parent: QWidget | None = None
    ) -> None:
        """``columns`` 0: all in one line."""
        super().__init__(parent)
        self._options = tuple(options)
        self._columns = columns or len(self._options)
        self._current: str | None = None
        self._hovered = -1
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setMouseTracking(True)
        self.setSizePolicy(wrapping_policy())
        self._say()

    @property
    def current(self) -> str | None:
        return self._current

    def set_columns(self, columns: int) -> None:
        self._columns = columns
        self.updateGeometry()
        self.update()

    def set_current(self, code: str | None) -> None:
        self._current = code
        self._say()
        self.update()

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=option.label,
                note=option.hint,
                rect=box.toAlignedRect(),
                kind=Heard.RADIO,
                is_chosen=option.code == self._current,
                is_current=index == self._focus_index(),
                press=partial(self._choose, index),
            )
            for index, (option, box) in enumerate(zip(self._options, self._boxes(), strict=True))
        )

    def sizeHint(self) -> QSize:
        return QSize(
            360,
            self.heightForWidth(self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else 720),
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self._options) // self._columns)
        return rows * self._tall(width) + (rows - 1) * _GAP

    def _tall(self, width: int) -> int:
        inner = int(self._wide(width)) - 54
        lines = max((text_flow.height(option.hint, inner, Type.META) for option in self._options), default=0)
        heads = max(
            (text_flow.height(option.label, inner, Type.BODY, heavy=True) for option in self._options),
            default=0,
        )
        return heads + lines + (16 if lines else 18)

    def _wide(self, width: int) -> float:
        return (width - (self._columns - 1) * _GAP) / self._columns

    def _boxes(self) -> list[QRectF]:
        wide, tall = self._wide(self.width()), self._tall(self.width())
        return [
            QRectF(
                (index % self._columns) * (wide + _GAP),
                (index // self._columns) * (tall + _GAP),
                wide,
                tall,
            )
            for index in range(len(self._options))
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for index, (option, box) in enumerate(zip(self._options, self._boxes(), strict=True)):
            here = option.code == self._current
            fill = Role.BRAND_SOFT if here else Role.HOVER if index == self._hovered else Role.SURFACE
            painting.box(
                painter,
                box,
                RADIUS_CONTROL,
                fill=fill,
                edge=Role.BRAND if here else Role.STRONG,
                width=2 if here else 1,
            )
            draw_dot(painter, QPointF(box.left() + 23, box.center().y()), on=here)
            inner = QRectF(box.left() + 42, box.top(), box.width() - 54, box.height())
            head = text_flow.height(option.label, int(inner.width()), Type.BODY, heavy=True)
            hint = text_flow.height(option.hint, int(inner.width()), Type.META)
            top = box.center().y() - (head + hint) / 2
            text_flow.draw(
                painter,
                QRectF(inner.left(), top, inner.width(), head + 4),
                option.label,
                Type.BODY,
                heavy=True,
            )
            if hint:
                text_flow.draw(
                    painter,
                    QRectF(inner.left(), top + head, inner.width(), hint + 4),
                    option.hint,
                    Type.META,
                    Role.TEXT2,
                )
            if self.hasFocus() and index == self._focus_index():
                painting.ring(painter, box.adjusted(3, 3, -3, -3), RADIUS_CONTROL - 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self._focus_index()
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Up if index > 0:
                self._choose(index - 1)
            case Qt.Key.Key_Right | Qt.Key.Key_Down if index < len(self._options) - 1:
                self._choose(index + (1 if self._current else 0))
            case Qt.Key.Key_Space:
                self._choose(index)
            case key if Qt.Key.Key_1 <= key < Qt.Key.Key_1 + len(self._options):
                self._choose(key - int(Qt.Key.Key_1))
            case _:
                event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, box in enumerate(self._boxes()):
            if box.contains(event.position()):
                self._choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = [index for index, box in enumerate(self._boxes()) if box.contains(event.position())]
        self._hover(found[0] if found else -1)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _focus_index(self) -> int:
        return next((index for index, option in enumerate(self._options) if option.code == self._current), 0)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def _choose(self, index: int) -> None:
        self._current = self._options[index].code
        self._say()
        self.update()
        self.chosen.emit(self._current)

    def _say(self) -> None:
        word = next((option.label for option in self._options if option.code == self._current), "没选")
        self.setAccessibleName(f"{self._name}，{word}" if self._name else word)


class OptionBoxes(QWidget):
    """Short words in wrapping boxes, one or many of them; one tab stop, arrows move, Space or a digit chooses.

    Signals:
        changed: the codes now chosen, as a tuple in list order.
    """

    changed = Signal(object)
    heard_as = Heard.GROUP

    def __init__(
        self,
        options: Sequence[Choice],
        *,
        many: bool = False,
        name: str = "",
        marks: bool = True,
        lines: int | None = None,
        even: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``marks`` False: lower boxes without a dot in front, for ready phrases; ``lines``: what does not fit is left out.

        ``even``: all as wide as the widest, below one another in columns, where many are looked through.
        """
        super().__init__(parent)
        self._options = tuple(options)
        self._tall = _SMALL_HEIGHT if marks else _PHRASE_HEIGHT
        self._kind = Type.BODY if marks else Type.META
        self._lines, self._is_even = lines, even
        self._many, self._marks, self._name = many, marks, name
        self._chosen: frozenset[str] = frozenset()
        self._here = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setSizePolicy(wrapping_policy())
        self._say()

    @property
    def options(self) -> tuple[Choice, ...]:
        return self._options

    def set_options(self, options: Sequence[Choice]) -> None:
        """Other boxes; nothing is chosen among them."""
        self._options = tuple(options)
        self._here = 0
        self.set_chosen(())
        self.updateGeometry()

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(option.code for option in self._options if option.code in self._chosen)

    def set_chosen(self, codes: Sequence[str]) -> None:
        self._chosen = frozenset(codes)
        for index, option in enumerate(self._options):
            if not self._many and option.code in self._chosen:
                self._here = index
        self._say()
        self.update()

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=option.label,
                note=option.hint,
                rect=box.toAlignedRect(),
                kind=Heard.CHECK if self._many else Heard.RADIO,
                is_chosen=option.code in self._chosen,
                is_current=index == self._here,
                press=partial(self._toggle, index),
            )
            for index, (option, box) in enumerate(zip(self._options, self._boxes(self.width()), strict=False))
        )

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self._boxes(width)
        return round(boxes[-1].bottom()) if boxes else 0

    def sizeHint(self) -> QSize:
        wide = sum(self._wide(option) + _SMALL_GAP for option in self._options) - _SMALL_GAP
        return QSize(max(40, round(wide)), self._tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._tall)

    def _wide(self, option: Choice) -> float:
        return text_width(option.label, self._kind) + (26 if self._marks else 0) + 24

    def _column(self, width: int) -> float:
        """How wide each box is where all are even."""
        widest = max((self._wide(option) for option in self._options), default=0.0)
        columns = max(1, int((width + _SMALL_GAP) // (widest + _SMALL_GAP)))
        return (width - (columns - 1) * _SMALL_GAP) // columns

    def _boxes(self, width: int) -> list[QRectF]:
        boxes: list[QRectF] = []
        x, y = 0.0, 0.0
        column = self._column(width) if self._is_even else 0.0
        for option in self._options:
            wide = column or self._wide(option)
            if boxes and x + wide > width:
                if self._lines is not None and y + self._tall + _SMALL_GAP >= self._lines * (
                    self._tall + _SMALL_GAP
                ):
                    break
                x, y = 0.0, y + self._tall + _SMALL_GAP
            boxes.append(QRectF(x, y, wide, self._tall))
            x += wide + _SMALL_GAP
        return boxes

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        for index, (option, box) in enumerate(zip(self._options, self._boxes(self.width()), strict=False)):
            here = option.code in self._chosen
            painting.box(
                painter,
                box,
                RADIUS_CONTROL,
                fill=Role.BRAND_SOFT if here else Role.SURFACE,
                edge=Role.BRAND if here else Role.STRONG,
                width=2 if here else 1,
            )
            x = box.left() + 12
            if self._marks:
                centre = QPointF(x + 8, box.center().y())
                (draw_tick if self._many else draw_dot)(painter, centre, on=here)
                x += 26
            role = Role.BRAND if here else Role.TEXT
            rect = QRectF(x, box.top(), box.right() - x, box.height())
            painting.line(painter, rect, option.label, self._kind, role, heavy=here and not self._marks)
            if self.hasFocus() and index == self._here:
                painting.ring(painter, box.adjusted(3, 3, -3, -3), RADIUS_CONTROL - 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._boxes(self.width())) - 1
        match event.key():
            case Qt.Key.Key_Left if self._here > 0:
                self._move(self._here - 1)
            case Qt.Key.Key_Right if self._here < last:
                self._move(self._here + 1)
            case Qt.Key.Key_Space:
                self._toggle(self._here)
            case key if Qt.Key.Key_1 <= key <= Qt.Key.Key_1 + min(last, 8):
                self._toggle(key - int(Qt.Key.Key_1))
            case _:
                event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index, box in enumerate(self._boxes(self.width())):
            if box.contains(event.position()):
                self._toggle(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _move(self, index: int) -> None:
        self._here = index
        if not self._many and self._marks:
            self._toggle(index)
        self.update()

    def _toggle(self, index: int) -> None:
        code = self._options[index].code
        self._here = index
        self._chosen = (self._chosen ^ {code}) if self._many else frozenset({code})
        self._say()
        self.update()
        self.changed.emit(self.chosen)

    def _say(self) -> None:
        words = "、".join(option.label for option in self._options if option.code in self._chosen) or "没选"
        self.setAccessibleName(f"{self._name}，{words}" if self._name else words)


def wrapping_policy() -> QSizePolicy:
    """Of a widget whose height follows its width."""
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    return policy
