"""A forgotten PIN, at three in the morning too: who can set a new one, and what can be done until then."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from ui.dialogs.wizard_parts import page_of
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.chip import Segments
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog
from ui.widgets.pin_box import LEAST, PinBox

HELPER, CODE = "helper", "code"
WAYS = ((HELPER, "科主任或管理员来设", ""), (CODE, "管理员用恢复码", ""))


class ForgottenPin(Dialog):
    """Signals:
    reset_requested(str, str, str, str): whose PIN, the helper's number and PIN, the new PIN.
    recovery_requested(str, str, str): the administrator's number, the code on the recovery sheet, the new PIN.
    """

    reset_requested = Signal(str, str, str, str)
    recovery_requested = Signal(str, str, str)

    def __init__(self, staff_no: str = "", *, covers: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("忘了 PIN", wide=640, kept="Esc 回去登录，什么都不变", parent=parent)
        self.covers = covers
        self.number = QLineEdit(staff_no)
        self._number_frame = FieldFrame("谁忘了，工号", self.number, need="必填")
        self.way = Segments(WAYS, "谁来设新的")
        self.helper = QLineEdit()
        self.helper_pin = PinBox()
        self._helper_frame = FieldFrame("科主任或管理员的工号", self.helper, need="必填")
        self._helper_pin_frame = FieldFrame("科主任或管理员的 PIN", self.helper_pin, need="必填")
        self.code = QLineEdit()
        self._code_frame = FieldFrame(
            "恢复单上的恢复码", self.code, need="必填", hint="只能重设管理员自己的 PIN"
        )
        self.new = PinBox()
        self.again = PinBox()
        self._new_frame = FieldFrame("新的 PIN", self.new, need="必填", hint="4 到 6 位数字，不要全一样")
        self._again_frame = FieldFrame("再输一遍", self.again, need="必填")
        self._helper_frame.setFixedWidth(self.new.sizeHint().width())  # so that the PINs stand in columns
        self._ways = QStackedWidget()
        self._ways.addWidget(page_of(row(self._helper_frame, self._helper_pin_frame, None, spacing=12)))
        self._ways.addWidget(page_of(self._code_frame))
        meanwhile = Card("warn")
        meanwhile.column.addWidget(Label("一时找不到人", Type.META, heavy=True))
        meanwhile.column.addWidget(
            Label(
                "照常巡查，先写在空白表或纸上，写清时间和签名。设好 PIN 以后 24 小时内录进来，记作“转录”，算按时。"
                "事件可以匿名报，或请当班的同事用他的工号代报。",
                Type.META,
                wrap=True,
            )
        )
        self.body.addWidget(self._number_frame)
        self.body.addLayout(row(self.way, None))
        self.body.addWidget(self._ways)
        self.body.addLayout(row(self._new_frame, self._again_frame, None, spacing=12))
        self.body.addWidget(Label("重设会记在日志里：谁、什么时候、给谁设的", Type.META, Role.TEXT2))
        self.body.addWidget(meanwhile)
        self.body.addStretch(1)
        self.go = Button("设好新的 PIN", Kind.PRIMARY, key="Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.way.chosen.connect(self._on_way)
        self.go.clicked.connect(self._give)
        self.helper_pin.given.connect(lambda _: self.new.setFocus(Qt.FocusReason.TabFocusReason))
        self.new.given.connect(lambda _: self.again.setFocus(Qt.FocusReason.TabFocusReason))
        self.again.given.connect(lambda _: self._give())

    def first_focus(self) -> QWidget:
        return self.helper if self.number.text() else self.number

    def refuse(self, sentence: str) -> None:
        """Say why nothing was set; numbers stay, PINs are emptied."""
        self.go.setEnabled(True)
        at_code = self.way.current == CODE
        self.helper_pin.clear()
        frame = self._code_frame if at_code else self._helper_pin_frame
        frame.set_problem(sentence)
        frame.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_way(self, way: str) -> None:
        self._ways.setCurrentIndex(0 if way == HELPER else 1)
        (self.helper if way == HELPER else self.code).setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        at_code = self.way.current == CODE
        new = self.new.text()
        asked = (
            (self._number_frame, "" if self.number.text().strip() else "还没填工号"),
            (self._code_frame, "" if not at_code or self.code.text().strip() else "还没填恢复码，照恢复单抄"),
            (self._helper_frame, "" if at_code or self.helper.text().strip() else "还没填工号"),
            (
                self._helper_pin_frame,
                "" if at_code or len(self.helper_pin.text()) >= LEAST else "PIN 是 4 到 6 位数字",
            ),
            (self._new_frame, "" if len(new) >= LEAST else "PIN 是 4 到 6 位数字"),
            (self._again_frame, "" if self.again.text() == new else "两遍不一样，再输一遍"),
        )
        wrong = [frame for frame, problem in asked if problem]
        for frame, problem in asked:
            frame.set_problem(problem)
        if wrong:
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.go.setEnabled(False)
        number = self.number.text().strip()
        if at_code:
            self.recovery_requested.emit(number, self.code.text().strip(), new)
        else:
            self.reset_requested.emit(number, self.helper.text().strip(), self.helper_pin.text(), new)
