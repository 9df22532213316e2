"""One role that signs: who, their PIN, and the ink if they want to draw it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.dialogs.seal_facts import CIRCLED, SignerSlot
from ui.filling.choices import Option
from ui.filling.editors.choice import DropDown
from ui.filling.editors.signature import SignaturePad
from ui.theme import painting
from ui.theme.states import State, Tone
from ui.theme.tokens import RADIUS_CARD, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.pill import Mark, Pill
from ui.widgets.pin_box import LEAST, PinBox


class Stage(StrEnum):
    LATER = "later"
    CURRENT = "current"
    DONE = "done"


_PILLS = {
    Stage.LATER: State("可以以后签", "clock", Tone.NA),
    Stage.CURRENT: State("轮到这位", "pen-line", Tone.BRAND),
    Stage.DONE: State("已签", "check", Tone.OK),
}


class SignatureCard(QWidget):
    """Signals:
    given: staff number, PIN, and the drawn signature as PNG or None.
    ready_changed: whether a whole PIN stands in the boxes.
    resized: the pad was opened or closed.
    """

    given = Signal(str, str, object)
    ready_changed = Signal(bool)
    resized = Signal()

    def __init__(self, slot: SignerSlot, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slot = slot
        self.stage = Stage.LATER
        self._pill = Pill(_PILLS[Stage.LATER])
        head = QHBoxLayout()
        head.addWidget(Label(f"{CIRCLED[number]} {slot.title}", Type.ITEM, heavy=True))
        head.addStretch(1)
        head.addWidget(self._pill)
        self._name = Label("", Type.BODY)
        self._time = Label("", Type.META, Role.TEXT2)
        who = QHBoxLayout()
        who.addWidget(self._name, 1)
        who.addWidget(self._time)
        self._people = DropDown((), empty="谁来签")
        self._people.setAccessibleName(f"{slot.title}，谁来签")
        for option in slot.options:
            self._people.addItem(_said(option), option.code)
        if slot.person is not None:
            self._people.set_code(slot.person.code)
        self._people.activated.connect(lambda _index: self._on_person())
        self._ask = Label("", Type.META, heavy=True)
        self.pin = PinBox()
        self.pin.given.connect(lambda _pin: self.give())
        self.pin.textChanged.connect(lambda text: self.ready_changed.emit(len(text) >= LEAST))
        self._refusal = Label("", Type.META, Role.BAD, wrap=True)
        self._refusal.hide()
        self._rule = Label(slot.rule, Type.META, Role.TEXT2)
        rule = QHBoxLayout()
        rule.setSpacing(8)
        self._rule_mark = Mark("shield-check", 16, Role.TEXT2)
        rule.addWidget(self._rule_mark)
        rule.addWidget(self._rule, 1)
        self._pad = SignaturePad(name=f"{slot.title}手写签名")
        self._pad.hide()
        self.ink = Button("打开手写区", Kind.LINK, height=24)
        self.ink.clicked.connect(self._on_open)
        self._ink_mark = Mark("signature", 16, Role.TEXT2)
        self._ink_ask = Label("还要手写签名？", Type.META, Role.TEXT2)
        ink = QHBoxLayout()
        ink.setSpacing(8)
        ink.addWidget(self._ink_mark)
        ink.addWidget(self._ink_ask)
        ink.addWidget(self.ink)
        ink.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(who)
        column.addWidget(self._people)
        column.addWidget(self._pad)
        column.addWidget(self._ask)
        column.addWidget(self.pin)
        column.addWidget(self._refusal)
        column.addLayout(rule)
        column.addLayout(ink)
        column.addStretch(1)
        self._has_people = slot.person is None or len(slot.options) > 1
        self.show_stage(Stage.LATER)

    @property
    def refusal(self) -> str:
        """Why it was not signed, while that is shown."""
        return self._refusal.text() if self._refusal.isVisibleTo(self) else ""

    @property
    def person(self) -> Option | None:
        """Who is to sign here, as chosen."""
        if not self._has_people:
            return self.slot.person
        code = self._people.code()
        return next((option for option in self.slot.options if option.code == code), None)

    def show_stage(self, stage: Stage, *, at: str = "", name: str = "") -> None:
        """``at`` is the time of a signature that is done."""
        self.stage = stage
        self._pill.set_state(_PILLS[stage])
        current, done = stage is Stage.CURRENT, stage is Stage.DONE
        self._people.setVisible(current and self._has_people)
        person = self.person
        self._name.setText(name or (_said(person) if person is not None else ""))
        self._name.setVisible(not self._people.isVisibleTo(self) and bool(self._name.text()))
        self._time.setText(at)
        self._time.setVisible(done)
        self._ask.setText(f"输入{person.label}的 PIN" if person is not None else "先选谁来签")
        for widget in (self._ask, self.pin):
            widget.setVisible(current)
        self.pin.setEnabled(person is not None)
        self._rule.setVisible(bool(self.slot.rule) and not done)
        self._rule_mark.setVisible(bool(self.slot.rule) and not done)
        has_ink = not self._pad.is_empty()
        self._pad.setVisible((current and self._pad.isVisibleTo(self)) or (done and has_ink))
        self._pad.setEnabled(current)
        for ink in (self._ink_mark, self.ink):
            ink.setVisible(current)
        self._ink_ask.setVisible(current or done)
        self._ink_ask.setText("已用 PIN 确认" if done else "还要手写签名？")
        self._refusal.hide()
        self.update()

    def refuse(self, sentence: str) -> None:
        """Why it was not signed; the PIN is emptied, the ink stays."""
        self.pin.clear()
        self.pin.setEnabled(True)
        self._refusal.setText(sentence)
        self._refusal.show()
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resized.emit()

    def give(self) -> None:
        """Signs with what stands in the boxes."""
        person = self.person
        if person is None or len(self.pin.text()) < LEAST or not self.pin.isEnabled():
            return
        self.pin.setEnabled(False)
        self.given.emit(person.code, self.pin.text(), self._pad.png())

    def focus_pin(self) -> None:
        target: QWidget = self.pin if self.person is not None else self._people
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_person(self) -> None:
        self.show_stage(self.stage)
        self.pin.clear()
        self.focus_pin()

    def _on_open(self) -> None:
        shown = self._pad.isHidden()
        self._pad.setVisible(shown)
        self.ink.set_label("不手写了" if shown else "打开手写区")
        if not shown:
            self._pad.clear()
        (self._pad if shown else self.pin).setFocus(Qt.FocusReason.OtherFocusReason)
        self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        box = QRectF(self.rect())
        edge = {Stage.LATER: Role.BORDER, Stage.CURRENT: Role.FOCUS, Stage.DONE: Role.OK}[self.stage]
        width = 2 if self.stage is Stage.CURRENT else 1.5 if self.stage is Stage.DONE else 1
        painting.box(painter, box, RADIUS_CARD, fill=Role.SURFACE, edge=edge, width=width)


def _said(option: Option) -> str:
    return f"{option.label} {option.note}" if option.note else f"{option.label} {option.code}"
