"""The round sheet page: a line of tools, the table, and the panel of one failed cell below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.answer_store import Path
from forms.definition import Field, FieldType
from forms.problems import Problem
from ui.filling.editors.editor import Surroundings
from ui.filling.finding_panel import FindingPanel
from ui.filling.groups import Count, spoken_title
from ui.filling.session import FillSession
from ui.filling.sheet.model import Part, SheetModel
from ui.filling.sheet.sheet_view import SheetView
from ui.filling.wording import EMPTY_CELLS, REST_OF_ROW, TIME_IN_ROW, nothing_to_mark, rest_marked
from ui.theme import painting
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.pill import Mark
from ui.widgets.scroll import Scroll

_EDGE = 16


class RoundSheet(QWidget):
    """Signals:
    other_requested: the person wants the fields beside the sheet.
    marked: how many cells were marked normal, and the word for them.
    moved: another cell is current: its row from 1, its path.
    rows_requested: another place is wanted.
    undo_requested: the last step is to be taken back.
    """

    other_requested = Signal()
    marked = Signal(int, str)
    moved = Signal(int, object)
    rows_requested = Signal(object)
    undo_requested = Signal()

    def __init__(
        self, session: FillSession, table: Field, around: Surroundings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._table, self._around = session, table, around
        self._problems: tuple[Problem, ...] = ()
        self.model = SheetModel(session, table, around, self)
        self.view = SheetView(session, self.model, around)
        self.panel: FindingPanel | None = None
        self._others = Button("其他栏目", Kind.PLAIN, icon="clipboard-list", height=34)
        self._others.clicked.connect(self.other_requested)
        self._note = Label(EMPTY_CELLS, Type.META, Role.TEXT2)
        self._undo = Button("撤销", Kind.LINK, key="Ctrl Z", height=34)
        self._undo.clicked.connect(self.undo_requested)
        self._undo.hide()
        self._add = Button("加点位", Kind.PLAIN, icon="plus", height=34)
        self._add.clicked.connect(lambda: self.rows_requested.emit(table))
        self._rest = Button(REST_OF_ROW, Kind.PLAIN, key="Enter", height=34)
        self._rest.clicked.connect(self._on_rest)
        for button in (self._others, self._undo, self._add, self._rest):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self._others)
        tools.addWidget(self._note)
        tools.addWidget(self._undo)
        tools.addStretch(1)
        tools.addWidget(self._add)
        tools.addWidget(self._rest)
        self._card = _Card()
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(1, 2, 1, 2)
        inside.addWidget(self.view)
        self._dock = _Dock()
        self._dock.hide()
        self._dock.closed.connect(self.close_panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, 8, _EDGE, 10)
        column.setSpacing(6)
        column.addLayout(tools)
        column.addWidget(self._card, 1)
        column.addWidget(self._dock)
        if around.is_read_only:
            self._add.hide()
            self._rest.hide()
        self.view.moved.connect(self._on_moved)
        self.view.row_marked.connect(lambda count: self.marked.emit(count, "本行"))
        self.view.details_requested.connect(self.open_panel)
        self.view.refused.connect(self._say)
        session.changed.connect(self._on_changed)

    def reload(self) -> None:
        self.view.reload()

    def show_others(self, count: Count) -> None:
        """The other fields of the form, as a button that says how far they are."""
        self._others.setVisible(count.total > 0)
        mark = f" {count.answered}/{count.total}"
        self._others.set_label(f"基本情况{mark}", icon="check" if count.is_full else "clipboard-list")

    @property
    def told(self) -> str:
        """What the line above the table says."""
        return self._note.text()

    def say_marked(self, count: int) -> None:
        """What Enter has done, with the way back, in the line above the table: a toast would cover its last rows."""
        if count:
            self._say(rest_marked(count, "本行"))
            self._undo.show()
        else:
            self._say(nothing_to_mark("本行"))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        self._problems = tuple(problem for problem in problems if self.holds(problem.path))
        self.view.delegate.problems = frozenset(problem.path for problem in self._problems)
        self.view.viewport().update()
        if self.panel is not None:
            self.panel.show_problems(
                {one.key: one.message for one in self._problems if one.path == self._panel_path and one.key}
            )

    def focus_problem(self, problem: Problem) -> None:
        """Goes to the cell; what its finding lacks is asked in the panel."""
        self.go_to(problem.path)
        if problem.key:
            self.open_panel(problem.path)
            if self.panel is not None:
                self.panel.focus_key(problem.key)

    def holds(self, path: Path) -> bool:
        return self.model.position(path) is not None

    def go_to(self, path: Path | None) -> None:
        at = self.model.position(path) if path is not None else None
        if at is None:
            self.view.go_to_open()
        else:
            self.view.go(*at)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_cell(self) -> None:
        if not self.view.currentIndex().isValid():
            self.view.go_to_open()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def keys(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """What the bar at the foot teaches here."""
        answers = next(
            (column.field.answers for column in self.model.columns if column.field and column.field.answers),
            None,
        )
        words = (
            [((str(index),), choice.label) for index, choice in enumerate(answers.choices[:3], 1)]
            if answers
            else []
        )
        index = self.view.currentIndex()
        part = self.model.columns[index.column()].part if index.isValid() else Part.CHECK
        moving = ((("←", "→", "↑", "↓"), "移动"), (("Enter",), REST_OF_ROW))
        if part is Part.CHECK:
            return (*words, *moving, (("Space",), "写说明"), (("Ctrl", "Z"), "撤销"))
        column = self.model.columns[index.column()].field
        is_time = column is not None and column.type is FieldType.TIME
        lesson = ((("0", "5"), TIME_IN_ROW),) if is_time else ()
        return (*lesson, *moving, (("Ctrl", "Z"), "撤销"))

    def open_panel(self, path: Path, photo: bool = False) -> None:  # noqa: FBT002 (a signal's arguments)
        """The whole finding of a failed cell, below the table."""
        if self.panel is not None:
            self._dock.take()
        at = self.model.position(path)
        if at is None:
            return
        field = self.model.columns[at[1]].field
        assert field is not None
        self._panel_path = path
        self.panel = FindingPanel(self._session, path, field, self._around, has_edge=False)
        self.panel.left.connect(self.close_panel)
        self.panel.set_current(is_current=True)
        self._dock.show_panel(
            self.panel, f"第 {at[0] + 1} 行 {self.model.shown(at[0], 1)}·{spoken_title(field)}"
        )
        self._dock.setFixedHeight(min(420, max(260, self.height() - 260)))
        self._dock.show()
        self.view.scrollTo(self.model.index(*at))
        if photo:
            self.panel.add_photo()
        else:
            self.panel.focus_description()

    def close_panel(self) -> None:
        self._dock.take()
        self._dock.hide()
        self.panel = None
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    _panel_path: Path = ()

    def _on_rest(self) -> None:
        marked = self._session.mark_rest(self.model.check_paths(max(0, self.view.currentIndex().row())))
        self.marked.emit(len(marked), "本行")

    def _on_moved(self, row: int, path: Path) -> None:
        self.moved.emit(row, path)

    def _say(self, text: str) -> None:
        self._note.setText(text)
        self._undo.hide()

    def _on_changed(self, paths: tuple[Path, ...]) -> None:
        self._say(EMPTY_CELLS)
        if self.panel is not None and (not paths or self._panel_path in paths):
            at = self.model.position(self._panel_path)
            if at is None or self._panel_path not in self.model.bad_paths(at[0]):
                self.close_panel()
            else:
                self.panel.refresh(force=self._session.is_undoing)


class _Card(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painting.box(painter, QRectF(self.rect()), RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)


class _Dock(QWidget):
    """Holds the panel of one failed cell under a heading."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = Label("", Type.BODY, heavy=True)
        self._close = Button("回到表格", Kind.LINK, icon="chevron-up", key="Esc", height=30)
        self._close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 8, 0)
        head.addWidget(Mark("triangle-alert", 18, Role.BAD))
        head.addWidget(self._title, 1)
        head.addWidget(self._close)
        self._scroller = Scroll()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 4)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._scroller, 1)
        self._panel: FindingPanel | None = None

    def show_panel(self, panel: FindingPanel, title: str) -> None:
        self._title.setText(title)
        self._panel = panel
        self._scroller.column.addWidget(panel)
        self._scroller.column.addStretch(1)

    def take(self) -> None:
        while (item := self._scroller.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._panel = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painting.box(painter, QRectF(self.rect()), RADIUS_CARD, fill=Role.SURFACE, edge=Role.BORDER)
        painting.edge_bar(painter, QRectF(self.rect()), Role.BAD, radius=RADIUS_CARD)
