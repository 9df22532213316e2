"""The registers of the hospital in groups: what has trouble, then by chapter, and those still empty folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ui.theme import painting
from ui.theme.states import State, Tone
from ui.theme.tokens import Role, Type
from ui.theme.typography import width
from ui.widgets.pill import draw_pill, pill_width
from ui.widgets.scroll import Scroll

HEAD, ROW = 30, 40
PAD = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One register in words; ``group`` is the heading under which it stands."""

    register: str
    title: str
    state: State
    group: str
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A heading, the fold of the empty ones, or a register."""

    text: str
    row: RegisterRow | None = None
    is_fold: bool = False

    @property
    def can_be_current(self) -> bool:
        return self.row is not None or self.is_fold

    @property
    def high(self) -> int:
        return ROW if self.can_be_current else HEAD


class _Lines(QWidget):
    """What the list paints; it holds the keys and leaves every one of them to the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[_Line, ...] = ()
        self.at = 0
        self.shown = ""  # the register that stands beside the list
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def top_of(self, at: int) -> int:
        return sum(line.high for line in self.lines[:at])

    def line_at(self, y: float) -> int | None:
        top = 0
        for at, line in enumerate(self.lines):
            if top <= y < top + line.high:
                return at if line.can_be_current else None
            top += line.high
        return None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.top_of(len(self.lines)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        y = 0.0
        for at, line in enumerate(self.lines):
            rect = QRectF(0, y, self.width(), line.high)
            if rect.intersects(QRectF(event.rect())):
                self._paint(painter, at, line, rect)
            y += line.high

    def _paint(self, painter: QPainter, at: int, line: _Line, rect: QRectF) -> None:
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        if not line.can_be_current:
            painting.box(painter, rect, 0, fill=Role.SURFACE2)
            painting.line(painter, inner, line.text, Type.NOTE, Role.TEXT2, heavy=True)
            return
        is_shown = line.row is not None and line.row.register == self.shown
        if is_shown:
            painting.box(painter, rect, 0, fill=Role.BRAND_SOFT)
            painting.edge_bar(painter, rect, Role.FOCUS)
        painting.hairline(painter, rect.left(), rect.right(), rect.bottom() - 1)
        if line.row is None:
            painting.line(painter, inner, line.text, Type.BODY, Role.BRAND)
        else:
            state = line.row.state
            is_loud = state.tone in (Tone.BAD, Tone.WARN)
            wide = pill_width(state) if is_loud else width(state.word, Type.META)
            if is_loud:
                draw_pill(painter, QPointF(inner.right() - wide, inner.top() + 9), state)
            else:
                painting.line(painter, inner, state.word, Type.META, Role.TEXT2, align=painting.RIGHT)
            room = inner.adjusted(0, 0, -wide - 10, 0)
            painting.line(painter, room, line.row.title, Type.BODY, heavy=is_shown or is_loud)
        if self.hasFocus() and at == self.at:
            painting.ring(painter, rect.adjusted(1, 1, -1, -1), 4)


class RegisterList(Scroll):
    """One tab stop; Up and Down move, Home and End too; Enter unfolds the empty ones.

    Signals:
        moved(object): the register that is current now.
    """

    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._rows: tuple[RegisterRow, ...] = ()
        self._wanted, self._initials = "", dict[str, str]()
        self._unfolded = False
        self._lines = _Lines()
        self.setFocusProxy(self._lines)
        self.column.addWidget(self._lines)
        self.column.addStretch(1)
        self._seen = QTimer(self, singleShot=True, interval=0)  # the list has its new height only then
        self._seen.timeout.connect(self._keep_in_sight)
        self.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._seen.start())

    @property
    def keys(self) -> QWidget:
        """The widget that holds the keys while the list has them."""
        return self._lines

    @property
    def current(self) -> RegisterRow | None:
        at, lines = self._lines.at, self._lines.lines
        return lines[at].row if at < len(lines) else None

    @property
    def titles(self) -> tuple[str, ...]:
        """What stands in the list now, headings included."""
        return tuple(line.row.title if line.row else line.text for line in self._lines.lines)

    def present(self, rows: Sequence[RegisterRow], shown: str) -> None:
        """Groups in the order in which they first come; ``shown`` is the register beside the list."""
        self._rows = tuple(rows)
        self._lines.shown = shown
        if any(row.register == shown and row.is_empty for row in rows):
            self._unfolded = True
        here = self.current
        self._fill()
        if not self.hasFocus() or here is None or here.register != shown:
            self._go_to_register(shown)

    def narrow(self, words: str, initials: Mapping[str, str]) -> None:
        """Only what holds these words, or whose initials do; "" shows all again."""
        self._wanted, self._initials = words.strip().lower(), dict(initials)
        self._fill()
        self._go_to_register(self._lines.shown)

    def first(self) -> RegisterRow | None:
        """The first register in the list."""
        return next((line.row for line in self._lines.lines if line.row is not None), None)

    def _fill(self) -> None:
        lines: list[_Line] = []
        if self._wanted:
            lines = [_Line(row.title, row) for row in self._rows if self._is_wanted(row)]
            lines = lines or [_Line("没有这样的台账")]
        else:
            for group in dict.fromkeys(row.group for row in self._rows if not row.is_empty):
                found = [row for row in self._rows if row.group == group and not row.is_empty]
                lines += [_Line(group), *(_Line(row.title, row) for row in found)]
            empty = [row for row in self._rows if row.is_empty]
            if empty:
                word = "收起" if self._unfolded else "看"
                lines += [_Line("还没有登记的"), _Line(f"{word}没有登记的 {len(empty)} 本", is_fold=True)]
            if self._unfolded:
                lines += [_Line(row.title, row) for row in empty]
        self._lines.lines = tuple(lines)
        self._lines.setFixedHeight(self._lines.sizeHint().height())
        QApplication.sendPostedEvents(self.widget(), QEvent.Type.LayoutRequest)  # its height holds at once
        self._lines.update()

    def _is_wanted(self, row: RegisterRow) -> bool:
        return self._wanted in row.title.lower() or self._wanted in self._initials.get(row.register, "")

    def _go_to_register(self, register: str) -> None:
        lines = self._lines.lines
        found = (
            at for at, line in enumerate(lines) if line.row is not None and line.row.register == register
        )
        first = next((at for at, line in enumerate(lines) if line.can_be_current), 0)
        self._go_to(next(found, first), tell=False)

    def _go_to(self, at: int, *, tell: bool = True) -> None:
        lines = self._lines
        lines.at = at
        lines.update()
        line = lines.lines[at] if at < len(lines.lines) else None
        if line is None:
            return
        said = f"{line.row.title}，{line.row.state.word}" if line.row else line.text
        lines.setAccessibleName(f"台账有哪几本：{said}")
        self._seen.start()
        if tell and line.row is not None:
            self.moved.emit(line.row)

    def _keep_in_sight(self) -> None:
        lines = self._lines
        if lines.at >= len(lines.lines):
            return
        top, tall = lines.top_of(lines.at), lines.lines[lines.at].high
        bar, high = self.verticalScrollBar(), self.viewport().height()
        if top - HEAD < bar.value():
            bar.setValue(top - HEAD)
        elif top + tall > bar.value() + high:
            bar.setValue(top + tall - high)

    def _step(self, by: int, start: int | None = None) -> None:
        at = (self._lines.at if start is None else start) + by
        while 0 <= at < len(self._lines.lines) and not self._lines.lines[at].can_be_current:
            at += by
        if 0 <= at < len(self._lines.lines):
            self._go_to(at)

    def _fold(self) -> None:
        self._unfolded = not self._unfolded
        here = self._lines.at
        self._fill()
        self._go_to(min(here, len(self._lines.lines) - 1), tell=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Home:
                self._step(1, -1)
            case Qt.Key.Key_End:
                self._step(-1, len(self._lines.lines))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self.current is None:
                self._fold()
            case _:
                event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._lines.line_at(event.position().y() + self.verticalScrollBar().value())
        if at is not None:
            self._go_to(at)
            if self._lines.lines[at].is_fold:
                self._fold()
