"""The line of filters above the list of records: one chip each, saved views in front of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.pages.page import focus
from ui.pages.record_question import NAMES, Options, RecordQuestion
from ui.widgets.button import Button, Kind
from ui.widgets.chip import Chip
from ui.widgets.flow import Flow
from ui.widgets.menu import offer
from ui.widgets.pick_list import pick

SHORT = 12  # choices that a menu holds; a longer list is narrowed by typing
SWITCHES = {"late": "history", "unsigned": "signature", "printed": "printer", "abnormal": "triangle-alert"}
TYPING_MS = 250


class FilterBar(Flow):
    """Signals:
    asked(object): the RecordQuestion that the chips now make.
    span_wanted: which days exactly, asked in a dialog.
    """

    asked = Signal(object)
    span_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.views = Chip("视图", icon="list")
        self.chips = {
            name: Chip(NAMES[name], icon=SWITCHES.get(name, ""))
            for name in (
                "period",
                "form_id",
                "chapter",
                "place",
                "person",
                "status",
                "delivery",
                "late",
                "unsigned",
                "printed",
                "abnormal",
            )
        }
        self.clear = Button("清除筛选", Kind.LINK, height=30)
        super().__init__(self.views, *self.chips.values(), self.clear, parent=parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText("在记录里找字")
        self.search.setAccessibleName("在记录里找字")
        self.search.setFixedWidth(200)
        self._question, self._options, self._me = RecordQuestion(), Options(), ""
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(lambda: self._ask(text=self.search.text().strip()))
        self.search.textChanged.connect(lambda _: self._typing.start())
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _=False, name=name: self._on_chip(name))
            chip.cleared.connect(lambda name=name: self._drop(name))
        self.clear.clicked.connect(lambda: self.asked.emit(RecordQuestion()))

    def present(self, question: RecordQuestion) -> None:
        """Show a question without asking it."""
        self._question = question
        self._typing.stop()
        if self.search.text().strip() != question.text:
            self.search.blockSignals(True)
            self.search.setText(question.text)
            self.search.blockSignals(False)
        for name, chip in self.chips.items():
            chip.set_value(self._options.word(question, name) if getattr(question, name) else None)
        self.clear.setVisible(not question.is_any)
        self.place()

    def present_options(self, options: Options) -> None:
        self._options = options
        self.present(self._question)

    def present_view(self, name: str) -> None:
        """The saved view that the question is; "" for none."""
        self.views.set_value(name or None)
        self.place()

    def _ask(self, **changes: object) -> None:
        self.asked.emit(replace(self._question, **changes))  # type: ignore[arg-type]

    def _on_chip(self, name: str) -> None:
        chip = self.chips[name]
        if name in SWITCHES:
            self._ask(**{name: not getattr(self._question, name)})
            return
        choices = self._options.choices(name)
        if len(choices) <= SHORT:
            offer(chip, choices, lambda code: self._set(name, code))
        else:
            pick(
                chip,
                choices,
                lambda code: self._set(name, code),
                initials=self._options.initials,
                name=NAMES[name],
            )

    def _set(self, name: str, code: str) -> None:
        if name == "period" and code == "span":
            self.span_wanted.emit()
            return
        self._ask(**{name: code})
        focus(self.chips[name])

    def _drop(self, name: str) -> None:
        self._ask(**{name: False if name in SWITCHES else ""})
        focus(self.chips[name])
