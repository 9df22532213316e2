"""Before a draft is thrown away: what is in it, and that it cannot be found again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog


class DiscardDialog(Dialog):
    """Signals:
    confirmed: throw it away.
    """

    confirmed = Signal()

    def __init__(self, title: str, answers: int, parent: QWidget | None = None) -> None:
        super().__init__("丢掉这份草稿", wide=480, kept="Esc 留着", parent=parent)
        held = f"里面有 {answers} 个答案，丢掉后找不回来。" if answers else "里面还没有答案。"
        self.body.addWidget(Label(title, Type.BODY, heavy=True, wrap=True))
        self.body.addWidget(Label(held, Type.BODY, Role.TEXT2, wrap=True))
        self.body.addStretch(1)
        self.stay = Button("留着", Kind.PLAIN, height=CONTROL_PRIMARY)
        self.throw = Button("丢掉草稿", Kind.DANGER, icon="trash-2", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.throw)
        self.foot.addWidget(self.stay)
        self.stay.clicked.connect(self.dismissed)
        self.throw.clicked.connect(self.confirmed)

    def first_focus(self) -> QWidget:
        return self.stay
