"""The county's kit was found on a stick: the check code opens it, and a word says which computer this is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import row
from ui.widgets.chip import Segments
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog

FIRST, MORE = "first", "more"
WHICH = ((FIRST, "本院第一台", ""), (MORE, "已有电脑在用", ""))


class KitDialog(Dialog):
    """Signals:
    given(str, bool): the check code, and whether this is the hospital's first computer.
    """

    given = Signal(str, bool)

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__("找到县里给的安装盘", wide=600, kept="Esc 不用它，自己填", parent=parent)
        words = f"在 {path.parent}。里面有县里的地址、接入码和表单，用核对码打开"
        self.head.addWidget(Label(words, Type.META, Role.TEXT2, wrap=True))
        self.code = QLineEdit()
        self.code.setPlaceholderText("如 7KQ2M-X9RTA，大写小写都行")
        self._frame = FieldFrame("核对码", self.code, need="必填", hint="县里打电话告诉你的，不在 U 盘上")
        self.which = Segments(WHICH, "这台是")
        self.go = Button("打开", Kind.PRIMARY, key="Enter", height=CONTROL_PRIMARY)
        self.body.addWidget(self._frame)
        self.body.addLayout(row(Label("这台是", Type.META, heavy=True), 8, self.which, None))
        self.body.addStretch(1)
        self.foot.addWidget(self.go)
        self.go.clicked.connect(self._give)
        self.code.returnPressed.connect(self._give)

    def first_focus(self) -> QWidget:
        return self.code

    def refuse(self, problem: Exception) -> None:
        """Say why it did not open or join; what was typed stays."""
        self.go.setEnabled(True)
        self.go.set_label("打开")
        self._frame.set_problem(str(problem))
        self.code.setFocus()

    def _give(self) -> None:
        code = self.code.text().strip()
        self._frame.set_problem("" if code else "还没填核对码，打电话问县里")
        if code and self.go.isEnabled():
            self.go.setEnabled(False)
            self.go.set_label("正在打开" if self.which.current == FIRST else "正在接入")
            self.given.emit(code, self.which.current == FIRST)
