"""A pick-up code is typed, and what came of the anonymous report is shown; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog


class PickUpDialog(Dialog):
    """Signals:
    asked(str): the code as it was typed.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("凭取件码看反馈", wide=560, kept="输的和看的都不记录，关上就没了", parent=parent)
        self.head.addWidget(
            Label("匿名报告时给你的 12 位取件码，横线可以不输", Type.META, Role.TEXT2, wrap=True)
        )
        self.code = QLineEdit()
        self.code.setMaxLength(20)
        self._frame = FieldFrame("取件码", self.code, need="必填")
        self.body.addWidget(self._frame)
        self.answer = Card("ok", margins=(20, 16, 20, 16), spacing=8)
        self.answer.hide()
        self.body.addWidget(self.answer)
        self.go = Button("看反馈", Kind.PRIMARY, key="Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.go.clicked.connect(self._ask)

    def first_focus(self) -> QWidget:
        return self.code

    def refuse(self, problem: Exception) -> None:
        """Why there is nothing to show."""
        self.go.setEnabled(True)
        self._frame.set_problem(str(problem))
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_answer(self, lines: Sequence[tuple[str, str]]) -> None:
        """Heads and texts, in the place of the question."""
        self.go.hide()
        self._frame.hide()
        self.code.clear()
        for head, text in lines:
            self.answer.column.addWidget(Label(head, Type.META, Role.TEXT2, heavy=True))
            self.answer.column.addWidget(Label(text, Type.BODY, wrap=True))
        self.answer.show()

    def _ask(self) -> None:
        if not self.go.isVisible() or not self.go.isEnabled():
            return
        if not self.code.text().strip():
            self._frame.set_problem("还没输取件码")
            return
        self._frame.set_problem("")
        self.go.setEnabled(False)
        self.asked.emit(self.code.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
            return
        super().keyPressEvent(event)
