"""Chips: a filter with its value, a ready phrase, a segment of a switch between views."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.accessibility.part import Heard, Part
from ui.theme import icons, painting
from ui.theme.look import colour
from ui.theme.tokens import CHIP, RADIUS_CONTROL, RING_ROOM, Role, Type
from ui.theme.typography import width

LONGEST = 168  # pixels of a value; what is longer is elided and told whole by the tool tip


class Chip(QAbstractButton):
    """A filter or a ready phrase: unset it shows its name; set, its name and bold value with a ×.

    Signals:
        cleared: the × was clicked, or Delete pressed, while it was set.
    """

    cleared = Signal()

    def __init__(self, text: str, *, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._value, self._is_set = icon, "", False
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_value(self, value: str | None) -> None:
        """Show a value beside the name; "" sets the chip without one, None unsets it."""
        self._is_set, self._value = value is not None, value or ""
        said = f"{self.text()} {self._value}".strip()
        self.setAccessibleName(f"{said}，已选" if self._is_set else said)
        self.setToolTip(self._value if self._value_width() == LONGEST else "")
        self.updateGeometry()
        self.update()

    @property
    def is_set(self) -> bool:
        return self._is_set

    def _value_width(self) -> int:
        return min(LONGEST, width(self._value, Type.META, heavy=True))

    def sizeHint(self) -> QSize:
        inner = width(self.text(), Type.META, heavy=self._is_set and not self._value)
        if self._value:
            inner += 6 + self._value_width()
        if self._icon:
            inner += 22
        if self._is_set:
            inner += 24
        return QSize(inner + 24 + 2 * RING_ROOM, CHIP + 2 * RING_ROOM)

    def hang(self, *, last: bool) -> int:
        """See ``Hanging``."""
        return RING_ROOM

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self._is_set:
                self.cleared.emit()
            case Qt.Key.Key_Right:
                self.focusNextChild()
            case Qt.Key.Key_Left:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._is_set and event.position().x() > self.width() - RING_ROOM - 30:
            self.cleared.emit()
            return
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        outer = QRectF(self.rect())
        box = outer.adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        role = Role.BRAND if self._is_set else Role.TEXT2
        fill = Role.BRAND_SOFT if self._is_set else Role.HOVER if self.underMouse() else Role.SURFACE
        painting.box(
            painter, box, RADIUS_CONTROL, fill=fill, edge=Role.BRAND if self._is_set else Role.STRONG
        )
        x = box.left() + 12
        if self._icon:
            icons.draw(painter, self._icon, QPointF(x, box.center().y() - 8), 16, role)
            x += 22
        bold = self._is_set and not self._value
        name = QRectF(x, box.top(), box.width(), box.height())
        x += painting.line(painter, name, self.text(), Type.META, role, heavy=bold)
        if self._value:
            value = QRectF(x + 6, box.top(), self._value_width(), box.height())
            painting.line(painter, value, self._value, Type.META, role, heavy=True)
        if self._is_set:
            icons.draw(painter, "x", QPointF(box.right() - 26, box.center().y() - 7), 14, role)
        if self.hasFocus():
            painting.ring(painter, outer, RADIUS_CONTROL + 4)


class Segments(QWidget):
    """A switch between two or three views of the same thing: one tab stop, arrows inside.

    Signals:
        chosen(str): the code of the segment that was chosen by a person.
    """

    chosen = Signal(str)
    heard_as = Heard.GROUP

    def __init__(
        self, options: tuple[tuple[str, str, str], ...], name: str, parent: QWidget | None = None
    ) -> None:
        """``options`` are (code, word, icon or ""); ``name`` is what a screen reader says."""
        super().__init__(parent)
        self._options, self._name = options, name
        self._current = options[0][0]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._say()

    @property
    def current(self) -> str:
        return self._current

    def set_current(self, code: str) -> None:
        self._current = code
        self._say()
        self.update()

    def set_options(self, options: tuple[tuple[str, str, str], ...], code: str) -> None:
        """Other segments in place of these, with ``code`` the current one of them."""
        self._options = options
        self.updateGeometry()
        self.set_current(code)

    def _say(self) -> None:
        words = {code: word for code, word, _ in self._options}
        self.setAccessibleName(f"{self._name}：{words[self._current]}")

    def heard_parts(self) -> tuple[Part, ...]:
        found: list[Part] = []
        left = RING_ROOM
        for index, ((code, word, _), wide) in enumerate(zip(self._options, self._widths(), strict=True)):
            found.append(
                Part(
                    name=word,
                    rect=QRect(left, RING_ROOM, wide, CHIP),
                    kind=Heard.RADIO,
                    is_chosen=code == self._current,
                    is_current=code == self._current,
                    press=partial(self._choose, index),
                )
            )
            left += wide
        return tuple(found)

    def _after_current(self) -> str:
        """The segment after the current one, whose edge stands between them."""
        codes = [code for code, _, _ in self._options]
        return codes[min(codes.index(self._current) + 1, len(codes) - 1)]

    def _widths(self) -> list[int]:
        return [
            width(word, Type.META, heavy=True) + 26 + (22 if icon else 0) for _, word, icon in self._options
        ]

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()) + 2 * RING_ROOM, CHIP + 2 * RING_ROOM)

    def hang(self, *, last: bool) -> int:
        """See ``Hanging``."""
        return RING_ROOM

    def _choose(self, index: int) -> None:
        code = self._options[index % len(self._options)][0]
        if code != self._current:
            self.set_current(code)
            self.chosen.emit(code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        codes = [code for code, _, _ in self._options]
        at = codes.index(self._current)
        match event.key():
            case Qt.Key.Key_Right:
                self._choose(min(at + 1, len(codes) - 1))
            case Qt.Key.Key_Left:
                self._choose(max(at - 1, 0))
            case Qt.Key.Key_Space:
                self._choose(at + 1)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x() - RING_ROOM
        for index, wide in enumerate(self._widths()):
            if 0 <= x < wide:
                self._choose(index)
                return
            x -= wide

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        outer = QRectF(self.rect())
        box = outer.adjusted(RING_ROOM, RING_ROOM, -RING_ROOM, -RING_ROOM)
        painting.box(painter, box, RADIUS_CONTROL, fill=Role.SURFACE, edge=Role.STRONG)
        whole = QPainterPath()
        whole.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS_CONTROL, RADIUS_CONTROL)
        x = box.left()
        for (code, word, icon), wide in zip(self._options, self._widths(), strict=True):
            part = QRectF(x, box.top(), wide, box.height())
            here = code == self._current
            role = Role.BRAND if here else Role.TEXT2
            if here:
                path = QPainterPath()
                path.addRect(part)
                painter.setBrush(colour(Role.BRAND_SOFT))
                painter.setPen(QPen(colour(Role.BRAND), 1.5))
                inside = whole.intersected(path)
                inside.closeSubpath()  # else its left side has no line
                painter.drawPath(inside)
            elif code not in (self._options[0][0], self._after_current()):
                painting.upright(painter, x, part.top() + 6, part.bottom() - 6)
            inner = x + 13
            if icon:
                icons.draw(painter, icon, QPointF(inner, part.center().y() - 8), 16, role)
                inner += 22
            painting.line(
                painter, QRectF(inner, part.top(), wide, part.height()), word, Type.META, role, heavy=here
            )
            x += wide
        if self.hasFocus():
            painting.ring(painter, outer, RADIUS_CONTROL + 4)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.update()
