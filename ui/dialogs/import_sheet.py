"""Importing a sheet: choose a file, see what it would do and every row that will not do, then do it with the PIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.dialogs.keep_paper import KeepPaper
from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import row
from ui.widgets.field import FieldFrame
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog, Overlay
from ui.widgets.pin_box import LEAST, PinBox
from ui.widgets.progress import ProgressLine

CHOOSING, JUDGED, DONE = range(3)
BAD_HIGH = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRowText:
    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What importing a file would do, in numbers and sentences; ``verb`` is what the button says."""

    file: str
    ready: int
    known: int
    bad: Sequence[BadRowText]
    notes: Sequence[str]
    verb: str


class ImportDialog(Dialog):
    """Signals:
    file_requested: choose a file, or another one.
    template_requested: save an empty sheet with the right columns.
    import_requested(str): do it, with the PIN of who is signed in.
    stop_requested: what is under way is not wanted any more.
    """

    file_requested = Signal()
    template_requested = Signal()
    import_requested = Signal(str)
    stop_requested = Signal()

    def __init__(self, title: str, columns: str, parent: QWidget | None = None) -> None:
        """``columns`` names the columns of the sheet."""
        super().__init__(title, wide=760, kept="Esc 离开，什么都不变", parent=parent)
        self._busy = False
        self._judgement: Judgement | None = None
        self._at = CHOOSING
        self._pages = (self._choosing(columns), self._judged(), self._done())
        for page in self._pages:
            self.body.addWidget(page)
        self.progress = ProgressLine()
        self.progress.stop_requested.connect(self._on_stop)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.other = Button("换一个文件")
        self.go = Button("选 Excel 文件", Kind.PRIMARY, key="Ctrl Enter", height=CONTROL_PRIMARY)
        self.foot.addWidget(self.other)
        self.foot.addWidget(self.go)
        self.other.clicked.connect(self.file_requested)
        self.go.clicked.connect(self._on_go)
        self._show(CHOOSING)

    def _choosing(self, columns: str) -> QWidget:
        words = f"一行一个，列是：{columns}。先看一遍哪些行能导入、哪些不行，看好了再导入"
        self.template = Button("存一份模板", icon="file-spreadsheet")
        self.template.clicked.connect(self.template_requested)
        self.told = Label("", Type.BODY, Role.TEXT2, wrap=True)
        self.told.hide()
        return _page(Label(words, Type.BODY, wrap=True), row(self.template, None), self.told)

    def _judged(self) -> QWidget:
        self.summary = Label("", Type.SECTION, wrap=True)
        self.notes = Label("", Type.BODY, Role.TEXT2, wrap=True)
        self.bad = QPlainTextEdit()
        self.bad.setReadOnly(True)
        self.bad.setTabChangesFocus(True)
        self.bad.setFixedHeight(BAD_HIGH)
        self._bad_frame = FieldFrame("这些行先不导入", self.bad, hint="在 Excel 里改好，存好，再导入一次就行")
        self.pin = PinBox()
        self._pin_frame = FieldFrame("你的 PIN", self.pin, need="必填", hint="导入算你签了字")
        self.pin.given.connect(lambda _: self._on_go())
        return _page(self.summary, self.notes, self._bad_frame, row(self._pin_frame, None))

    def _done(self) -> QWidget:
        self.result = Label("", Type.SECTION, wrap=True)
        self.advice = Label("", Type.BODY, Role.TEXT2, wrap=True)
        self.slips = KeepPaper(" PIN 条", "PIN 条已经打印或存好（没存的，以后要一个个重设）")
        self.slips.kept_changed.connect(self.go_when)
        self.slips.grew.connect(self._place)
        return _page(self.result, self.advice, self.slips)

    # what it shows ------------------------------------------------------

    def show_judgement(self, judgement: Judgement) -> None:
        """The file has been read; nothing has been changed yet."""
        self._judgement = judgement
        self._busy = False
        parts = [f"可以导入 {judgement.ready} 行"]
        parts += [f"{judgement.known} 行早就登记过"] if judgement.known else []
        parts += [f"{len(judgement.bad)} 行有问题"] if judgement.bad else []
        self.summary.setText("，".join(parts))
        self.notes.setText("\n".join((judgement.file, *judgement.notes)))
        self.bad.setPlainText("\n".join(map(_bad_text, judgement.bad)))
        self._bad_frame.setVisible(bool(judgement.bad))
        self._pin_frame.setVisible(bool(judgement.ready))
        self._pin_frame.set_problem("")
        self._show(JUDGED)

    def show_done(self, result: str, advice: str, *, slips: bool) -> None:
        """It is done; with ``slips`` the papers with the first PINs must be kept before it is left."""
        self._busy = False
        self.result.setText(result)
        self.advice.setText(advice)
        self.slips.setVisible(slips)
        self.leave.setVisible(not slips)
        self.kept.setText("")
        self._show(DONE)

    def tell(self, sentence: str) -> None:
        """Something about the file or the template, while nothing has been read."""
        self._busy = False
        self.told.setText(sentence)
        self.told.show()
        self._show(CHOOSING)

    def refuse(self, problem: Exception) -> None:
        """Why it was not imported; the file stays read."""
        self._busy = False
        self._pin_frame.set_problem(str(problem))
        self.pin.clear()
        self._show(JUDGED)

    def wait(self, word: str) -> None:
        """Something is under way; ``show_progress`` tells how far it is."""
        self._busy = True
        self.go.set_label(word)
        self.go.setEnabled(False)
        self.other.setEnabled(False)
        self.template.setEnabled(False)

    def show_progress(self, what: str, done: int, whole: int) -> None:
        """How far it has come; shown only while something is under way."""
        if self._busy:
            self.progress.present(what, done, whole)
            self.progress.show()
            self._place()

    def _on_stop(self) -> None:
        self.progress.present("正在停下", 0, 0)
        self.stop_requested.emit()

    # going on -----------------------------------------------------------

    def _show(self, at: int) -> None:
        self._at = at
        self.progress.setHidden(not self._busy)
        self.template.setEnabled(not self._busy)
        for number, page in enumerate(self._pages):
            page.setVisible(number == at)
        ready = self._judgement.ready if self._judgement else 0
        verb = self._judgement.verb if self._judgement and ready else "没有可以导入的"
        self.go.set_label({CHOOSING: "选 Excel 文件", JUDGED: verb, DONE: "关上"}[at])
        self.other.setVisible(at == JUDGED)
        self.other.setEnabled(True)
        self.go_when(at == CHOOSING or (at == JUDGED and ready > 0) or (at == DONE and self._may_leave()))
        first = {CHOOSING: self.go, JUDGED: self.pin if ready else self.other, DONE: self.slips.save}[at]
        (first if at != DONE or self.slips.isVisibleTo(self) else self.go).setFocus(
            Qt.FocusReason.OtherFocusReason
        )
        self._place()

    def _place(self) -> None:
        layer = self.parentWidget()
        if isinstance(layer, Overlay):
            layer.place()

    def go_when(self, may: bool) -> None:
        self.go.setEnabled(may)

    def _may_leave(self) -> bool:
        return not self.slips.isVisibleTo(self) or self.slips.kept.isChecked()

    def first_focus(self) -> QWidget:
        return self.go

    def _on_go(self) -> None:
        match self._at:
            case 0:
                self.file_requested.emit()
            case 1:
                if len(self.pin.text()) < LEAST:
                    self._pin_frame.set_problem("PIN 是 4 到 6 位数字")
                    self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
                elif self.go.isEnabled():
                    self.wait("正在导入")
                    self.import_requested.emit(self.pin.text())
            case _:
                self.done.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._busy:
            self._on_stop()  # what is under way is told here, so it ends first
            return
        if event.key() == Qt.Key.Key_Escape and not self._escapes():
            return  # the PINs are shown nowhere else
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go.isEnabled():
            self._on_go()
            return
        super().keyPressEvent(event)

    def _escapes(self) -> bool:
        return self._at != DONE or self._may_leave()


def _bad_text(one: BadRowText) -> str:
    return f"第 {one.number} 行　{one.reason}\n　　　　写着：{one.text}"


def _page(*parts: QWidget | QLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    return page
