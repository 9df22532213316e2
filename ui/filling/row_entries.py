"""Lines that head a repeating table and each of its rows: what it is, add one, take one out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from forms.answer_store import Path
from forms.definition import Field
from forms.problems import Problem
from forms.progress import Item
from forms.roll import came_column, person_column
from ui.filling.heights import height_at
from ui.filling.session import FillSession
from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.pill import Mark


class TableHead:
    """Name and hint of a table, and the button that adds a row."""

    share = 1.0
    is_stop = True
    is_plain = True

    def __init__(
        self, item: Item, session: FillSession, *, add: Callable[[], None], is_read_only: bool = False
    ) -> None:
        self.item, self.path = item, item.path
        self._session, self._add, self._is_read_only = session, add, is_read_only
        self._widget: QWidget | None = None
        self._problem: Label | None = None
        self._mark: Mark | None = None
        self._button: Button | None = None
        self._problems: tuple[Problem, ...] = ()

    def height(self, width: int) -> int:
        return height_at(self._widget, width) if self._widget is not None else 48

    def is_built(self) -> bool:
        return self._widget is not None

    def build(self, canvas: QWidget) -> None:
        field = self.item.field
        widget = QWidget(canvas)
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.addWidget(Label(field.label, Type.BODY, heavy=True))
        line.addStretch(1)
        noun = add_word(field)
        self._button = Button(noun, Kind.PLAIN, icon="plus", height=34)
        self._button.setAccessibleName(f"{field.label}，{noun}")
        self._button.clicked.connect(self._add)
        line.addWidget(self._button)
        if self._is_read_only:
            self._button.hide()
        column.addLayout(line)
        if field.hint:
            column.addWidget(Label(field.hint, Type.NOTE, Role.TEXT3, wrap=True))
        self._mark = Mark("circle-alert", 16, Role.BAD)
        self._problem = Label("", Type.META, Role.BAD, wrap=True)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._mark)
        foot.addWidget(self._problem, 1)
        column.addLayout(foot)
        self._widget = widget
        self.show_problems(self._problems)
        widget.show()

    def place(self, x: int, y: int, width: int) -> None:
        if self._widget is not None:
            self._widget.setGeometry(x, y, width, self.height(width))

    def refresh(self, *, force: bool = False) -> None:
        """A head shows nothing that changes."""

    def show_problems(self, problems: Sequence[Problem]) -> None:
        self._problems = tuple(problems)
        if self._problem is not None and self._mark is not None:
            self._problem.setText(self._problems[0].message if self._problems else "")
            self._problem.setVisible(bool(self._problems))
            self._mark.setVisible(bool(self._problems))

    def focus(self, key: str = "") -> None:
        if self._button is not None:
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    def widgets(self) -> tuple[QWidget, ...]:
        return (self._widget,) if self._widget is not None else ()

    def close(self) -> None:
        if self._widget is not None:
            self._widget.hide()
            self._widget.deleteLater()


def add_word(table: Field) -> str:
    """What the button says that puts rows into the table."""
    if table.grid:
        return "加点位"
    if person_column(table) is None:
        return "加一条"
    return "点名" if came_column(table) is not None else "加人"


class RowHead:
    """“第 2 条”, and the button that takes the row out."""

    share = 1.0
    is_stop = False
    is_plain = True

    def __init__(
        self, path: Path, number: int, session: FillSession, *, word: str = "条", is_read_only: bool = False
    ) -> None:
        self.path = path
        self._number, self._session, self._word, self._is_read_only = number, session, word, is_read_only
        self._widget: QWidget | None = None
        self._button: Button | None = None

    def height(self, width: int) -> int:
        return 30

    def is_built(self) -> bool:
        return self._widget is not None

    def build(self, canvas: QWidget) -> None:
        widget = QWidget(canvas)
        line = QHBoxLayout(widget)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Label(f"第 {self._number} {self._word}", Type.META, Role.TEXT2, heavy=True))
        line.addStretch(1)
        if not self._is_read_only:
            self._button = Button("去掉", Kind.LINK, height=22)
            self._button.setAccessibleName(f"去掉第 {self._number} {self._word}")
            self._button.clicked.connect(lambda: self._session.remove_row(self.path[0], self.path[1]))
            line.addWidget(self._button)
        self._widget = widget
        widget.show()

    def place(self, x: int, y: int, width: int) -> None:
        if self._widget is not None:
            self._widget.setGeometry(x, y, width, 30)

    def refresh(self, *, force: bool = False) -> None:
        """A head shows nothing that changes."""

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Problems stand under the fields."""

    def focus(self, key: str = "") -> None:
        if self._button is not None:
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    def widgets(self) -> tuple[QWidget, ...]:
        return (self._widget,) if self._widget is not None else ()

    def close(self) -> None:
        if self._widget is not None:
            self._widget.hide()
            self._widget.deleteLater()
