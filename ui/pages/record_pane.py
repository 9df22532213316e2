"""The pane beside the list of records: what happened to the one that is chosen, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.states import Tone
from ui.theme.tokens import Role, Type
from ui.widgets.banner import Banner
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, Rule, row
from ui.widgets.label import Label
from ui.widgets.pill import Mark
from ui.widgets.scroll import Scroll
from ui.widgets.timeline import Moment, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPane:
    """The pane beside the list, in words."""

    title: str
    line: str
    banner: tuple[str, str] | None = None
    moments: tuple[Moment, ...] = ()
    delivery: str = ""
    delivery_icon: str = "cloud-upload"
    delivery_role: Role = Role.TEXT2
    may_correct: bool = True
    may_print: bool = True


class PaneCard(Card):
    """Signals:
    open_requested, print_requested, correct_requested: for the record it shows.
    """

    open_requested = Signal()
    print_requested = Signal()
    correct_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margins=(18, 14, 14, 10), spacing=8, parent=parent)
        self._title = Label("", Type.SECTION, wrap=True)
        self._line = Label("", Type.META, Role.TEXT2, wrap=True)
        self._banner = Banner(Tone.WARN, "signature", "", "")
        self._moments = Timeline()
        self._delivery_mark = Mark("cloud-upload", 18)
        self._delivery = Label("", Type.META, wrap=True)
        body = Scroll(margins=(0, 0, 6, 0), spacing=10)
        sent = QHBoxLayout()
        sent.setSpacing(8)
        sent.addWidget(self._delivery_mark, 0, Qt.AlignmentFlag.AlignTop)
        sent.addWidget(self._delivery, 1)
        for part in (
            self._title,
            self._line,
            self._banner,
            Rule(),
            Label("经过", Type.META, Role.TEXT2, heavy=True),
        ):
            body.column.addWidget(part)
        body.column.addWidget(self._moments)
        body.column.addWidget(Rule())
        body.column.addWidget(Label("送达县里", Type.META, Role.TEXT2, heavy=True))
        body.column.addLayout(sent)
        body.column.addStretch(1)
        self._open = Button("打开", Kind.PRIMARY, icon="eye", key="Enter")
        self._print = Button("打印")
        self._correct = Button("更正")
        self._open.clicked.connect(self.open_requested)
        self._print.clicked.connect(self.print_requested)
        self._correct.clicked.connect(self.correct_requested)
        self.column.addWidget(body, 1)
        self.column.addLayout(row(self._open, self._print, self._correct, None, spacing=0))
        self._parts = (body,)
        self._buttons = (self._open, self._print, self._correct)
        self.present(None)

    def present(self, pane: RecordPane | None) -> None:
        for part in (*self._parts, *self._buttons):
            part.setVisible(pane is not None)
        if pane is None:
            return
        self._title.setText(pane.title)
        self._line.setText(pane.line)
        self._banner.setVisible(pane.banner is not None)
        if pane.banner is not None:
            self._banner.say(Tone.WARN, "signature", *pane.banner)
        self._moments.present(pane.moments)
        self._delivery.setText(pane.delivery)
        self._delivery_mark.set_icon(pane.delivery_icon, pane.delivery_role)
        self._print.setVisible(pane.may_print)
        self._correct.setVisible(pane.may_correct)
