"""A computer that has joined, and waits until the administrator gives it the hospital's key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog, Overlay


class ApprovalDialog(Dialog):
    """Shows by which code the administrator knows this computer; goes by itself once it is approved.

    Signals:
        recovery_given(str): the code on the recovery sheet, where no other computer is left to approve this one.
    """

    recovery_given = Signal(str)

    def __init__(self, code: str, tail: str, parent: QWidget | None = None) -> None:
        super().__init__("等管理员批准这台电脑", wide=640, kept="批准以后自己接着走，不用守着", parent=parent)
        self.leave.hide()
        words = (
            "已加入医院，记录正在送过来。登录凭据和病人信息要有医院密钥才打得开："
            "请管理员在已经用着的电脑上打开“设置·这家医院的电脑”，选“批准一台电脑”，核对尾号后批准。"
        )
        self.body.addWidget(Label(words, Type.BODY, wrap=True))
        self.body.addWidget(Label("这台电脑的尾号", Type.META, Role.TEXT2, heavy=True))
        self.tail = Label(tail, Type.TITLE)
        self.body.addWidget(self.tail)
        self.code = Label(f"电脑码 {code}", Type.NOTE, Role.TEXT3, wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.code)
        self.state = Label("正在等批准", Type.META, Role.TEXT2)
        self.body.addWidget(self.state)
        self.sheet = Button("别的电脑都没有了，用恢复单", Kind.LINK)
        self.recovery = QLineEdit()
        self._recovery_frame = FieldFrame("恢复单上的恢复码", self.recovery, need="必填")
        self.take = Button("取回医院密钥", Kind.PRIMARY, key="Enter")
        for part in (self._recovery_frame, self.take):
            part.hide()
        self.sheet.clicked.connect(self._open_sheet)
        self.take.clicked.connect(self._give)
        self.recovery.returnPressed.connect(self._give)
        self.body.addWidget(self._recovery_frame)
        self.foot.addWidget(self.sheet)
        self.foot.addWidget(self.take)

    def first_focus(self) -> QWidget:
        return self

    def _open_sheet(self) -> None:
        self.sheet.hide()
        self._recovery_frame.show()
        self.take.show()
        self.recovery.setFocus(Qt.FocusReason.OtherFocusReason)
        layer = self.parentWidget()
        if isinstance(layer, Overlay):
            layer.place()

    def _give(self) -> None:
        code = self.recovery.text().strip()
        self.refuse("" if code else "还没填恢复码，照恢复单抄")
        if code:
            self.recovery_given.emit(code)

    def refuse(self, reason: str) -> None:
        """Why the code was not taken."""
        self._recovery_frame.set_problem(reason)

    def say(self, state: str) -> None:
        self.state.setText(state)


def tail_of(code: str) -> str:
    """The last eight characters of a computer's code in two groups, for comparing by eye."""
    end = code[-8:].upper()
    return f"{end[:4]} {end[4:]}"
