"""Before anybody can sign in: what is wrong with the store, what is safe, and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme.tokens import CONTROL_PRIMARY, Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.label import Label
from ui.widgets.overlay import Dialog

Facts = Sequence[tuple[str, str]]


class TroubleDialog(Dialog):
    """Says the trouble; ``mend`` is the word on the button that mends it, "" if nothing here can.

    Signals:
        mend_requested: do what the first button says.
        look_requested: open it as it is, to look only.
        again_requested: try to open it once more.
        go_requested: it is mended; go on.
    """

    mend_requested = Signal()
    look_requested = Signal()
    again_requested = Signal()
    go_requested = Signal()

    def __init__(
        self, title: str, sentence: str, *, mend: str, look: str = "只看不填", parent: QWidget | None = None
    ) -> None:
        super().__init__(title, wide=680, parent=parent)
        self.leave.hide()
        self.words = Label(sentence, Type.BODY, wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.state = Label("", Type.META, Role.TEXT2, wrap=True)
        self.body.addWidget(self.words)
        self.body.addLayout(self._grid)
        self.body.addWidget(self.state)
        self.body.addStretch(1)
        self.again = Button("再试一次", Kind.PLAIN, height=CONTROL_PRIMARY)
        self.look = Button(look, Kind.PLAIN, height=CONTROL_PRIMARY)
        self.mend = Button(mend, Kind.PRIMARY, icon="shield-check", height=CONTROL_PRIMARY)
        self.go = Button("打开医安", Kind.PRIMARY, height=CONTROL_PRIMARY)
        for button, signal in (
            (self.again, self.again_requested),
            (self.look, self.look_requested),
            (self.mend, self.mend_requested),
            (self.go, self.go_requested),
        ):
            self.foot.addWidget(button)
            button.clicked.connect(signal)
        self.mend.setVisible(bool(mend))
        self.go.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.again.isEnabled():
            return  # it is being mended, or the one way on is to open it
        super().keyPressEvent(event)

    def first_focus(self) -> QWidget:
        return self.mend if self.mend.text() else self.again

    def show_facts(self, facts: Facts) -> None:
        """Names and values in place of those before."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, (name, value) in enumerate(facts):
            called, told = Label(name, Type.BODY, Role.TEXT2), Label(value, Type.BODY, wrap=True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(called, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(told, number, 1)
            called.show()  # at once, so that the dialog can be fitted to them
            told.show()

    def say(self, stage: str) -> None:
        """It is being mended: how far that is."""
        self.state.setText(stage)

    def begin(self) -> None:
        for button in (self.mend, self.look, self.again):
            button.setEnabled(False)

    def refuse(self, sentence: str) -> None:
        """It was not mended; what can be done is as before."""
        self.state.setText(sentence)
        for button in (self.mend, self.look, self.again):
            button.setEnabled(True)
        self.mend.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_done(self, title: str, facts: Facts, advice: str) -> None:
        """The report, and the one way on."""
        self.title.setText(title)
        self.setAccessibleName(title)
        self.words.setText(advice)
        self.show_facts(facts)
        self.state.setText("")
        for button in (self.mend, self.look, self.again):
            button.hide()
        self.go.show()
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)
