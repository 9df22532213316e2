"""The table: rows 44, hairlines only, the first column after the code bold, one tab stop."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.tables.column import Align, Column
from ui.tables.jump import Jump
from ui.tables.model import Index, RowsModel
from ui.theme import icons, look, painting
from ui.theme.look import colour
from ui.theme.states import Tone
from ui.theme.tokens import RADIUS_PILL, Role, Type
from ui.theme.typography import width
from ui.widgets.pill import HEIGHT, draw_pill, draw_state, pill_width

R = TypeVar("R")
ROW = 44
HEAD = 40
PAD = 12
CHECK = 16  # the box to mark a row with


class _Cells(QStyledItemDelegate):
    """Paints one cell from its column's words and states."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, RowsModel):
            return
        row = model.row(index.row())
        if row is None:
            return
        column: Column[object] = model.columns[index.column()]
        area: QRect = option.rect
        table = self.parent()
        chosen = isinstance(table, QTableView) and table.currentIndex().row() == index.row()
        rect = QRectF(area)
        first = rect.left() <= 0
        painter.save()
        painting.smooth(painter)
        if chosen:
            painter.fillRect(rect, colour(Role.BRAND_SOFT))
        painting.hairline(painter, rect.left(), rect.right(), rect.bottom())
        if chosen and look.is_contrast():
            painting.hairline(painter, rect.left(), rect.right(), rect.top(), Role.BRAND)
            painting.hairline(painter, rect.left(), rect.right(), rect.bottom() - 1, Role.BRAND)
        if chosen and first:
            painter.fillRect(QRectF(rect.left(), rect.top(), 4, rect.height()), colour(Role.FOCUS))
        inner = rect.adjusted(PAD + (4 if first else 0), 0, -PAD, 0)
        if first and model.may_mark:
            marked = model.is_marked(row)
            draw_check(painter, QPointF(inner.left(), inner.center().y() - CHECK / 2), marked=marked)
            inner.setLeft(inner.left() + CHECK + 12)
        if column.state is not None:
            self._state(painter, inner, column, row)
        else:
            self._text(painter, inner, column, row)
        painter.restore()

    def _state(self, painter: QPainter, inner: QRectF, column: Column[object], row: object) -> None:
        assert column.state is not None
        state = column.state(row)
        if state.tone in (Tone.NA, Tone.OK):  # the ordinary state is quiet
            role = Role.TEXT2 if state.tone is Tone.NA else None
            draw_state(painter, inner, state, role=role)
        else:
            draw_pill(painter, QPointF(inner.left() - 4, inner.center().y() - HEIGHT / 2), state)

    def _text(self, painter: QPainter, inner: QRectF, column: Column[object], row: object) -> None:
        pills = column.pills(row)[:2]
        room = inner.width() - sum(pill_width(state) + 8 for state in pills)
        align = painting.RIGHT if column.align is Align.RIGHT else painting.LEFT
        role = Role.TEXT2 if column.quiet else Role.TEXT
        box = QRectF(inner.left(), inner.top(), max(40.0, room), inner.height())
        kind = Type.META if column.quiet else Type.BODY
        x = box.left() + painting.line(
            painter, box, column.text(row), kind, role, align=align, heavy=column.heavy
        )
        for state in pills:
            x += 8
            x += draw_pill(painter, QPointF(x, inner.center().y() - HEIGHT / 2), state)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(80, look.row(ROW))


def draw_check(painter: QPainter, at: QPointF, *, marked: bool) -> None:
    """A box to mark a row with, drawn: the font has none."""
    box = QRectF(at.x(), at.y(), CHECK, CHECK)
    painting.box(
        painter,
        box,
        3,
        fill=Role.BRAND if marked else Role.SURFACE,
        edge=Role.BRAND if marked else Role.STRONG,
    )
    if marked:
        icons.draw(
            painter, "check", QPointF(box.left() + 2, box.top() + 2), CHECK - 4, Role.ON_BRAND, stroke=3
        )


class _Head(QHeaderView):
    """The head on surface2, with the arrow of the order in force; a click on that column turns it round."""

    def __init__(self, columns: tuple[Column[R], ...], parent: QWidget, *, room: int = 0) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._room = room  # of the boxes before the first column
        self.ascending = False
        self.setFixedHeight(HEAD)
        self.setSectionsClickable(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        column = self._columns[section]
        painter.save()
        painting.smooth(painter)
        box = QRectF(rect)
        painter.fillRect(box, colour(Role.SURFACE2))
        painting.hairline(painter, box.left(), box.right(), box.bottom())
        first = box.left() <= 0
        inner = box.adjusted(PAD + (4 + self._room if first else 0), 0, -PAD, 0)
        align = painting.RIGHT if column.align is Align.RIGHT else painting.LEFT
        painting.line(painter, inner, column.title, Type.META, Role.TEXT2, align=align, heavy=True)
        if column.sorted:
            x = inner.left() + width(column.title, Type.META, heavy=True) + 6
            arrow = "chevron-up" if self.ascending else "chevron-down"
            icons.draw(painter, arrow, QPointF(x, inner.center().y() - 7), 14, Role.TEXT2)
        painter.restore()


class Table(QTableView, Generic[R]):
    """Arrows, Home, End and the page keys move; Enter opens; letters are left to the page.

    Where rows can be marked Space marks one and goes on, Shift with an arrow marks on the way, Ctrl+A marks all
    that are shown, and the box before a row is clicked.

    Signals:
        moved(object): the row that is current now, or None.
        opened(object): Enter or a double click on a row.
        turned: the head of the column that carries the order was clicked.
    """

    moved = Signal(object)
    opened = Signal(object)
    turned = Signal()

    def __init__(self, model: RowsModel[R], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self._cells, self._head = (
            _Cells(self),
            _Head(model.columns, self, room=CHECK + 12 if model.may_mark else 0),
        )  # Qt alone would let Python forget them
        self.setItemDelegate(self._cells)
        self.setHorizontalHeader(self._head)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setStretchLastSection(False)
        self._head.setSectionsClickable(any(column.sorted for column in model.columns))
        self._head.sectionClicked.connect(self._on_head)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.row(ROW))
        self.setShowGrid(False)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        model.modelReset.connect(self._on_reset)
        self._jump = Jump(model, self)
        self.setAccessibleDescription("键入编号、名称或拼音首字母，跳到那一行")

    @property
    def current(self) -> R | None:
        return self._rows.row(self.currentIndex().row())

    def show_order(self, *, ascending: bool) -> None:
        """Which way the arrow of the order points."""
        self._head.ascending = ascending
        self._head.viewport().update()

    def _on_head(self, section: int) -> None:
        if self._rows.columns[section].sorted:
            self.turned.emit()

    def _toggle(self, number: int) -> None:
        row = self._rows.row(number)
        if row is not None:
            self._rows.mark((row,), on=not self._rows.is_marked(row))

    def _mark_on_the_way(self, by: int) -> None:
        """Mark the row that is left and the one that is reached."""
        here = self.currentIndex().row()
        self.go_to(here + by)
        on_the_way = (self._rows.row(here), self._rows.row(self.currentIndex().row()))
        self._rows.mark([row for row in on_the_way if row is not None], on=True)

    def go_to(self, number: int) -> None:
        """Make a row current; beyond the last it is the last."""
        if self._rows.rowCount():
            number = max(0, min(number, self._rows.rowCount() - 1))
            # In a column that is hidden Qt neither scrolls to a cell nor moves on from it.
            column = next((at for at in range(len(self._rows.columns)) if not self.isColumnHidden(at)), 0)
            self.selectionModel().setCurrentIndex(
                self._rows.index(number, column),
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.viewport().update()
        if current.row() != previous.row():  # else only its column lost its room
            self.moved.emit(self._rows.row(current.row()))

    def _on_reset(self) -> None:
        if self._rows.rowCount() == 0:
            self.moved.emit(None)

    def _open(self, number: int) -> None:
        row = self._rows.row(number)
        if row is not None:
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # Ctrl+Enter belongs to the page
                return
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Home:
            self.go_to(0)
        elif event.key() == Qt.Key.Key_End:
            self.go_to(self._rows.rowCount() - 1)
        elif self._rows.may_mark and self._marks(event):
            event.accept()
        elif _is_typed(event):
            self._on_typed(event)
        elif _is_for_the_page(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_typed(self, event: QKeyEvent) -> None:
        """A letter or digit is the page's if it means something there, else it says how a row begins.

        With Shift it always does, so that rows are reached whose first letter is a command.
        """
        holder = self.parentWidget()
        if holder is not None and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            offered = event.clone()
            QApplication.sendEvent(holder, offered)
            if offered.isAccepted():
                return
        found = self._jump.to(event.text(), self.currentIndex().row())
        if found is not None:
            self.go_to(found)

    def _marks(self, event: QKeyEvent) -> bool:
        """Whether the key was one that marks."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Space:
            here = self.currentIndex().row()
            self._toggle(here)
            self.go_to(here + 1)
        elif shift and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._mark_on_the_way(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._rows.mark(self._rows.rows, on=True)
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        on_box = event.position().x() < PAD + 4 + CHECK + 6
        if self._rows.may_mark and on_box and index.isValid():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.go_to(index.row())
            self._toggle(index.row())
            return
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.go_to(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring stands around the current row, around the table while there is none."""
        super().paintEvent(event)
        if not self.hasFocus():
            return
        room = self.viewport().rect()
        here = self.currentIndex()
        top, high = self.rowViewportPosition(here.row()), self.rowHeight(here.row())
        whole = QRect(0, top, room.width(), high) if here.isValid() else room
        painter = QPainter(self.viewport())
        painting.smooth(painter)
        painting.ring(painter, QRectF(whole).adjusted(0, 0, 0, -1), RADIUS_PILL)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.verticalHeader().setDefaultSectionSize(look.row(ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give each column its width, leave out what does not fit, share the rest."""
        columns = self._rows.columns
        room = self.viewport().width()
        boxes = CHECK + 12 if self._rows.may_mark else 0  # before the first column that is shown
        shown = list(range(len(columns)))
        while len(shown) > 1 and sum(columns[at].wide for at in shown) + boxes > room:
            least = min(shown, key=lambda at: (columns[at].keep, -at))
            if columns[least].keep >= 9:
                break
            shown.remove(least)
        stretching = [at for at in shown if columns[at].stretch] or shown[-1:]
        spare = max(0, room - boxes - sum(columns[at].wide for at in shown))
        for at, column in enumerate(columns):
            self.setColumnHidden(at, at not in shown)
            extra = spare // len(stretching) if at in stretching else 0
            self.setColumnWidth(at, column.wide + extra + (boxes if at == shown[0] else 0))
        here = self.currentIndex()
        if here.isValid() and self.isColumnHidden(here.column()):
            self.go_to(here.row())


def _is_typed(event: QKeyEvent) -> bool:
    """Whether it is a letter or a digit, alone or with Shift."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return not held and event.text().isascii() and event.text().isalnum()


def _is_for_the_page(event: QKeyEvent) -> bool:
    """Signs are commands of the page, and so are the keys that lead out of the table."""
    if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_Right):
        return True
    return bool(event.text()) and event.text().isprintable() and event.key() != Qt.Key.Key_Space
