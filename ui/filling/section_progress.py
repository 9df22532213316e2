"""The left side of the fill page: every group with a tick for each item, and the key that finishes one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.accessibility.part import Heard, Part
from ui.filling.groups import Count, Group
from ui.filling.wording import REST_OF_GROUP, REST_WHEN
from ui.theme import icons, painting
from ui.theme.look import is_contrast
from ui.theme.tokens import RADIUS_CONTROL, Role, Type
from ui.theme.typography import width as text_width
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.scroll import Scroll
from ui.widgets.ticks import draw_ticks

_ROW = 60
_ROW_LOW = 50  # when there are many
_MANY = 9


class GroupList(QWidget):
    """One tab stop; arrows move, Enter goes to the group.

    Signals:
        chosen: the group to go to.
    """

    chosen = Signal(object)
    heard_as = Heard.LIST

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[Group, ...] = ()
        self._counts: tuple[Count, ...] = ()
        self._current = -1
        self._here = 0
        self._hovered = -1
        self._tall = _ROW
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_groups(self, groups: Sequence[Group], counts: Sequence[Count], current: str | None) -> None:
        before = (self._groups, self._counts, self._current)
        self._groups, self._counts = tuple(groups), tuple(counts)
        self._current = next((index for index, group in enumerate(groups) if group.id == current), -1)
        if before == (self._groups, self._counts, self._current):
            return
        if before[0] == self._groups:
            self._update_changed(before[1], before[2])
        else:
            self.fit()
        self._say()

    def _say(self) -> None:
        said = [self._said(at) for at in range(len(self._groups))]
        here = f"：{said[self._here]}" if self.hasFocus() and self._here < len(said) else ""
        self.setAccessibleName(f"各节进度{here}")
        self.setAccessibleDescription("；".join(said))

    def _said(self, at: int) -> str:
        group, count = self._groups[at], self._counts[at]
        bad = f"，异常 {count.abnormal}" if count.abnormal else ""
        return f"{group.number}，{group.title}，已答 {count.answered} 共 {count.total}{bad}"

    def heard_parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(
                name=self._said(at),
                rect=QRect(8, at * self._tall, self.width() - 16, self._tall),
                is_chosen=at == self._current,
                is_current=at == self._here,
                press=partial(self.chosen.emit, group),
            )
            for at, group in enumerate(self._groups)
        )

    def _update_changed(self, counts: Sequence[Count], current: int) -> None:
        """Repaints only the rows that look different now."""
        tall = self._row()
        for index, (old, new) in enumerate(zip(counts, self._counts, strict=True)):
            if old != new or (current != self._current and index in (current, self._current)):
                self.update(0, index * tall, self.width(), tall)

    def sizeHint(self) -> QSize:
        return QSize(212, len(self._groups) * self._row())

    def _row(self) -> int:
        return self._tall

    def fit(self) -> None:
        """Lower rows where there are many, or where the higher ones would need a scroll bar."""
        inner = self.parentWidget()
        view = inner.parentWidget() if inner is not None else None
        room = view.height() - 24 if view is not None else 10_000
        low = len(self._groups) > _MANY or len(self._groups) * _ROW > room
        self._tall = _ROW_LOW if low else _ROW
        self.setFixedHeight(len(self._groups) * self._tall)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        tall = self._row()
        for index, (group, count) in enumerate(zip(self._groups, self._counts, strict=True)):
            if not event.rect().intersects(QRect(0, index * tall, self.width(), tall)):
                continue
            box = QRectF(8, index * tall + 2, self.width() - 16, tall - 4)
            here = index == self._current
            if here:
                edge = Role.BRAND if is_contrast() else None
                painting.box(painter, box, RADIUS_CONTROL, fill=Role.BRAND_SOFT, edge=edge, width=2)
            elif index == self._hovered:
                painting.box(painter, box, RADIUS_CONTROL, fill=Role.HOVER)
            self._paint_row(painter, box, group, count, here=here)
            if self.hasFocus() and index == self._here:
                painting.ring(painter, box, RADIUS_CONTROL)

    def _paint_row(self, painter: QPainter, box: QRectF, group: Group, count: Count, *, here: bool) -> None:
        top = box.top() + (box.height() - 44) / 2
        right = box.right() - 12
        number_wide = max(20.0, text_width(group.number, Type.BODY) + 6.0)
        painting.line(
            painter, QRectF(box.left() + 12, top, 40, 22), group.number, Type.BODY, Role.TEXT2, heavy=here
        )
        mark_wide = 0.0
        if count.abnormal:
            word = str(count.abnormal)
            mark_wide = 24.0 + text_width(word, Type.BODY, heavy=True)
            icons.draw(
                painter, "triangle-alert", QPointF(right - mark_wide, top + 3), 16, Role.BAD, stroke=2.4
            )
            painting.line(
                painter, QRectF(right - mark_wide + 22, top, 30, 22), word, Type.BODY, Role.BAD, heavy=True
            )
        elif count.total and count.is_full:
            mark_wide = 18.0
            icons.draw(painter, "check", QPointF(right - 17, top + 2), 18, Role.OK, stroke=2.6)
        name = QRectF(
            box.left() + 12 + number_wide, top, right - box.left() - 12 - number_wide - mark_wide, 22
        )
        role = Role.TEXT if here or count.answered else Role.TEXT2
        fits = text_width(group.title, Type.BODY, heavy=here) <= name.width()
        kind = Type.BODY if fits else Type.META
        painting.line(painter, name, group.title, kind, role, heavy=here)
        if not count.total:
            return
        fraction = f"{count.answered}/{count.total}"
        wide = text_width(fraction, Type.META)
        painting.line(
            painter,
            QRectF(right - wide - 2, top + 23, wide + 3, 20),
            fraction,
            Type.META,
            Role.TEXT2,
            align=painting.RIGHT,
        )
        ticks = QRectF(
            box.left() + 12 + number_wide, top + 28, right - box.left() - 24 - number_wide - wide, 9
        )
        draw_ticks(painter, ticks, count.ticks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up:
                self._here = max(0, self._here - 1)
            case Qt.Key.Key_Down:
                self._here = min(len(self._groups) - 1, self._here + 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if not event.modifiers() & (
                Qt.KeyboardModifier.ControlModifier
            ):
                self.chosen.emit(self._groups[self._here])
            case _:
                event.ignore()
                return
        self._say()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = int(event.position().y() // self._row())
        if 0 <= index < len(self._groups):
            self._here = index
            self.chosen.emit(self._groups[index])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = int(event.position().y() // self._row())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = -1
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._here = max(0, self._current)
        self._say()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class SectionProgress(QWidget):
    """Signals:
    chosen: the group to go to.
    rest_requested: 本节其余正常 was pressed.
    paper_requested: this draft is keyed from paper.
    discard_requested: throw this draft away; it is asked again before that happens.
    """

    chosen = Signal(object)
    rest_requested = Signal()
    paper_requested = Signal()
    discard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups = GroupList()
        self.groups.chosen.connect(self.chosen)
        self._scroller = scroller = Scroll(margins=(0, 10, 0, 10), spacing=0)
        scroller.viewport().installEventFilter(self)
        scroller.column.addWidget(self.groups)
        scroller.column.addStretch(1)
        self._rest = Button(REST_OF_GROUP, Kind.PLAIN, icon="list-checks", key="Q")
        self._rest.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._rest.clicked.connect(self.rest_requested)
        self._when = Label(REST_WHEN, Type.META, Role.TEXT2)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 6, 8, 8)
        foot.setSpacing(2)
        foot.addWidget(self._when)
        foot.addWidget(self._rest)
        paper = Button("照纸录入", Kind.LINK, height=26)
        discard = Button("丢掉草稿", Kind.LINK, height=26)
        for link, signal in ((paper, self.paper_requested), (discard, self.discard_requested)):
            link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            link.clicked.connect(signal)
        links = QHBoxLayout()
        links.setContentsMargins(0, 0, 0, 0)
        links.setSpacing(4)
        links.addWidget(paper)
        links.addWidget(discard)
        links.addStretch(1)
        foot.addLayout(links)
        self._when.setContentsMargins(4, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        column.addWidget(scroller, 1)
        column.addLayout(foot)

    def show_rest(self, *, shown: bool) -> None:
        """本节其余正常 stands only where there is something it could mark."""
        self._rest.setVisible(shown)
        self._when.setVisible(shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list closes up when the room for it does: with the window, or with what stands below it."""
        if event.type() is QEvent.Type.Resize:
            QTimer.singleShot(0, self.groups, self.groups.fit)
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.box(painter, QRectF(self.rect()), 0, fill=Role.SURFACE)
        painting.box(painter, QRectF(self.width() - 1, 0, 1, self.height()), 0, fill=Role.BORDER)
        if self._scroller.verticalScrollBar().maximum() > 0:  # else the cut row looks broken
            painting.hairline(painter, 0, self.width() - 1, self._scroller.geometry().bottom() + 1)
