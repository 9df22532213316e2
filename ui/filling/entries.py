"""One line of the page: a painted check item with its panel, a framed field, or a table of rows. Built when seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from forms.answer_store import Path
from forms.check_answer import AnswerKind, kind_of
from forms.definition import Field, FieldType
from forms.problems import Problem
from forms.progress import Item
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.editors.registry import EDITORS
from ui.filling.finding_panel import FindingPanel
from ui.filling.heights import height_at as layout_height
from ui.filling.item_row import ItemFace, ItemRow, height_at
from ui.filling.session import FillSession
from ui.filling.wording import MAY, MUST
from ui.widgets.field import FieldFrame
from ui.widgets.focus_chain import proxy_of

_FIELD_GUESS = 62
_HINT_GUESS = 22
_TALL = {FieldType.LONG_TEXT: 54, FieldType.PHOTO: 44, FieldType.FILE: 44, FieldType.SIGNATURE: 110}


class Entry(Protocol):
    """What the column needs of a line; ``widget`` is None until it has been built."""

    path: Path
    share: float  # of the line: 1 is the whole of it
    is_stop: bool  # the arrows stop here
    is_plain: bool  # stands in the padded field area, not as a full-width row

    def height(self, width: int) -> int: ...
    def build(self, canvas: QWidget) -> None: ...
    def is_built(self) -> bool: ...
    def place(self, x: int, y: int, width: int) -> None: ...
    def refresh(self, *, force: bool = False) -> None: ...
    def show_problems(self, problems: Sequence[Problem]) -> None: ...
    def focus(self, key: str = "") -> None: ...
    def widgets(self) -> tuple[QWidget, ...]: ...
    def close(self) -> None: ...


class Signals(QObject):
    """What lines say to the column.

    Signals:
        acted: a line and the KeyAct it received.
        entered: the line that has the focus now.
        resized: some line needs another height.
        left: the line whose person wants the next one.
    """

    acted = Signal(object, object)
    entered = Signal(object)
    resized = Signal()
    left = Signal(object)


class CheckEntry:
    share = 1.0
    is_stop = True
    is_plain = False

    def __init__(self, item: Item, session: FillSession, around: Surroundings, signals: Signals) -> None:
        self.item, self.path = item, item.path
        self._session, self._around, self._signals = session, around, signals
        self._problems: tuple[Problem, ...] = ()
        self.row: ItemRow | None = None
        self.panel: FindingPanel | None = None
        self._face = self._make_face()

    @property
    def is_bad(self) -> bool:
        return kind_of(self.item.field, self._session.value(self.path)) is AnswerKind.BAD

    def height(self, width: int) -> int:
        panel = self.panel.height_at(width) if self.panel is not None else 0
        return height_at(self._face, width) + panel

    def is_built(self) -> bool:
        return self.row is not None

    def build(self, canvas: QWidget) -> None:
        row = ItemRow(self._face, canvas)
        row.acted.connect(lambda act: self._signals.acted.emit(self, act))
        row.entered.connect(lambda: self._signals.entered.emit(self))
        if self._around.is_read_only:
            row.setEnabled(False)
        row.show()
        self.row = row
        self._sync_panel(canvas)

    def place(self, x: int, y: int, width: int) -> None:
        if self.row is None:
            return
        tall = height_at(self._face, width)
        self.row.setGeometry(x, y, width, tall)
        if self.panel is not None:
            self.panel.setGeometry(x, y + tall, width, self.panel.height_at(width))

    def refresh(self, *, force: bool = False) -> None:
        face = self._make_face()
        if self.row is None:
            self._face = face
            return
        if face != self._face:
            self._face = face
            if self.row.set_face(face):
                self._signals.resized.emit()
        self._sync_panel(self.row.parentWidget())
        if self.panel is not None:
            self.panel.refresh(force=force)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        self._problems = tuple(problems)
        self.refresh()
        if self.panel is not None:
            self.panel.show_problems(
                {problem.key: problem.message for problem in self._problems if problem.key}
            )

    def focus(self, key: str = "") -> None:
        if key and self.panel is not None:
            self.panel.focus_key(key)
        elif self.row is not None:
            self.row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_row(self) -> None:
        self.focus()

    def widgets(self) -> tuple[QWidget, ...]:
        return tuple(widget for widget in (self.row, self.panel) if widget is not None)

    def close(self) -> None:
        for widget in self.widgets():
            widget.hide()
            widget.deleteLater()

    def _sync_panel(self, canvas: QWidget | None) -> None:
        """The panel exists only while the answer is abnormal."""
        if self.is_bad and self.panel is None and canvas is not None:
            panel = FindingPanel(self._session, self.path, self.item.field, self._around, canvas)
            panel.resized.connect(self._signals.resized)
            panel.left.connect(self._focus_row)
            panel.show()
            self.panel = panel
            self._signals.resized.emit()
        elif not self.is_bad and self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
            self._signals.resized.emit()

    def _make_face(self) -> ItemFace:
        field = self.item.field
        assert field.answers is not None
        plain = next((problem.message for problem in self._problems if not problem.key), "")
        return ItemFace(
            label=field.label,
            answers=field.answers,
            number=self.item.number,
            hint=field.hint,
            code=self._session.answer(self.path),
            is_bulk=self._session.is_bulk(self.path),
            problem=plain,
        )


class FieldEntry:
    is_plain = True

    def __init__(
        self,
        item: Item,
        session: FillSession,
        around: Surroundings,
        signals: Signals,
        *,
        share: float | None = None,
        has_label: bool = True,
        marks_must: bool = True,
    ) -> None:
        """``marks_must``: 必填 is written on the required ones, else 选填 on the others."""
        self.item, self.path = item, item.path
        self.share = share or (0.5 if item.field.width == "half" else 1.0)
        self._session, self._around, self._signals = session, around, signals
        self._has_label = has_label and item.field.type is not FieldType.NOTE
        self._marks_must = marks_must
        self.is_stop = item.field.type not in (FieldType.NOTE, FieldType.CALCULATED)
        self._make: Callable[[Field, Surroundings], Editor] = EDITORS[item.field.type]
        self._problems: tuple[Problem, ...] = ()
        self._frame: FieldFrame | None = None
        self._editor: Editor | None = None

    def height(self, width: int) -> int:
        if self._frame is None or self._editor is None:
            guess = _FIELD_GUESS + _TALL.get(self.item.field.type, 0)
            return guess + (_HINT_GUESS if self.item.field.hint else 0)
        return layout_height(self._frame, width)

    def is_built(self) -> bool:
        return self._frame is not None

    def build(self, canvas: QWidget) -> None:
        field, path, session = self.item.field, self.path, self._session
        editor = self._make(field, self._around)
        editor.set_value(session.value(path))
        editor.edited.connect(lambda value: session.set_value(path, value))
        editor.typed.connect(lambda value: session.set_value(path, value, typing=True))
        editor.resized.connect(self._signals.resized)
        editor.left.connect(lambda: self._signals.left.emit(self))
        frame = FieldFrame(field.label, editor, need=self._need(), hint=field.hint, parent=canvas)
        frame.label.setVisible(self._has_label)
        frame.show()
        self._frame, self._editor = frame, editor
        if self._problems:
            self.show_problems(self._problems)

    def place(self, x: int, y: int, width: int) -> None:
        if self._frame is not None:
            self._frame.setGeometry(x, y, width, self.height(width))

    def refresh(self, *, force: bool = False) -> None:
        if self._editor is None or self._frame is None:
            return
        need = self._need()
        if self._frame.need.text() != need:
            self._frame.need.setText(need)
            self._frame.need.setVisible(bool(need))
        focus = QApplication.focusWidget()
        typing = focus is not None and (focus is self._editor or self._editor.isAncestorOf(focus))
        if force or not typing:
            self._editor.set_value(self._session.value(self.path))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        self._problems = tuple(problems)
        if self._frame is not None and self._editor is not None:
            self._frame.set_problem(self._problems[0].message if self._problems else "")
            self._editor.set_problem(has_problem=bool(self._problems))
            self._signals.resized.emit()

    def focus(self, key: str = "") -> None:
        if self._editor is not None:
            target = proxy_of(self._editor) or self._editor
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def widgets(self) -> tuple[QWidget, ...]:
        return (self._frame,) if self._frame is not None else ()

    def close(self) -> None:
        if self._frame is not None:
            self._frame.hide()
            self._frame.deleteLater()

    def _need(self) -> str:
        field = self.item.field
        if field.type in (FieldType.NOTE, FieldType.CALCULATED) or not self._has_label:
            return ""
        required = self._session.filling.required(self.path)
        if self._marks_must:
            return MUST if required else ""
        return "" if required else MAY
