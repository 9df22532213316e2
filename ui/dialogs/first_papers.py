"""The end of the first start: what is done from which day on, and empty forms to carry around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.dialogs.first_lists import FIRST_STEPS
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, column, row
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog
from ui.widgets.steps import Steps

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginsLine:
    """One thing to do: what, how often, from when, all in words."""

    title: str
    often: str
    since: str


class FirstPapers(Dialog):
    """Signals:
    print_requested: the empty forms on the printer.
    save_requested: the empty forms as a PDF.
    back_requested: to the lists once more.
    """

    print_requested = Signal()
    save_requested = Signal()
    back_requested = Signal()

    def __init__(self, lines: Sequence[BeginsLine], forms: int, parent: QWidget | None = None) -> None:
        """``forms`` is how many different empty forms there are to print."""
        super().__init__("把医安装在这台电脑上", wide=680, kept="都可以以后再做", parent=parent)
        self.leave.hide()
        steps = Steps(FIRST_STEPS)
        steps.go(len(FIRST_STEPS) - 1)
        self.head.addWidget(steps)
        self.body.addWidget(Label("到时候会出现在“今日”里", Type.BODY, heavy=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for number, line in enumerate(lines[:SHOWN]):
            grid.addWidget(Label(line.title, Type.BODY), number, 0)
            grid.addWidget(Label(line.often, Type.META, Role.TEXT2), number, 1)
            grid.addWidget(Label(line.since, Type.META, Role.TEXT2), number, 2)
        card = Card()
        card.column.addLayout(grid)
        more = len(lines) - SHOWN
        if more > 0:
            card.column.addWidget(Label(f"还有 {more} 件，在“设置·本院要做的事”里", Type.META, Role.TEXT2))
        if not lines:
            card.column.addWidget(Label("还没有开始的，在“设置·本院要做的事”里开启", Type.BODY, wrap=True))
        self.body.addWidget(card)
        self.print = Button("打印空白表", icon="printer")
        self.save = Button("存成 PDF", icon="download")
        self.told = Label("", Type.META, Role.TEXT2, wrap=True)
        papers = Card()
        named = row(
            Label("空白表", Type.BODY, heavy=True), Label(f"{forms} 种，各一份", Type.META, Role.TEXT2), None
        )
        words = "停电时先写在纸上，24 小时内录进来算按时"
        beside = row(spacing=8)
        beside.addLayout(column(named, Label(words, Type.META, Role.TEXT2, wrap=True), spacing=4), 1)
        beside.addWidget(self.save)
        beside.addWidget(self.print)
        papers.column.addLayout(beside)
        papers.column.addWidget(self.told)
        self.told.hide()
        self.body.addWidget(papers)
        papers.setVisible(forms > 0)  # once it has a parent: before, it would open a window
        self.body.addStretch(1)
        self.back = Button("上一步", height=CONTROL_PRIMARY)
        self.go = Button("开始用", Kind.PRIMARY, key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.go)
        self.print.clicked.connect(self.print_requested)
        self.save.clicked.connect(self.save_requested)
        self.back.clicked.connect(self.back_requested)
        self.go.clicked.connect(lambda: self.done.emit(None))

    def first_focus(self) -> QWidget:
        return self.go

    def tell(self, sentence: str, *, bad: bool = False) -> None:
        """What came of printing or saving."""
        self.told.setText(sentence)
        self.told.set_role(Role.BAD if bad else Role.TEXT2)
        self.told.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            return  # there is nothing behind it yet
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit(None)
            return
        super().keyPressEvent(event)
