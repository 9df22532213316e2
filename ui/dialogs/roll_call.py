"""Who should be there and who is: by department, then one by one; whoever is not ticked did not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from forms.listed import Choice
from ui.filling.options import OptionBoxes
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog

NO_DEPARTMENT = "不分科室"


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPerson:
    staff_no: str
    name: str
    department: str


class RollCallDialog(Dialog):
    """Signals:
    given: (those who stand in the table, those of them who came), both staff numbers in the order of the list.
    """

    given = Signal(object, object)

    def __init__(
        self,
        people: Sequence[RollPerson],
        *,
        asks_who_came: bool,
        department: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``department`` is chosen at first. Without ``asks_who_came`` those ticked are put in and nobody else."""
        title = "点名" if asks_who_came else "加人"
        super().__init__(title, wide=800, kept="Esc 离开，填的都在", parent=parent)
        self._people = tuple(people)
        self._asks_who_came = asks_who_came
        told = "先选应到的科室，再点来了的人；没点的记“缺席”，请假的回头改" if asks_who_came else "点要加的人"
        self.head.addWidget(Label(told, Type.META, Role.TEXT2))
        names = list(dict.fromkeys(person.department or NO_DEPARTMENT for person in people))
        counts = {name: sum((one.department or NO_DEPARTMENT) == name for one in people) for name in names}
        self.departments = OptionBoxes(
            [Choice(code=name, label=f"{name} {counts[name]}") for name in names],
            many=True,
            name="科室",
            marks=False,
        )
        self.boxes = OptionBoxes([], many=True, name="来了的人" if asks_who_came else "人")
        self._none = Label("还没选科室", Type.META, Role.TEXT3)
        self.body.addWidget(Label("科室", Type.META, heavy=True))
        self.body.addWidget(self.departments)
        self.body.addWidget(Label("来了的人" if asks_who_came else "人", Type.META, heavy=True))
        self.body.addWidget(self._none)
        self.body.addWidget(self.boxes)
        self.body.addStretch(1)
        self.whole = Button("全院", Kind.PLAIN, height=CONTROL_PRIMARY)
        self.all = Button("都到了" if asks_who_came else "都选", Kind.PLAIN, height=CONTROL_PRIMARY)
        self.go = Button("", Kind.PRIMARY, key="Enter", height=CONTROL_PRIMARY)
        for button in (self.whole, self.all, self.go):
            self.foot.addWidget(button)
        self.departments.changed.connect(lambda _names: self._show_people())
        self.boxes.changed.connect(lambda _codes: self._show_count())
        self.whole.clicked.connect(lambda: self._choose(names))
        self.all.clicked.connect(self._tick_all)
        self.go.clicked.connect(self._give)
        self._choose([department] if department in names else [])

    def first_focus(self) -> QWidget:
        return self.boxes if self.boxes.options else self.departments

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go.isEnabled():
            self._give()
            return
        super().keyPressEvent(event)

    def _choose(self, names: Sequence[str]) -> None:
        self.departments.set_chosen(names)
        self._show_people()

    def _show_people(self) -> None:
        """Those of the departments chosen; who is ticked stays so."""
        ticked = self.boxes.chosen
        shown = [one for one in self._people if (one.department or NO_DEPARTMENT) in self.departments.chosen]
        self.boxes.set_options([Choice(code=one.staff_no, label=one.name) for one in shown])
        self.boxes.set_chosen(ticked)
        self._none.setVisible(not shown)
        self.boxes.setVisible(bool(shown))
        self._show_count()

    def _tick_all(self) -> None:
        self.boxes.set_chosen([option.code for option in self.boxes.options])
        self._show_count()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _due(self) -> tuple[str, ...]:
        everybody = tuple(option.code for option in self.boxes.options)
        return everybody if self._asks_who_came else self.boxes.chosen

    def _show_count(self) -> None:
        due, came = len(self._due()), len(self.boxes.chosen)
        words = f"加上 {due} 人，到 {came} 人" if self._asks_who_came else f"加上 {due} 人"
        self.go.set_label(words if due else "加上")
        self.go.setEnabled(due > 0)

    def _give(self) -> None:
        if self._due():
            self.given.emit(self._due(), self.boxes.chosen)
