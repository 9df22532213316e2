"""报事件: signed or anonymous first, then a few questions; the anonymous path stays in memory until it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from forms.definition import Field, FieldType
from forms.filling import Filling
from forms.json_value import Json
from forms.listed import Choice
from ui.filling.editors.choice import OneOfEditor
from ui.filling.editors.editor import Editor, Surroundings
from ui.filling.editors.registry import EDITORS
from ui.filling.editors.text import LongTextEditor
from ui.filling.options import OptionCards
from ui.filling.wording import MUST
from ui.theme.states import State, Tone
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog, Overlay
from ui.widgets.pill import Mark, Pill
from ui.widgets.pin_box import LEAST, PinBox

NAMED, ANONYMOUS = "named", "anonymous"
PROMISE = "必填只有 3 项，其余以后补。报告用于改进，不用于处罚。"
_ONLY_NAMED = frozenset({"occurred_time"})


@dataclass(frozen=True, slots=True)
class Question:
    """A field of the form asked here; ``label`` in everyday words, ``anonymous`` where that differs."""

    name: str
    row: int
    column: int
    span: int = 1
    label: str = ""
    anonymous: str = ""


QUESTIONS = (
    Question("what_happened", 0, 0, 12),
    Question("occurred_on", 1, 0, 3, label="什么时候"),
    Question("occurred_shift", 1, 3, 3),
    Question("event_place", 1, 6, 3, anonymous="在哪里（可不填）"),
    Question("occurred_time", 1, 9, 3),
    Question("outcome", 2, 0, 12),
    Question("handling", 3, 0, 12),
)


class QuickIncident(Dialog):
    """Signals:
    report_requested: answers and PIN of a signed report.
    keep_requested: answers of a signed report to go on with later.
    anonymous_requested: answers of an anonymous report; nothing else goes with them.
    print_requested: the pick-up code is wanted on paper.
    """

    report_requested = Signal(object, str)
    keep_requested = Signal(object)
    anonymous_requested = Signal(object)
    print_requested = Signal(str)

    def __init__(
        self, filling: Filling, around: Surroundings, *, person: str, parent: QWidget | None = None
    ) -> None:
        """``person`` is the name and number shown where a signed report asks for the PIN, nowhere else."""
        super().__init__("报事件", wide=900, parent=parent)
        self._filling, self._around = filling, around
        self._frames: dict[str, FieldFrame] = {}
        self._editors: dict[str, Editor] = {}
        self._code = ""
        self.title_row.insertSpacing(1, 10)
        self.title_row.insertWidget(2, Pill(State("约 1 分钟", "clock", Tone.NA)))
        self.title_row.insertSpacing(3, 10)
        self.title_row.insertWidget(4, Label(PROMISE, Type.META, Role.TEXT2))
        self.body.setSpacing(8)
        self.who = OptionCards(
            [
                Choice(code=NAMED, label="署名报", hint="写明是你，可在“事件”里看进展"),
                Choice(code=ANONYMOUS, label="匿名报", hint="不记姓名、工号、电脑，凭取件码看反馈"),
            ],
            name="谁来报",
        )
        self.who.chosen.connect(lambda _code: self._show_who())
        self._who_frame = FieldFrame("谁来报", self.who)
        self.body.addWidget(self._who_frame)
        self._questions = QWidget()
        self._make_questions()
        self.body.addWidget(self._questions)
        self.pin = PinBox()
        self._pin_frame = FieldFrame(f"{person} 的 PIN，签了字才报得上去", self.pin, need=MUST)
        self.body.addWidget(self._pin_frame)
        self._pin_frame.hide()
        self.pin.given.connect(lambda _pin: self._send())
        self._risk = Card("na", margins=(16, 6, 16, 6))
        self._risk.column.addWidget(
            Label(
                "仍可能被猜到：科室人少、同班只有一两人，或描述里写了只有你知道的细节。旧备份里也可能留有痕迹。",
                Type.META,
                Role.TEXT2,
                wrap=True,
            )
        )
        self.body.addWidget(self._risk)
        self.body.addStretch(1)
        self._shield = Mark("shield-check", 18, Role.OK)
        self.foot.insertWidget(0, self._shield)
        self.keep = Button("先存着", Kind.PLAIN, height=CONTROL_PRIMARY)
        self.go = Button("上报", Kind.PRIMARY, icon="send", key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.keep)
        self.foot.addWidget(self.go)
        self.keep.clicked.connect(lambda: self.keep_requested.emit(self.answers()))
        self.go.clicked.connect(self._send)
        self._show_who()

    @property
    def is_anonymous(self) -> bool:
        return self.who.current == ANONYMOUS

    def first_focus(self) -> QWidget:
        return self.who

    @property
    def code(self) -> str:
        """The pick-up code, while it is shown."""
        return self._code

    def write(self, name: str, value: Json) -> None:
        """Puts an answer as if it had been typed."""
        self._filling.set((name,), value)
        self._editors[name].set_value(value)

    def answers(self) -> dict[str, Json]:
        """What was written, without what an anonymous report must not hold."""
        answers = dict(self._filling.answers)
        if self.is_anonymous:
            for name in _ONLY_NAMED:
                answers.pop(name, None)
        return answers

    def refuse(self, sentence: str) -> None:
        """Why it was not sent; what was written stays."""
        self.go.setEnabled(True)
        self.pin.clear()
        if self.is_anonymous:
            self._who_frame.set_problem(sentence)
        else:
            self._pin_frame.set_problem(sentence)
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def tell(self, sentence: str) -> None:
        """What came of printing the pick-up code; the code stays where it is."""
        self._told.setText(sentence)
        self._told.show()
        self._fit()

    def show_code(self, code: str) -> None:
        """The anonymous report is kept; its pick-up code stands here once and nowhere else."""
        self._code = code
        for widget in (self._who_frame, self._questions, self._pin_frame, self._risk):
            widget.hide()
        self._filling.answers.clear()
        shown = Card("ok", margins=(24, 20, 24, 20))
        shown.column.addWidget(Label("取件码", Type.META, Role.TEXT2, heavy=True))
        shown.column.addWidget(Label(code, Type.FIGURE))
        shown.column.addWidget(
            Label(
                "这份上报已保存，会不带身份送出。凭取件码在“事件”里看反馈。取件码只出现这一次，抄下来或打印。",
                wrap=True,
            )
        )
        self._told = Label("", Type.META, Role.WARN, wrap=True)
        shown.column.addWidget(self._told)
        self._told.hide()
        self.body.insertWidget(0, shown)
        self.keep.show()
        self.keep.set_label("打印取件码", icon="printer")
        self.keep.clicked.disconnect()
        self.keep.clicked.connect(lambda: self.print_requested.emit(self._code))
        self.go.set_label("记下了", icon="check", key="")
        self.go.setEnabled(True)
        self.kept.setText("关上以后，取件码不会再出现")
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send()
            return
        super().keyPressEvent(event)

    def _make_questions(self) -> None:
        grid = QGridLayout(self._questions)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for question in QUESTIONS:
            field = self._filling.form.field(question.name)
            editor = self._editor(field)
            editor.set_value(self._filling.value((field.name,)))
            editor.edited.connect(lambda value, name=field.name: self._filling.set((name,), value))
            editor.typed.connect(lambda value, name=field.name: self._filling.set((name,), value))
            editor.resized.connect(self._fit)
            editor.left.connect(editor.focusNextChild)
            need = MUST if self._filling.required((field.name,)) else ""
            hint = "" if question.anonymous else field.hint if field.name not in _ONLY_NAMED else ""
            frame = FieldFrame(question.label or field.label, editor, need=need, hint=hint)
            frame.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._frames[field.name], self._editors[field.name] = frame, editor
            grid.addWidget(
                frame, question.row, question.column, 1, question.span, alignment=Qt.AlignmentFlag.AlignTop
            )
        for column in range(12):
            grid.setColumnStretch(column, 1)

    def _editor(self, field: Field) -> Editor:
        """The form's own editors, laid out flatter so that all questions stand on one page."""
        if field.type is FieldType.LONG_TEXT:
            return LongTextEditor(field, self._around, lines=2)
        editor = EDITORS[field.type](field, self._around)
        if isinstance(editor, OneOfEditor):
            editor.spread(len(field.choices))
        return editor

    def _show_who(self) -> None:
        """The questions stand only once it is clear who reports."""
        chosen, anonymous = self.who.current is not None, self.is_anonymous
        self._questions.setVisible(chosen)
        self._risk.setVisible(anonymous)
        self._shield.setVisible(anonymous)
        self.keep.setVisible(chosen and not anonymous)
        self.go.setEnabled(chosen)
        self._pin_frame.hide()
        for name in _ONLY_NAMED:
            self._frames[name].setVisible(not anonymous)
        for question in QUESTIONS:
            if question.anonymous:
                field = self._filling.form.field(question.name)
                self._frames[question.name].label.setText(question.anonymous if anonymous else field.label)
        if not chosen:
            self.kept.setText("先选署名还是匿名")
        elif anonymous:
            self.kept.setText("存下、打印、送到县里，都不带身份。上报前只在这一页，关上就没了")
        else:
            self.kept.setText("Esc 离开，点“先存着”会留作草稿")
        if chosen and self.isVisible():
            self._editors["what_happened"].setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def _send(self) -> None:
        if self._code:
            self.done.emit(None)
            return
        if self.who.current is None or not self.go.isEnabled():
            return
        problems = {problem.path[0]: problem.message for problem in self._filling.problems()}
        for name, frame in self._frames.items():
            frame.set_problem(problems.get(name, ""))
            self._editors[name].set_problem(has_problem=name in problems)
        self._fit()
        first = next((name for name in self._frames if name in problems), None)
        if first is not None:
            self._editors[first].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.is_anonymous:
            self.go.setEnabled(False)
            self.anonymous_requested.emit(self.answers())
        elif len(self.pin.text()) >= LEAST:
            self.go.setEnabled(False)
            self.report_requested.emit(self.answers(), self.pin.text())
        else:
            self._pin_frame.show()
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
            self._fit()

    def _fit(self) -> None:
        QTimer.singleShot(0, self, self._place)

    def _place(self) -> None:
        layer = self.parentWidget()
        if isinstance(layer, Overlay):
            layer.place()
