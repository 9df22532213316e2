"""Going into a hospital to play with, leaving it, and taking it away with a second word."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.demo_panel import DemoPanel
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog, Overlay


class VisitDemo(Dialog):
    """Shown in a real hospital.

    Signals:
        go_requested: open the one to play with, built first if there is none.
        remove_requested: take it away; asked twice before.
    """

    go_requested = Signal()
    remove_requested = Signal()

    def __init__(self, *, there: bool, parent: QWidget | None = None) -> None:
        super().__init__("打开演示医院", wide=600, kept="Esc 离开，你的医院一点不变", parent=parent)
        self.panel = DemoPanel()
        self.body.addWidget(self.panel)
        self.body.addStretch(1)
        self.remove = TwiceButton("移走演示医院", "真的移走")
        self.go = Button("打开演示医院", Kind.PRIMARY, height=CONTROL_PRIMARY)
        self.foot.addWidget(self.remove)
        self.remove.setVisible(there)  # once it has a parent: before, it would open a window
        self.foot.addWidget(self.go)
        self.remove.confirmed.connect(self.remove_requested)
        self.go.clicked.connect(self._on_go)

    def first_focus(self) -> QWidget:
        return self.go

    def _on_go(self) -> None:
        self.go.setEnabled(False)
        self.go_requested.emit()

    def present(self, percent: int) -> None:
        self.panel.present(percent)
        _place(self)

    def refuse(self, sentence: str) -> None:
        self.go.setEnabled(True)
        self.panel.refuse(sentence)
        _place(self)


class LeaveDemo(Dialog):
    """Shown in the hospital to play with.

    Signals:
        leave_requested: back to the real one; this one stays as it is.
        remove_requested: back to the real one, and this one is taken away; asked twice before.
    """

    leave_requested = Signal()
    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("离开演示医院", wide=620, kept="Esc 接着看", parent=parent)
        for text in (
            "这里的都不作记录。你的医院在另一个文件夹里，没有动过。",
            "离开：回到你的医院，这里留着，下次还能再看。",
            "移走：回到你的医院，这里连同你填的一起删掉，找不回来。",
        ):
            self.body.addWidget(Label(text, Type.BODY, Role.TEXT, wrap=True))
        self.body.addStretch(1)
        self.remove = TwiceButton("移走演示医院", "真的移走，找不回来")
        self.go = Button("离开演示医院", Kind.PRIMARY, height=CONTROL_PRIMARY)
        self.foot.addWidget(self.remove)
        self.foot.addWidget(self.go)
        self.remove.confirmed.connect(self.remove_requested)
        self.go.clicked.connect(self.leave_requested)

    def first_focus(self) -> QWidget:
        return self.go


class TwiceButton(Button):
    """Asks for a second word on itself before it does what cannot be undone.

    Signals:
        confirmed: both words were given.
    """

    confirmed = Signal()

    def __init__(self, first: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(first, Kind.PLAIN, icon="trash-2", height=CONTROL_PRIMARY, parent=parent)
        self._second = second
        self._is_asked = False
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        if self._is_asked:
            self.setEnabled(False)
            self.confirmed.emit()
            return
        self._is_asked = True
        self.set_label(self._second)


def _place(dialog: Dialog) -> None:
    layer = dialog.parentWidget()
    if isinstance(layer, Overlay):
        layer.place()
