"""How many records are printed together: bound with cover and index or one after the other, a sheet each or ledgers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.chip import Segments
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog

HOW = (("bound", "装成一册", "book-open"), ("plain", "一份接一份", "files"))
EACH = (
    ("", "照这张表平常的样子", ""),
    ("sheet", "每份一张", "file-text"),
    ("ledger", "按月做成台账", "table-2"),
)
SAID = {
    "bound": "封面、目录、签名情况和说明在前，右下角是连续的页码。",
    "plain": "没有封面和目录，各份自己的页码。",
}


class BatchDialog(Dialog):
    """Enter prints as it stands.

    Signals:
        given(bool, str): whether it is bound, and the layout of each ("" is what is usual).
    """

    given = Signal(bool, str)

    def __init__(
        self, count: str, line: str, *, tells_missed: bool = False, parent: QWidget | None = None
    ) -> None:
        """``count`` as it is said: 62 or 1000+; ``line`` says which they are."""
        super().__init__(f"打印 {count} 份记录", wide=560, kept="Esc 离开，什么都不打", parent=parent)
        self._tells_missed = tells_missed
        self.head.addWidget(Label(line, Type.META, Role.TEXT2, wrap=True))
        self.how = Segments(HOW, "装成")
        self.each = Segments(EACH, "每份印成")
        self.said = Label("", Type.META, Role.TEXT2, wrap=True)
        self.body.addWidget(FieldFrame("装成", self.how))
        self.body.addWidget(FieldFrame("每份印成", self.each))
        self.body.addWidget(self.said)
        self.body.addStretch(1)
        self.go = Button("排好看一看", Kind.PRIMARY, key="Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.go.clicked.connect(self._give)
        self.how.chosen.connect(lambda _: self._say())
        self._say()

    def first_focus(self) -> QWidget:
        return self.how

    def _say(self) -> None:
        missed = "漏做的和原因也在目录里。" if self._tells_missed and self.how.current == "bound" else ""
        self.said.setText(SAID[self.how.current] + missed)

    def _give(self) -> None:
        self.given.emit(self.how.current == "bound", self.each.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
            return
        super().keyPressEvent(event)
