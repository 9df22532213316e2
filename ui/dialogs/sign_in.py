"""Who works now: staff number and PIN, or one of those who worked here last."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from forms.half_width import half_width
from ui import wording
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog
from ui.widgets.pin_box import LEAST, PinBox


@dataclass(frozen=True, slots=True)
class Recent:
    """Somebody who signed in here lately."""

    staff_no: str
    name: str


class SignIn(Dialog):
    """Signals:
    asked(str, str): staff number and PIN to check.
    forgotten(str): the PIN of that staff number is not known any more; "" if no number is written.
    """

    asked = Signal(str, str)
    forgotten = Signal(str)

    def __init__(
        self,
        recent: tuple[Recent, ...] = (),
        *,
        locked: bool = False,
        may_leave: bool = True,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``note`` is said above the field for the number."""
        words = wording.LOCKED if locked else wording.NOBODY
        super().__init__("输 PIN 接着做" if locked else "登录", wide=460, parent=parent)
        self._may_leave = may_leave
        self.covers = locked
        self.leave.setVisible(may_leave)
        self.head.addWidget(Label(words.advice, Type.META, Role.TEXT2, wrap=True))
        self.number = QLineEdit()
        self.number.setPlaceholderText("工号，如 0231")
        self.pin = PinBox()
        self._number_frame = FieldFrame("工号", self.number)
        self._pin_frame = FieldFrame("PIN", self.pin, hint="4 到 6 位数字")
        if note:
            self.body.addWidget(Label(note, Type.META, Role.LATE, heavy=True, wrap=True))
        if recent:
            line = QHBoxLayout()
            line.setSpacing(0)
            line.addWidget(Label("刚才在这里的", Type.META, Role.TEXT2))
            line.addSpacing(6)
            for one in recent[:3]:
                button = Button(f"{one.name} {one.staff_no}", height=30)
                button.clicked.connect(lambda _=False, number=one.staff_no: self._choose(number))
                line.addWidget(button)
            line.addStretch(1)
            self.body.addLayout(line)
        self.body.addWidget(self._number_frame)
        self.body.addWidget(self._pin_frame)
        self.forgot = Button("忘了 PIN", Kind.LINK)
        self.forgot.clicked.connect(lambda: self.forgotten.emit(self.number.text().strip()))
        self.foot.insertWidget(0, self.forgot)
        self.go = Button("登录", Kind.PRIMARY, key="Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.number.returnPressed.connect(lambda: self.pin.setFocus(Qt.FocusReason.TabFocusReason))
        self.pin.given.connect(lambda _: self._ask())
        self.go.clicked.connect(self._ask)
        if recent and not may_leave:  # whoever was here last comes back; F2 is pressed by somebody else
            self.number.setText(recent[0].staff_no)

    def first_focus(self) -> QWidget:
        return self.pin if self.number.text() else self.number

    def refuse(self, sentence: str, *, is_about_number: bool = False) -> None:
        """Say why it was not right, at the field it is about; the number stays, the PIN is emptied."""
        self.pin.clear()
        self._number_frame.set_problem(sentence if is_about_number else "")
        self._pin_frame.set_problem("" if is_about_number else sentence)
        self.go.setEnabled(True)
        wrong = self.number if is_about_number else self.pin
        wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        if is_about_number:
            self.number.selectAll()

    def welcome(self, number: str) -> None:
        """Somebody has a new PIN now."""
        self._choose(number)
        self._pin_frame.set_problem("")
        self._pin_frame.set_hint("新的 PIN 设好了，输一遍就进去")

    def _choose(self, number: str) -> None:
        self.number.setText(number)
        self.pin.clear()
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        number, pin = half_width(self.number.text()).strip(), self.pin.text()
        self._number_frame.set_problem("" if number else "还没填工号")
        self._pin_frame.set_problem("" if len(pin) >= LEAST else "PIN 是 4 到 6 位数字")
        if not number:
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        elif len(pin) < LEAST:
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.go.setEnabled(False)
            self.asked.emit(number, pin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._may_leave:
            return
        super().keyPressEvent(event)
