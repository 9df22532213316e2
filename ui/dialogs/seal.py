"""Sealing in three steps: 核对, 签字, 封存. The author's PIN seals; the others sign at once or later, from any PC."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.dialogs.problem_list import ProblemList
from ui.dialogs.seal_facts import SealFacts, Total
from ui.dialogs.signature_card import SignatureCard, Stage
from ui.theme import icons, painting
from ui.theme.tokens import CONTROL_PRIMARY, RADIUS_CONTROL, Role, Type
from ui.theme.typography import width as text_width
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, row
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog, Overlay
from ui.widgets.pill import Mark
from ui.widgets.pin_box import LEAST

_STEPS = ("核对", "签字", "封存")
_WIDE_PROBLEMS, _WIDE_SIGN = 720, 800


class Leave(StrEnum):
    """How the dialog was left once the record was sealed."""

    DONE = "done"
    PRINT = "print"
    NEXT = "next"  # another row of the same log
    SHEET = "sheet"  # the sheet of the log


class SealDialog(Dialog):
    """Signals:
    fix_requested: the problem whose field the person goes to; the dialog closes.
    seal_requested: the author's PIN and drawn signature (PNG or None).
    sign_requested: role, staff number, PIN and drawn signature of a later signer.
    left: the record is sealed and the person goes on, by a word of ``Leave``.
    """

    fix_requested = Signal(object)
    seal_requested = Signal(str, object)
    sign_requested = Signal(str, str, str, object)
    left = Signal(str)

    def __init__(self, facts: SealFacts, parent: QWidget | None = None) -> None:
        wide = _WIDE_PROBLEMS if facts.problems else _WIDE_SIGN
        super().__init__(f"封存{facts.title}", wide=wide, parent=parent)
        self.facts = facts
        self.is_sealed = False
        self._serial = ""
        self.cards: list[SignatureCard] = []
        self.problem_list: ProblemList | None = None
        self.steps = StepBar()
        self.head.addWidget(self.steps)
        self.later = Button("先存着，以后再签", Kind.PLAIN, height=CONTROL_PRIMARY)
        self.go = Button("", Kind.PRIMARY, height=CONTROL_PRIMARY)
        self.foot.addWidget(self.later)
        self.foot.addWidget(self.go)
        self.later.clicked.connect(self._on_later)
        self.go.clicked.connect(self._on_go)
        if facts.problems:
            self._ask_to_fix()
        else:
            self._ask_to_sign()

    def first_focus(self) -> QWidget:
        if self.problem_list is not None:
            return self.problem_list.rows[0]
        current = self._current()
        if current is None:
            return self.go
        return current.pin if current.person is not None else current

    def show_sealed(self, *, at: str, serial: str, awaiting: tuple[str, ...]) -> None:
        """The author's signature has sealed; the next signer may follow at once."""
        self.is_sealed = True
        self.cards[0].show_stage(Stage.DONE, at=at)
        for card in self.cards[1:]:
            if card.slot.role not in awaiting:
                card.show_stage(Stage.DONE)
        self._serial = serial
        self._go_on()

    def show_signed(self, role: str, *, at: str) -> None:
        for card in self.cards:
            if card.slot.role == role:
                card.show_stage(Stage.DONE, at=at)
        self._go_on()

    def refuse(self, sentence: str) -> None:
        """What stands against it; nothing that was entered is lost but the PIN."""
        current = self._current()
        if current is not None:
            current.refuse(sentence)
        self._fit_go()

    # -- step 1

    def _ask_to_fix(self) -> None:
        self.steps.show_step(0)
        self.problem_list = ProblemList(self.facts.problems, self.facts.numbers, self.facts.places)
        self.problem_list.chosen.connect(self.fix_requested)
        self.body.addWidget(self.problem_list)
        self._add_warnings()
        self.body.addStretch(1)
        self.kept.setText("草稿随时可关，不会丢")
        self.go.set_label("补第 1 处")

    # -- step 2

    def _ask_to_sign(self) -> None:
        self.steps.show_step(1)
        if self.facts.totals:
            self.body.addWidget(TotalStrip(self.facts.totals))
        self._add_warnings()
        grid = QGridLayout()
        grid.setSpacing(16)
        for index, slot in enumerate(self.facts.slots):
            card = SignatureCard(slot, index)
            card.given.connect(self._on_given)
            card.ready_changed.connect(self._fit_go)
            card.resized.connect(self._fit)
            self.cards.append(card)
            grid.addWidget(card, index // 2, index % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(1, 320)
        self.body.addLayout(grid)
        if self.facts.article:
            words = Label(self.facts.article, Type.META, Role.TEXT2, wrap=True)
            self.body.addLayout(row(Mark("book-open", 16, Role.TEXT2), words, spacing=8))
        paper = Label("封存后打印 A4，纸上手签为准；系统确认另行注明。", Type.META, Role.TEXT2, wrap=True)
        self.body.addLayout(row(Mark("printer", 16, Role.TEXT2), paper, spacing=8))
        self.body.addStretch(1)
        self._go_on()

    def _go_on(self) -> None:
        """The next one who has not signed is current; when nobody is left, the step is 封存."""
        waiting = [card for card in self.cards if card.stage is not Stage.DONE]
        for index, card in enumerate(waiting):
            card.show_stage(Stage.CURRENT if index == 0 else Stage.LATER)
        if not self.is_sealed:
            self.kept.setText("Esc 离开，填的都在")
            self.go.set_label("封存", icon="lock-keyhole", key="Enter")
        elif self.facts.is_row:
            self.steps.show_step(2 if waiting else 3)
            who = waiting[0].slot.title if waiting else "其他人"
            self.kept.setText(f"已封存 {self._serial}。{who}可以以后签整张")
            self.later.set_label("看这一张")
            self.go.set_label("记下一条", icon="plus", key="Enter")
        elif waiting:
            name = waiting[0].person.label if waiting[0].person is not None else waiting[0].slot.title
            self.steps.show_step(2)
            self.kept.setText(f"已封存 {self._serial}。{name}不在？会出现在他的“今日”")
            self.later.set_label(f"等{waiting[0].slot.title}以后签")
            self.go.set_label("签字", icon="pen-line", key="Enter")
        else:
            self.steps.show_step(3)
            self.kept.setText(f"已封存 {self._serial}，字都签齐了")
            self.later.set_label("回到今日")
            self.go.set_label("打印", icon="printer", key="Enter")
        self._fit_go()
        self._fit()
        current = self._current()
        if self.isVisible():
            if current is not None and not self._is_next_offered:
                current.focus_pin()
            else:
                self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """Asks the layer it lies on for the height it needs now."""
        QTimer.singleShot(0, self, self._place)

    def _place(self) -> None:
        layer = self.parentWidget()
        if isinstance(layer, Overlay):
            layer.place()

    def _current(self) -> SignatureCard | None:
        return next((card for card in self.cards if card.stage is Stage.CURRENT), None)

    @property
    def _is_next_offered(self) -> bool:
        """A sealed row of a log: Enter goes to the next one, whoever still has to sign."""
        return self.is_sealed and self.facts.is_row

    def _fit_go(self) -> None:
        current = self._current()
        ready = (
            current is None
            or self._is_next_offered
            or (current.pin.isEnabled() and len(current.pin.text()) >= LEAST)
        )
        self.go.setEnabled(ready)

    def _add_warnings(self) -> None:
        for sentence in self.facts.warnings:
            card = Card("warn", margins=(16, 8, 16, 8))
            card.column.addLayout(
                row(
                    Mark("list-checks", 18, Role.WARN_ICON), Label(sentence, Type.BODY, wrap=True), spacing=10
                )
            )
            self.body.addWidget(card)

    def _on_given(self, staff_no: str, pin: str, image: object) -> None:
        current = self._current()
        if current is None:
            return
        self.go.setEnabled(False)
        if current.slot.is_author and not self.is_sealed:
            self.seal_requested.emit(pin, image)
        else:
            self.sign_requested.emit(current.slot.role, staff_no, pin, image)

    def _on_later(self) -> None:
        if self.is_sealed:
            self.left.emit(Leave.SHEET if self.facts.is_row else Leave.DONE)
        else:
            self.dismissed.emit()

    def _on_go(self) -> None:
        current = self._current()
        if self.problem_list is not None:
            self.fix_requested.emit(self.facts.problems[0])
        elif self._is_next_offered:
            self.left.emit(Leave.NEXT)
        elif current is not None:
            current.give()
        else:
            self.left.emit(Leave.PRINT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_sealed:
            self.left.emit(Leave.DONE)
            return
        super().keyPressEvent(event)


class StepBar(QWidget):
    """核对 — 签字 — 封存."""

    def __init__(self) -> None:
        super().__init__()
        self._step = 0
        self.setFixedHeight(34)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, step: int) -> None:
        """``step`` counts from 0; 3 means all three are done."""
        self._step = step
        self.setAccessibleName(
            "三步：" + "、".join(f"{word}{self._word(i)}" for i, word in enumerate(_STEPS))
        )
        self.update()

    def _word(self, index: int) -> str:
        return "已做" if index < self._step else "正在做" if index == self._step else ""

    def sizeHint(self) -> QSize:
        return QSize(360, 34)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        x = 0.0
        for index, word in enumerate(_STEPS):
            circle = QRectF(x, 4, 26, 26)
            done, here = index < self._step, index == self._step
            edge = Role.OK if done else Role.STRONG
            if here:
                painting.box(painter, circle, 13, fill=Role.BRAND)
            else:
                painting.box(painter, circle, 13, fill=Role.SURFACE, edge=edge, width=2)
            if done:
                icons.draw(painter, "check", QPointF(x + 5, 9), 16, Role.OK, stroke=2.6)
            else:
                role = Role.ON_BRAND if here else Role.TEXT2
                painting.line(
                    painter, circle, str(index + 1), Type.META, role, align=painting.CENTRE, heavy=True
                )
            wide = text_width(word, Type.BODY, heavy=here)
            role = Role.TEXT if here or done else Role.TEXT2
            painting.line(painter, QRectF(x + 34, 4, wide + 2, 26), word, Type.BODY, role, heavy=here)
            x += 34 + wide + 12
            if index < len(_STEPS) - 1:
                painting.box(painter, QRectF(x, 16, 42, 2), 0, fill=Role.OK if done else Role.STRONG)
                x += 54


class TotalStrip(QWidget):
    """正常 22 项, 异常 1 项 … in one line."""

    def __init__(self, totals: tuple[Total, ...]) -> None:
        super().__init__()
        self._totals = totals
        self.setFixedHeight(42)
        self.setAccessibleName("，".join(f"{total.word} {total.figure}" for total in totals))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painting.smooth(painter)
        painting.box(painter, QRectF(self.rect()), RADIUS_CONTROL, fill=Role.SURFACE2, edge=Role.BORDER)
        x = 16.0
        for total in self._totals:
            icons.draw(painter, total.icon, QPointF(x, 13), 16, Role(total.tone), stroke=2.4)
            x += 22
            x += painting.line(painter, QRectF(x, 0, 120, 42), total.word, Type.META, Role.TEXT2) + 8
            x += painting.line(painter, QRectF(x, 0, 220, 42), total.figure, Type.META, heavy=True) + 22
