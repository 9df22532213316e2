"""A few questions and one button: add a person or a place, set a PIN, approve a computer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog
from ui.widgets.pin_box import LEAST, PinBox


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """``kind`` is text, pin or choice; ``same_as`` names the question whose answer this one repeats."""

    name: str
    label: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    hint: str = ""
    value: str = ""
    same_as: str = ""


class EntryDialog(Dialog):
    """Its title is the verb on its button.

    Signals:
        given(object): the answers by name, all of them checked for being there.
    """

    given = Signal(object)

    def __init__(
        self, verb: str, line: str, questions: tuple[Question, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(verb, wide=520, kept="Esc 离开，什么都不变", parent=parent)
        self._questions = questions
        self.head.addWidget(Label(line, Type.META, Role.TEXT2, wrap=True))
        self.frames: dict[str, FieldFrame] = {}
        for question in questions:
            need = "必填" if question.required else "选填"
            frame = FieldFrame(question.label, _editor(question), need=need, hint=question.hint)
            self.frames[question.name] = frame
            self.body.addWidget(frame)
        self.go = Button(verb, Kind.PRIMARY, key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.go)
        self.go.clicked.connect(self._give)

    def first_focus(self) -> QWidget:
        return self.frames[self._questions[0].name].editor

    def answer(self, name: str) -> str:
        editor = self.frames[name].editor
        if isinstance(editor, QComboBox):
            return str(editor.currentData() or "")
        assert isinstance(editor, QLineEdit)
        return editor.text().strip()

    def refuse(self, problem: Exception) -> None:
        """Say why it did not happen; what was typed stays."""
        self.go.setEnabled(True)
        self.frames[self._questions[-1].name].set_problem(str(problem))

    def _problem(self, question: Question) -> str:
        answer = self.answer(question.name)
        if question.required and not answer:
            return f"还没填{question.label}"
        if question.kind == "pin" and answer and len(answer) < LEAST:
            return "PIN 是 4 到 6 位数字"
        if question.same_as and answer != self.answer(question.same_as):
            return "两遍不一样，再输一遍"
        return ""

    def _give(self) -> None:
        wrong: list[FieldFrame] = []
        for question in self._questions:
            problem = self._problem(question)
            self.frames[question.name].set_problem(problem)
            if problem:
                wrong.append(self.frames[question.name])
        if wrong:
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.go.setEnabled(False)
        self.given.emit({question.name: self.answer(question.name) for question in self._questions})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._give()
            return
        super().keyPressEvent(event)


def _editor(question: Question) -> QWidget:
    match question.kind:
        case "pin":
            return PinBox()
        case "choice":
            box = QComboBox()
            for code, word in question.options:
                box.addItem(word, code)
            return box
        case _:
            return QLineEdit(question.value)
