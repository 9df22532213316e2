"""The hospital key was changed: the new recovery code, shown once, to be printed before anything else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.dialogs.keep_paper import KeepPaper
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog, Overlay


class NewKeyDialog(Dialog):
    """Goes when the person says that the sheet is kept."""

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__("医院密钥已换，请收好新的恢复单", wide=640, kept="旧的恢复单可以撕掉", parent=parent)
        self.leave.hide()
        words = (
            "别的电脑下次收送时自己换上新的，以前的记录照样打得开。电脑全坏了的时候，要靠这张单子取回病人信息"
        )
        self.head.addWidget(Label(words, Type.META, Role.TEXT2, wrap=True))
        self.code = Label(code, Type.SECTION, wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName("恢复码")
        self.sheet = KeepPaper("恢复单", "已打印或抄好，锁起来了")
        self.body.addWidget(Label("恢复码，只显示这一次", Type.META, Role.TEXT2, heavy=True))
        self.body.addWidget(self.code)
        self.body.addWidget(self.sheet)
        self.go = Button("收好了", Kind.PRIMARY, height=CONTROL_PRIMARY)
        self.go.setEnabled(False)
        self.sheet.kept_changed.connect(self.go.setEnabled)
        self.go.clicked.connect(self.dismissed)
        self.sheet.grew.connect(self._place)
        self.foot.addWidget(self.go)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.go.isEnabled():
            return  # the code would be gone with it
        super().keyPressEvent(event)

    def _place(self) -> None:
        layer = self.parentWidget()
        if isinstance(layer, Overlay):
            layer.place()

    def first_focus(self) -> QWidget:
        return self.sheet.print
