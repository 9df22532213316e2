"""How the cells of a round sheet look, and the one-line editors in them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from forms.answer_store import Path
from forms.check_answer import AnswerKind
from forms.definition import Field, FieldType
from ui.filling.editors.editor import Surroundings
from ui.filling.editors.line import Line
from ui.filling.editors.lookup import LookupLine
from ui.filling.sheet.model import Index, Part, SheetModel
from ui.filling.sheet.times import read_row_time
from ui.theme import icons, painting
from ui.theme.look import colour, is_contrast
from ui.theme.tokens import Role, Type
from ui.theme.typography import metrics

HEAD = 46
ROW = 26
_GLYPHS = ("√", "×", "/")


class SheetHeader(QHeaderView):
    """Two-line heads; the current column is tinted."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.setFixedHeight(HEAD)
        self.setMinimumSectionSize(ROW)
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self.model()
        if not isinstance(model, SheetModel):
            return
        part = model.columns[section].part
        here = section == self.selectionModel().currentIndex().column() and part is Part.CHECK
        painter.save()
        painting.smooth(painter)
        painter.fillRect(rect, colour(Role.BRAND_SOFT if here else Role.SURFACE2))
        lines = model.columns[section].head.split("\n")
        tall = 19
        top = rect.top() + (rect.height() - tall * len(lines)) / 2
        field = model.columns[section].field
        is_time = field is not None and field.type is FieldType.TIME
        align = painting.CENTRE if is_time or part in (Part.CHECK, Part.NUMBER) else painting.LEFT
        role = Role.BRAND if here else Role.TEXT2
        for index, text in enumerate(lines):
            box = QRectF(rect.left() + 8, top + index * tall, rect.width() - 12, tall)
            if align is painting.CENTRE:
                box = QRectF(rect.left() + 2, top + index * tall, rect.width() - 4, tall)
            painting.line(painter, box, text, Type.META, role, align=align, heavy=True)
        painter.restore()
        painter.save()
        edge_right(painter, rect, part)
        painting.hairline(painter, rect.left(), rect.right(), rect.bottom())
        if here and is_contrast():
            painting.box(painter, QRectF(rect).adjusted(1, 1, -1, -1), 0, edge=Role.BRAND, width=2)
        painter.restore()


class SheetDelegate(QStyledItemDelegate):
    """Signals:
    finished: a one-line editor is done, with its index; the text is kept already.
    """

    finished = Signal(object)

    def __init__(self, view: QTableView, model: SheetModel, around: Surroundings) -> None:
        super().__init__(view)
        self._view, self._model, self._around = view, model, around
        self.problems: frozenset[Path] = frozenset()
        self.folds_remark = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, row, column = self._model, index.row(), index.column()
        rect, current = option.rect, self._view.currentIndex()
        part = model.columns[column].part
        bad = bool(model.bad_paths(row))
        painter.save()
        painting.smooth(painter)
        painter.fillRect(rect, colour(self._ground(row, bad=bad, is_row=row == current.row())))
        is_here = row == current.row() and column == current.column()
        match part:
            case Part.CHECK:
                self._paint_check(painter, rect, row, column, is_here=is_here)
            case Part.REMARK:
                self._paint_remark(painter, rect, row)
            case _:
                self._paint_text(painter, rect, row, column, bad=bad)
        edge_right(painter, rect, part)
        painting.hairline(painter, rect.left(), rect.right(), rect.bottom())
        if is_here:
            self._paint_here(painter, rect, row, column, part)
        painter.restore()

    def _ground(self, row: int, *, bad: bool, is_row: bool) -> Role:
        if bad:
            return Role.BAD_SOFT
        if is_row:
            return Role.BRAND_SOFT
        return Role.SURFACE2 if row % 2 else Role.SURFACE

    def _paint_check(self, painter: QPainter, rect: QRect, row: int, column: int, *, is_here: bool) -> None:
        kind = self._model.kind(row, column)
        centre = QRectF(rect).center()
        match kind:
            case AnswerKind.GOOD:
                icons.draw(
                    painter, "check", QPointF(centre.x() - 8, centre.y() - 8.5), 16, Role.OK, stroke=2.4
                )
            case AnswerKind.NEUTRAL:
                painting.line(
                    painter,
                    QRectF(rect),
                    self._neutral(row, column),
                    Type.META,
                    Role.NA,
                    align=painting.CENTRE,
                )
            case AnswerKind.BAD:
                self._paint_bad(painter, rect, row, column)
            case _:
                path = self._model.path(row, column)
                if path in self.problems and not is_here:
                    box = QRectF(rect).adjusted(4, 3, -5, -4)
                    painting.box(painter, box, 3, edge=Role.BAD, width=1.5, dashed=True)

    def _neutral(self, row: int, column: int) -> str:
        return "/" if row >= 0 and column >= 0 else ""

    def _paint_bad(self, painter: QPainter, rect: QRect, row: int, column: int) -> None:
        box = QRectF(rect).adjusted(5, 2.5, -6, -3.5)
        painting.box(painter, box, 3, fill=Role.BAD)
        field = self._model.columns[column].field
        path = self._model.path(row, column)
        word = "异常"
        if field is not None and field.answers is not None and path is not None:
            word = next(
                (choice.label for choice in field.answers.choices if choice.code in field.answers.bad), word
            )
        wide = metrics(Type.NOTE, heavy=True).horizontalAdvance(word)
        room = box.width() > wide + 30
        left = box.center().x() - (wide + 18) / 2 if room else box.center().x() - 7
        icons.draw(painter, "x", QPointF(left, box.center().y() - 7), 14, Role.ON_BAD, stroke=3)
        if room:
            text = QRectF(left + 18, box.top(), wide + 2, box.height())
            painting.line(painter, text, word, Type.NOTE, Role.ON_BAD, heavy=True)

    def _paint_remark(self, painter: QPainter, rect: QRect, row: int) -> None:
        if not self._model.bad_paths(row):
            return
        lacks = self._model.lacks(row)
        text = self._model.shown(row, len(self._model.columns) - 1)
        x = rect.left() + 8
        if lacks or self.folds_remark:
            icon, role = ("circle-alert", Role.BAD) if lacks else ("message-square", Role.BAD)
            icons.draw(painter, icon, QPointF(x, rect.center().y() - 6.5), 14, role, stroke=2.4)
            x += 20
        if self.folds_remark:
            return
        room = QRectF(x, rect.top(), rect.right() - x - 6, rect.height())
        painting.line(painter, room, text or "按 Space 写说明", Type.META, Role.BAD)

    def _paint_text(self, painter: QPainter, rect: QRect, row: int, column: int, *, bad: bool) -> None:
        one = self._model.columns[column]
        text = self._model.shown(row, column)
        is_number = one.part is Part.NUMBER
        is_time = one.field is not None and one.field.type is FieldType.TIME
        box = QRectF(rect).adjusted(8, 0, -6, 0)
        align = painting.CENTRE if is_number or is_time else painting.LEFT
        if align is painting.CENTRE:
            box = QRectF(rect)
        role = Role.TEXT3 if is_number else Role.TEXT2 if is_time else Role.TEXT
        heavy = not is_number and not is_time and (bad or row == self._view.currentIndex().row())
        kind = Type.NOTE if is_number else Type.META
        if self._model.path(row, column) in self.problems and not text:
            icons.draw(
                painter,
                "circle-alert",
                QPointF(QRectF(rect).center().x() - 7, rect.center().y() - 6.5),
                14,
                Role.BAD,
            )
        painting.line(painter, box, text, kind, role, align=align, heavy=heavy)

    def _paint_here(self, painter: QPainter, rect: QRect, row: int, column: int, part: Part) -> None:
        focused = self._view.hasFocus()
        box = QRectF(rect).adjusted(0, 0, -1, -1)
        if part is Part.CHECK and self._model.kind(row, column) is AnswerKind.OPEN:
            painting.box(painter, box, 4, fill=Role.SURFACE)
            field = self._model.columns[column].field
            count = len(field.answers.choices) if field is not None and field.answers is not None else 3
            marks = [f"{index + 1} {_glyph(field, index)}" for index in range(min(count, 3))]
            painting.line(painter, box, "  ".join(marks), Type.NOTE, Role.TEXT2, align=painting.CENTRE)
        painting.box(painter, box, 4, edge=Role.FOCUS if focused else Role.STRONG, width=3 if focused else 1)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        one = self._model.columns[index.column()]
        if one.field is not None and one.field.type in (FieldType.PLACE, FieldType.ASSET, FieldType.PERSON):
            choices = self._around.choices
            source = {
                FieldType.PLACE: choices.places,
                FieldType.ASSET: choices.assets,
                FieldType.PERSON: choices.people,
            }[one.field.type]
            kind = one.field.of_kind
            lookup = LookupLine(lambda: source(kind), parent=parent)
            lookup.setProperty("cell", "true")
            lookup.chose.connect(lambda code: self._keep(index, code))
            return lookup
        line = CellLine(parent)
        line.setProperty("cell", "true")
        line.textEdited.connect(lambda text: self._on_typed(line, index, text))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            one = self._model.columns[index.column()]
            text = (
                self._remark_text(index.row()) if one.part is Part.REMARK else self._model.shown(*_at(index))
            )
            if editor.text() != text and not editor.isModified():
                editor.setText(text)
                editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:
        if isinstance(editor, LookupLine):
            editor.settle()
        elif isinstance(editor, QLineEdit):
            self._keep(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect
        if self._model.columns[index.column()].part is Part.REMARK and self.folds_remark:
            rect = QRect(rect.right() - 300, rect.top(), 300, rect.height())
        editor.setGeometry(rect.adjusted(-1, -2, 1, 2))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        is_press = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if is_press and isinstance(editor, QLineEdit) and _is_return(event):
            index = self._view.currentIndex()
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self.finished.emit(index)
            return True
        return super().eventFilter(editor, event)

    def _on_typed(self, line: QLineEdit, index: Index, text: str) -> None:
        one = self._model.columns[index.column()]
        if one.part is Part.REMARK:
            self._keep(index, text, typing=True)
        elif (
            one.field is not None and one.field.type is FieldType.TIME and len(text) == 4 and text.isdecimal()
        ):
            self.commitData.emit(line)
            self.closeEditor.emit(line, QStyledItemDelegate.EndEditHint.NoHint)
            self.finished.emit(index)

    def _keep(self, index: Index, text: str, *, typing: bool = False) -> None:
        keep_cell(self._model, index.row(), index.column(), text, typing=typing)

    def _remark_text(self, row: int) -> str:
        return remark_of(self._model, row)


class CellLine(Line):
    """A bare line inside a cell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)


def keep_cell(model: SheetModel, row: int, column: int, text: str, *, typing: bool = False) -> None:
    """Puts what was typed into a cell; a remark goes to the failed cell it is about."""
    one = model.columns[column]
    if one.part is Part.REMARK:
        paths = model.bad_paths(row)
        target = model.remarked if model.remarked in paths else (paths[0] if paths else None)
        if target is not None:
            model.session.set_finding(target, "text", text.strip(), typing=typing)
        return
    path = model.path(row, column)
    if path is None or one.field is None:
        return
    if one.field.type is FieldType.TIME:
        before = model.shown(row - 1, column) if row else ""
        model.session.set_value(path, read_row_time(text, before) or (text.strip() or None))
    else:
        model.session.set_value(path, text.strip() or None)


def remark_of(model: SheetModel, row: int) -> str:
    paths = model.bad_paths(row)
    target = model.remarked if model.remarked in paths else (paths[0] if paths else None)
    return str(model.session.finding(target).get("text") or "") if target is not None else ""


def edge_right(painter: QPainter, rect: QRect, part: Part) -> None:
    """Column lines run beside the checks only."""
    if part is Part.CHECK:
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), colour(Role.BORDER))
        painter.fillRect(QRect(rect.left() - 1, rect.top(), 1, rect.height()), colour(Role.BORDER))


def _glyph(field: Field | None, index: int) -> str:
    if field is None or field.answers is None:
        return _GLYPHS[index]
    code = field.answers.choices[index].code
    if code in field.answers.bad:
        return "×"
    return "√" if code == field.answers.good else "/"


def _is_return(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _at(index: Index) -> tuple[int, int]:
    return index.row(), index.column()
