"""The table of a round sheet and its keys: 1 2 3 answer and move on, Enter finishes a row, nothing finishes the sheet."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QLineEdit, QTableView, QWidget

from forms.answer_store import Path
from forms.definition import Field, FieldType
from ui.filling.editors.editor import Surroundings
from ui.filling.keys import Act, act_of
from ui.filling.session import FillSession
from ui.filling.sheet.delegate import ROW, SheetDelegate, SheetHeader, keep_cell
from ui.filling.sheet.model import Index, Part, SheetModel

_NUMBER, _PLACE, _TIME, _OTHER, _FOLDED = 44, 178, 66, 96, 40
_CHECK_LEAST, _CHECK_MOST, _REMARK_LEAST = 76, 124, 170


_WORD_TRIGGERS = QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.AnyKeyPressed


class SheetView(QTableView):
    """Signals:
    moved: another cell is current, as row number (from 1) and path.
    row_marked: how many cells Enter has marked normal.
    details_requested: the panel of a failed cell is wanted; its path, and whether for a photo.
    refused: a key that does nothing here, with what does.
    """

    moved = Signal(int, object)
    row_marked = Signal(int)
    details_requested = Signal(object, bool)
    refused = Signal(str)

    def __init__(
        self, session: FillSession, model: SheetModel, around: Surroundings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._sheet, self._around = session, model, around
        self.setModel(model)
        self.delegate = SheetDelegate(self, model, around)
        self.setItemDelegate(self.delegate)
        self.setHorizontalHeader(SheetHeader(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setAccessibleName(f"{model.table.label}，{model.rowCount()} 行")
        self.delegate.finished.connect(self._on_finished)
        self.verticalScrollBar().rangeChanged.connect(self.fit)

    def reload(self) -> None:
        """The rows have come or gone; the current cell stays where it can."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        self._sheet.reload()
        self.fit()
        if self._sheet.rowCount():
            self.go(max(0, min(row, self._sheet.rowCount() - 1)), max(1, column))

    def go(self, row: int, column: int) -> None:
        index = self._sheet.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def go_to_open(self, row: int = 0) -> None:
        """The first cell from a row on that wants an answer."""
        for offset in range(self._sheet.rowCount()):
            at = (row + offset) % self._sheet.rowCount()
            if not self._is_done(at):
                self.go(at, self._sheet.first_open(at))
                return
        self.go(min(row, self._sheet.rowCount() - 1), self._sheet.check_columns()[0])

    def current_path(self) -> Path | None:
        index = self.currentIndex()
        return self._sheet.path(index.row(), index.column()) if index.isValid() else None

    def fit(self) -> None:
        """Widths: what is written on paper first, the checks share the rest, the remark folds when it is narrow."""
        room = self.viewport().width()
        fixed = {Part.NUMBER: _NUMBER}
        checks = len(self._sheet.check_columns())
        cells = 0
        for index, column in enumerate(self._sheet.columns):
            if column.part is Part.CELL and column.field is not None:
                wide = _TIME if column.field.type is FieldType.TIME else _PLACE if cells == 0 else _OTHER
                cells += wide
                self.setColumnWidth(index, wide)
            elif column.part in fixed:
                self.setColumnWidth(index, fixed[column.part])
        rest = room - _NUMBER - cells
        folds = rest - checks * _CHECK_LEAST < _REMARK_LEAST
        remark = _FOLDED if folds else _REMARK_LEAST
        wide = max(_CHECK_LEAST, min(_CHECK_MOST, (rest - remark) // max(1, checks)))
        for index in self._sheet.check_columns():
            self.setColumnWidth(index, wide)
        self.delegate.folds_remark = folds
        fits = wide * checks + remark <= rest
        self.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.setColumnWidth(len(self._sheet.columns) - 1, max(remark, rest - wide * checks))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        for row in {current.row(), previous.row()} - {-1}:
            self.viewport().update(0, self.rowViewportPosition(row), self.viewport().width(), ROW)
        if current.column() != previous.column():
            self.horizontalHeader().viewport().update()
        self._listen(current)
        path = self._sheet.path(current.row(), current.column()) if current.isValid() else None
        if path is not None:
            self._session.move_to(path)
            self.moved.emit(current.row() + 1, path)

    def _listen(self, index: Index) -> None:
        """An input method begins its word in a cell that holds words; digits come as keys everywhere else."""
        column = self._sheet.columns[index.column()] if index.isValid() else None
        words = column is not None and (column.part is Part.REMARK or _holds_words(column.field))
        self.setAttribute(
            Qt.WidgetAttribute.WA_InputMethodEnabled, on=words and not self._around.is_read_only
        )
        self.setEditTriggers(_WORD_TRIGGERS if words else QAbstractItemView.EditTrigger.DoubleClicked)
        QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImEnabled)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if not index.isValid() or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        if self._around.is_read_only:
            super().keyPressEvent(event)
            return
        if not self._handle(event, index):
            super().keyPressEvent(event)

    def _handle(self, event: QKeyEvent, index: QModelIndex) -> bool:
        part, key = self._sheet.columns[index.column()].part, event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._finish_row(index.row())
            return True
        if key == Qt.Key.Key_Space:
            self._open_details(index, photo=False)
            return True
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            event.ignore()
            return True
        if part is Part.CHECK:
            return self._handle_check(event, index)
        if part is Part.CELL and event.text() and event.text().isprintable():
            self._type_into(index, event.text())
            return True
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and part is Part.CELL:
            keep_cell(self._sheet, index.row(), index.column(), "")
            return True
        if part is Part.REMARK and event.text() and event.text().isprintable():
            self._type_into(index, event.text(), replaces=False)
            return True
        return False

    def _handle_check(self, event: QKeyEvent, index: QModelIndex) -> bool:
        field = self._sheet.columns[index.column()].field
        path = self._sheet.path(index.row(), index.column())
        if field is None or field.answers is None or path is None:
            return False
        act = act_of(event.key(), event.modifiers(), choices=len(field.answers.choices))
        match act.act if act is not None else None:
            case Act.ANSWER:
                assert act is not None
                code = field.answers.choices[act.choice].code
                self._session.set_check(path, code)
                if code in field.answers.bad:
                    self._write_remark(index, path)
                else:
                    self._move_on(index)
            case Act.CLEAR:
                self._session.clear(path)
            case Act.REST_NORMAL if event.key() == Qt.Key.Key_0:
                self._finish_row(index.row())
            case Act.REMARK if path in self._sheet.bad_paths(index.row()):
                self._write_remark(index, path)
            case Act.PHOTO if path in self._sheet.bad_paths(index.row()):
                self._open_details(index, photo=True)
            case Act.REMARK | Act.PHOTO:
                self.refused.emit("说明和照片写在异常的格里：先按 2")
            case _:
                return False
        return True

    def _finish_row(self, row: int) -> None:
        marked = self._session.mark_rest(self._sheet.check_paths(row))
        self.row_marked.emit(len(marked))
        if row + 1 < self._sheet.rowCount():
            self.go(row + 1, self._sheet.first_open(row + 1))
        elif not all(self._is_done(at) for at in range(self._sheet.rowCount())):
            self.go_to_open()

    def _move_on(self, index: Index) -> None:
        checks = self._sheet.check_columns()
        later = [column for column in checks if column > index.column()]
        if later:
            self.go(index.row(), later[0])
        elif index.row() + 1 < self._sheet.rowCount():
            self.go(index.row() + 1, self._sheet.first_open(index.row() + 1))

    def _write_remark(self, index: Index, path: Path) -> None:
        self._sheet.remarked = path
        remark = self._sheet.index(index.row(), len(self._sheet.columns) - 1)
        self.setCurrentIndex(remark)
        self.edit(remark)

    def _on_finished(self, index: QModelIndex) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        part = self._sheet.columns[index.column()].part
        at = self._sheet.position(self._sheet.remarked) if self._sheet.remarked else None
        if part is Part.REMARK and at is not None and at[0] == index.row():
            self._move_on(self._sheet.index(*at))
        elif part is Part.REMARK:
            self.go(index.row(), self._sheet.first_open(index.row()))
        elif self._is_done(index.row()) and index.row() + 1 < self._sheet.rowCount():
            self.go(index.row() + 1, self._sheet.first_open(index.row() + 1))
        else:
            columns = [i for i, one in enumerate(self._sheet.columns) if one.part in (Part.CELL, Part.CHECK)]
            later = [column for column in columns if column > index.column()]
            self.go(index.row(), later[0] if later else index.column())

    def _is_done(self, row: int) -> bool:
        """Nothing of the row is open: the times are keyed last, and a second digit must not change an answer."""
        full = self._sheet.is_row_full(row)
        return full and self._sheet.first_open(row) == self._sheet.check_columns()[0]

    def _type_into(self, index: QModelIndex, text: str, *, replaces: bool = True) -> None:
        self.edit(index)
        editor = QApplication.focusWidget()
        if isinstance(editor, QLineEdit) and self.isAncestorOf(editor):
            if replaces:
                editor.selectAll()
            else:
                editor.end(False)
            editor.insert(text)
            editor.setModified(True)
            editor.textEdited.emit(editor.text())

    def _open_details(self, index: Index, *, photo: bool) -> None:
        path = self._sheet.path(index.row(), index.column())
        paths = self._sheet.bad_paths(index.row())
        target = path if path in paths else (paths[0] if paths else None)
        if target is None:
            self.refused.emit("这一行没有异常，不用写说明")
        else:
            self.details_requested.emit(target, photo)


def _holds_words(field: Field | None) -> bool:
    """Whether a cell is written in words, or finds by them."""
    return field is not None and field.type in (
        FieldType.TEXT,
        FieldType.LONG_TEXT,
        FieldType.PERSON,
        FieldType.PLACE,
        FieldType.ASSET,
    )
