"""Which page is this? The scan beside the paper as the program prints it, found by check code or number."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSpinBox, QWidget

from ui.theme.tokens import CONTROL_PRIMARY, RING_ROOM, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import column, row
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog, Overlay
from ui.widgets.sheet_picture import SheetPicture

WIDE, TALL = 980, 420
HINT = "校验码在页脚右边，如 7C1E 90B4 D2A6；编号在标题右下，可以只输后面几段"


class MatchDialog(Dialog):
    """Signals:
    sought(str, int): a check code or number, and which page of that paper to show.
    matched: it is the page that is shown at the right.
    """

    sought = Signal(str, int)
    matched = Signal()

    def __init__(
        self, name: str, picture: QImage | None, *, tall: int = TALL, parent: QWidget | None = None
    ) -> None:
        """``name`` says which scanned page it is; the two pictures are ``tall``."""
        super().__init__("这是哪一页", wide=WIDE, kept="Esc 离开，这页还在清单里", parent=parent)
        self.head.addWidget(Label(name, Type.META, Role.TEXT2))
        self.code = QLineEdit()
        self.code.setPlaceholderText("7C1E 90B4 D2A6")
        self._frame = FieldFrame("校验码或编号", self.code, hint=HINT)
        self.page = QSpinBox()
        self.page.setRange(1, 1)
        self.page.setAccessibleName("第几页")
        self.page.setPrefix("第 ")
        self.page.setSuffix(" 页")
        self.seek = Button("找", key="Enter")
        beside = self._frame.editor_top - RING_ROOM  # beside the field, not beside its label
        line = row(self._frame, column(beside, self.seek, None, spacing=0))
        line.setStretch(0, 1)
        self.scan = SheetPicture("扫描的这一页", empty="没有图")
        self.ours = SheetPicture("医安打印的这一页", empty="输校验码或编号，找到后显示在这里")
        for one in (self.scan, self.ours):
            one.setFixedHeight(tall)
        self.scan.present(picture, empty="没有图")
        self.told = Label("", Type.META, Role.TEXT2, wrap=True)
        sides = QHBoxLayout()
        sides.setSpacing(16)
        for word, part in (("扫描的", self.scan), ("医安打印的", self.ours)):
            sides.addLayout(column(Label(word, Type.META, Role.TEXT2, heavy=True), part, spacing=4), 1)
        self.body.addLayout(line)
        found = QHBoxLayout()
        found.addWidget(self.told, 1)
        found.addWidget(self.page, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(found)
        self.body.addLayout(sides)
        self.page.hide()
        self.go = Button("就是这一页", Kind.PRIMARY, icon="check", key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.go.setEnabled(False)
        self.foot.addWidget(self.go)
        self.code.returnPressed.connect(self._on_seek)
        self.seek.clicked.connect(self._on_seek)
        self.page.valueChanged.connect(lambda _: self._on_seek())
        self.go.clicked.connect(self._on_go)

    def first_focus(self) -> QWidget:
        return self.code

    def present(self, told: str, picture: QImage | None, *, page: int, pages: int) -> None:
        """The paper that was found."""
        self._frame.set_problem("")
        self.told.setText(told)
        self.ours.present(picture, empty="这一页画不出来")
        self.page.blockSignals(True)
        self.page.setRange(1, pages)
        self.page.setValue(page)
        self.page.blockSignals(False)
        self.page.setVisible(pages > 1)
        self.go.setEnabled(True)
        self._place()

    def refuse(self, sentence: str) -> None:
        """Nothing was found, or it cannot be filed; what was typed stays."""
        self._frame.set_problem(sentence)
        self.told.setText("")
        self.ours.present(None, empty="找到后显示在这里")
        self.page.hide()
        self.go.setEnabled(False)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_go()
            return
        super().keyPressEvent(event)

    def _on_seek(self) -> None:
        text = self.code.text().strip()
        if text:
            self.sought.emit(text, self.page.value())
        else:
            self._frame.set_problem("还没输校验码或编号")

    def _on_go(self) -> None:
        if self.go.isEnabled():
            self.matched.emit()

    def _place(self) -> None:
        layer = self.parentWidget()
        if isinstance(layer, Overlay):
            layer.place()
