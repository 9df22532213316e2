"""One scanned page in the list: its picture small, what it is, whether it is current, what will happen."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.theme import icons, painting
from ui.theme.states import State
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.widgets.pill import draw_pill, pill_width

TALL = 116
THUMB = (70, 92)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanLine:
    """One page in words."""

    key: int
    state: State
    title: str
    place: str
    fact: str
    advice: str
    small: bytes = field(default=b"", repr=False)
    record_id: str = ""
    may_match: bool = False
    may_leave: bool = False
    is_left: bool = False


class ScanRow(QAbstractButton):
    """Signals:
    reached(int): it has the focus now; the key of its page.
    opened(int): Enter or a double click.
    stepped(int): by how many rows the focus is to move.
    """

    reached = Signal(int)
    opened = Signal(int)
    stepped = Signal(int)

    def __init__(self, line: ScanLine) -> None:
        super().__init__()
        self.line = line
        self._small = QImage.fromData(line.small) if line.small else QImage()
        self._is_current = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(TALL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.present(line)

    def present(self, line: ScanLine) -> None:
        self.line = line
        said = "，".join(
            part for part in (line.state.word, line.title, line.place, line.fact, line.advice) if part
        )
        self.setAccessibleName(said)
        self.setToolTip(f"{line.fact}。{line.advice}")
        self.update()

    def set_current(self, current: bool) -> None:
        self._is_current = current
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, TALL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not held:
                self.opened.emit(self.line.key)
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case _:
                super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.opened.emit(self.line.key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit(self.line.key)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        box = QRectF(self.rect())
        line = self.line
        fill = Role.BRAND_SOFT if self._is_current else Role.SURFACE
        painting.box(painter, box, RADIUS_CARD, fill=fill, edge=Role.BORDER)
        if self._is_current:
            painting.edge_bar(painter, box, Role.BRAND, radius=RADIUS_CARD)
        self._paint_small(painter, QRectF(16, 12, *THUMB))
        left, right = 16 + THUMB[0] + 16, box.right() - 16
        wide = pill_width(line.state)
        draw_pill(painter, QPointF(right - wide, 11), line.state)
        painting.line(
            painter,
            QRectF(left, 10, right - wide - 12 - left, 24),
            line.title,
            Type.ITEM,
            heavy=True,
        )
        up = 0 if line.place else 14  # the two sentences stand together in the middle
        painting.line(painter, QRectF(left, 34, right - left, 22), line.place, Type.META, Role.TEXT2)
        painting.line(painter, QRectF(left, 58 - up, right - left, 22), line.fact, Type.BODY)
        painting.line(painter, QRectF(left, 82 - up, right - left, 22), line.advice, Type.META, Role.TEXT2)
        if self.hasFocus():
            painting.ring(painter, box, RADIUS_CARD)

    def _paint_small(self, painter: QPainter, room: QRectF) -> None:
        if self._small.isNull():
            painting.box(painter, room, 3, fill=Role.SURFACE2, edge=Role.BORDER)
            icons.draw(
                painter, "file-x", QPointF(room.center().x() - 12, room.center().y() - 12), 24, Role.TEXT2
            )
            return
        size = self._small.size().scaled(
            round(room.width()), round(room.height()), Qt.AspectRatioMode.KeepAspectRatio
        )
        at = QRectF(
            room.center().x() - size.width() / 2,
            room.center().y() - size.height() / 2,
            size.width(),
            size.height(),
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(at, self._small)
        painting.box(painter, at, 0, edge=Role.STRONG)
