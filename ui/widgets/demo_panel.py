"""What the hospital to play with is, and how far its building has come."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.tokens import Role, Type
from ui.widgets.label import Label
from ui.widgets.progress import ProgressLine

ABOUT = (
    ("有什么", "一家虚构卫生院的三个月：巡查、隐患、事件、台账、培训、演练"),
    ("放在哪里", "自己的文件夹，不碰你的医院；不能接入县里，每页印着“演示，不作记录”"),
    ("怎么进去", "登录时点一个人。所有人的 PIN 都是 271828"),
    ("看完以后", "点顶栏的“演示”，离开，或者整个移走，什么都不留下"),
)


class DemoPanel(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ProgressLine()
        self.told = Label("", Type.META, Role.BAD, wrap=True)
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for what, text in ABOUT:
            named = QVBoxLayout()
            named.setSpacing(2)
            named.addWidget(Label(what, Type.META, Role.TEXT2, heavy=True))
            named.addWidget(Label(text, Type.BODY, wrap=True))
            column.addLayout(named)
        column.addWidget(self.line)
        column.addWidget(self.told)

    def present(self, percent: int) -> None:
        """``percent`` of the three months have been lived."""
        self.told.hide()
        self.line.present(f"正在准备演示医院，已到 {percent}%", percent, 0)
        self.line.bar.set_part(percent / 100)

    def refuse(self, sentence: str) -> None:
        self.line.finish()
        self.told.setText(sentence)
        self.told.setVisible(bool(sentence))
