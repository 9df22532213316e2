"""The second signature: sign what somebody else sealed, or send it back with a reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.dialogs.seal_facts import SignerSlot
from ui.dialogs.signature_card import SignatureCard, Stage
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import row
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog, Overlay
from ui.widgets.pill import Mark
from ui.widgets.pin_box import LEAST


class CountersignDialog(Dialog):
    """Signals:
    sign_requested: staff number, PIN and drawn signature (PNG or None).
    return_requested: staff number, PIN and the reason for sending it back.
    others_requested: rather see and sign everything that waits.
    """

    sign_requested = Signal(str, str, object)
    return_requested = Signal(str, str, str)
    others_requested = Signal()

    def __init__(
        self,
        title: str,
        line: str,
        slot: SignerSlot,
        *,
        number: int = 1,
        article: str = "",
        may_return: bool = True,
        returns: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``title`` is that of the form, ``line`` says which record: serial number, author, time.

        Without ``may_return`` it can only be signed: a whole sheet is not sent back. With ``returns`` the reason for
        sending it back is asked at once.
        """
        self._about = title
        super().__init__(f"签{title}", wide=560, kept="Esc 离开，记录还等你签", parent=parent)
        self.head.addWidget(Label(line, Type.META, Role.TEXT2, wrap=True))
        self.others = Button("", Kind.LINK, icon="list-checks", height=28)
        self.others.clicked.connect(self.others_requested)
        self.head.addWidget(self.others, 0, Qt.AlignmentFlag.AlignLeft)
        self.others.hide()
        self.card = SignatureCard(slot, number)
        self.card.show_stage(Stage.CURRENT)
        self.card.given.connect(self._on_given)
        self.card.ready_changed.connect(self._fit)
        self.card.resized.connect(self._place)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(72)
        self.reason.setTabChangesFocus(True)
        self._reason_frame = FieldFrame(
            "为什么退回", self.reason, need="必填", hint="填表的人照着更正，原来那一版会留着"
        )
        self.body.addWidget(self._reason_frame)
        self.body.addWidget(self.card)
        if article:
            words = Label(article, Type.META, Role.TEXT2, wrap=True)
            self.body.addLayout(row(Mark("book-open", 16, Role.TEXT2), words, spacing=8))
        self.body.addStretch(1)
        self._reason_frame.hide()
        self._returns = False
        self.back = Button("退回", Kind.PLAIN, icon="undo-2", height=CONTROL_PRIMARY)
        self.go = Button("签字", Kind.PRIMARY, icon="pen-line", key="Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.go)
        self.back.setVisible(
            may_return
        )  # not before it has a parent: it would be shown as a window of its own
        self.back.clicked.connect(self._on_back)
        self.go.clicked.connect(self.card.give)
        self._fit()
        if returns:
            self._on_back()

    def first_focus(self) -> QWidget:
        if self._returns:
            return self.reason
        return self.card.pin if self.card.person is not None else self.card

    def offer_others(self, many: int) -> None:
        """So many more records wait for the same person."""
        self.others.set_label(f"还有 {many} 份等你签，一份一份看过，一次签完")
        self.others.setVisible(many > 0)
        self._place()

    def refuse(self, sentence: str) -> None:
        self.card.refuse(sentence)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.card.give()
            return
        super().keyPressEvent(event)

    def _on_back(self) -> None:
        self._returns = not self._returns
        self._reason_frame.setVisible(self._returns)
        verb = "退回" if self._returns else "签"
        self.title.setText(f"{verb}{self._about}")
        self.setAccessibleName(f"{verb}{self._about}")
        self.back.set_label("不退了" if self._returns else "退回", icon="" if self._returns else "undo-2")
        self.go.set_label("退回" if self._returns else "签字", icon="undo-2" if self._returns else "pen-line")
        (self.reason if self._returns else self.card.pin).setFocus(Qt.FocusReason.OtherFocusReason)
        self._place()

    def _on_given(self, staff_no: str, pin: str, image: object) -> None:
        if not self._returns:
            self.go.setEnabled(False)
            self.sign_requested.emit(staff_no, pin, image)
            return
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.card.pin.setEnabled(True)
            self._reason_frame.set_problem("还没写退回的原因。一句话就行，填表的人照着更正")
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            self._place()
            return
        self.go.setEnabled(False)
        self.return_requested.emit(staff_no, pin, reason)

    def _fit(self) -> None:
        self.go.setEnabled(self.card.pin.isEnabled() and len(self.card.pin.text()) >= LEAST)

    def _place(self) -> None:
        layer = self.parentWidget()
        if isinstance(layer, Overlay):
            layer.place()
