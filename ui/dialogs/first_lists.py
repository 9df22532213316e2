"""A step of the first start: staff and places from Excel, or later."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, column, row
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog
from ui.widgets.steps import Steps

FIRST_STEPS = ("医院", "管理员", "恢复码", "县里", "名单", "开始")


class FirstLists(Dialog):
    """Signals:
    people_requested: import people.
    places_requested: import places.
    """

    people_requested = Signal()
    places_requested = Signal()

    def __init__(self, people: int, places: int, parent: QWidget | None = None) -> None:
        """``people`` and ``places`` are how many there are already."""
        super().__init__("把医安装在这台电脑上", wide=680, kept="都可以以后再做，在设置里", parent=parent)
        self.leave.hide()
        steps = Steps(FIRST_STEPS)
        steps.go(len(FIRST_STEPS) - 2)
        self.head.addWidget(steps)
        words = "有现成的名单，就从 Excel 一次导入。没有也能开始：缺的人和部位，以后一个一个加"
        self.body.addWidget(Label(words, Type.BODY, wrap=True))
        self.people = Button("从 Excel 导入", icon="file-spreadsheet")
        self.places = Button("从 Excel 导入", icon="file-spreadsheet")
        self.people.setAccessibleName("从 Excel 导入人员")
        self.places.setAccessibleName("从 Excel 导入部位")
        self.people.clicked.connect(self.people_requested)
        self.places.clicked.connect(self.places_requested)
        for title, state, why, button in (
            ("人员", f"已登记 {people} 人", "每人得到一个 PIN，印成条发给本人", self.people),
            ("部位", f"已有 {places} 处", "巡查按区域出任务，没有部位就没有巡查任务", self.places),
        ):
            card = Card()
            named = row(Label(title, Type.BODY, heavy=True), Label(state, Type.META, Role.TEXT2), None)
            line = row(spacing=12)
            line.addLayout(column(named, Label(why, Type.META, Role.TEXT2, wrap=True), spacing=4), 1)
            line.addWidget(button)
            card.column.addLayout(line)
            self.body.addWidget(card)
        self.body.addStretch(1)
        self.go = Button("下一步", Kind.PRIMARY, key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.go.clicked.connect(lambda: self.done.emit(None))

    def first_focus(self) -> QWidget:
        return self.go

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            return  # there is nothing behind it yet
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit(None)
            return
        super().keyPressEvent(event)
