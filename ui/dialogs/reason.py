"""A sentence that must be written before something happens: why it is corrected, voided or sent back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog
from ui.widgets.pin_box import LEAST, PinBox


class ReasonDialog(Dialog):
    """Its title is the verb on its button.

    Signals:
        given(str, str): the reason, and the PIN if one was asked ("" otherwise).
    """

    given = Signal(str, str)

    def __init__(
        self, verb: str, question: str, kept: str, *, pin: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(verb, wide=560, kept="Esc 离开，什么都不变", parent=parent)
        self.head.addWidget(Label(kept, Type.META, Role.TEXT2, wrap=True))
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(72)
        self.reason.setTabChangesFocus(True)
        self._reason_frame = FieldFrame(question, self.reason, need="必填")
        self.pin = PinBox()
        self._pin_frame = FieldFrame("你的 PIN", self.pin, need="必填")
        self._asks_pin = pin
        if not pin:
            self._pin_frame.hide()  # showing it before it has a parent would open a window
        self.body.addWidget(self._reason_frame)
        self.body.addWidget(self._pin_frame)
        self.go = Button(verb, Kind.PRIMARY, key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.go.clicked.connect(self._give)
        self.pin.given.connect(lambda _: self._give())

    def first_focus(self) -> QWidget:
        return self.reason

    def refuse(self, problem: Exception) -> None:
        """Say why it did not happen; what was written stays."""
        self.go.setEnabled(True)
        self.pin.clear()
        frame = self._pin_frame if self._asks_pin else self._reason_frame
        frame.set_problem(str(problem))
        frame.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        reason, pin = self.reason.toPlainText().strip(), self.pin.text()
        self._reason_frame.set_problem("" if reason else "还没写原因。一句话就行，会留在记录里")
        short = self._asks_pin and len(pin) < LEAST
        self._pin_frame.set_problem("PIN 是 4 到 6 位数字" if short else "")
        if not reason:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif short:
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.go.setEnabled(False)
            self.given.emit(reason, pin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
            return
        super().keyPressEvent(event)
