"""Taking this computer into the county: the address and the one-time code that the county gave."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog


class EnrolDialog(Dialog):
    """Signals:
    given(str, str): the county's address and the code.
    """

    given = Signal(str, str)

    def __init__(self, parent: QWidget | None = None, *, again: bool = False) -> None:
        """``again``: this computer sends somewhere already; the same server at another address needs no code."""
        super().__init__(
            "改送到哪里" if again else "接入县里", wide=560, kept="Esc 离开，什么都不变", parent=parent
        )
        self._again = again
        words = "地址和接入码由县卫健局给；连院内主机的，看主机的“设置·院内主机”。接入码只能用一次"
        if again:
            words += "。只是地址变了的，接入码空着"
        self.head.addWidget(Label(words, Type.META, Role.TEXT2, wrap=True))
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://…  或  192.168.…")
        self.code = QLineEdit()
        self._address_frame = FieldFrame("县里或院内主机的地址", self.address, need="必填")
        self._code_frame = FieldFrame("接入码（报到码）", self.code, need="选填" if again else "必填")
        self.body.addWidget(self._address_frame)
        self.body.addWidget(self._code_frame)
        self.go = Button(self._word, Kind.PRIMARY, key="Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.go.clicked.connect(self._give)
        self.address.returnPressed.connect(lambda: self.code.setFocus(Qt.FocusReason.TabFocusReason))
        self.code.returnPressed.connect(self._give)

    @property
    def _word(self) -> str:
        return "改好" if self._again else "接入县里"

    def first_focus(self) -> QWidget:
        return self.address

    def refuse(self, problem: Exception) -> None:
        self.go.setEnabled(True)
        self.go.set_label(self._word)
        self._code_frame.set_problem(str(problem))
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        address, code = self.address.text().strip(), self.code.text().strip()
        self._address_frame.set_problem("" if address else "还没填地址，问县里要")
        self._code_frame.set_problem("" if code or self._again else "还没填接入码，问县里要")
        if not address:
            self.address.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not code and not self._again:
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.go.setEnabled(False)
            self.go.set_label("正在接入")
            self.given.emit(address, code)
