"""The filters of a list: a chip for each, a search field, the filters kept under a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import periods
from ui.filling.flow import Flow
from ui.widgets.button import Button, Kind
from ui.widgets.chip import Chip
from ui.widgets.menu import offer
from ui.widgets.pick_list import pick
from ui.widgets.pill import Mark
from ui.widgets.toast import Toast

SET = "1"  # the code of a filter that is only on or off
SPAN = "span"  # the choice that asks from which day to which
SHORT = 12  # choices that a menu holds; a longer list is narrowed by typing
TYPING_MS = 250  # after the last key in the search field

Asked = Mapping[str, str]
"""Filter → code of what is asked for; what is missing asks for all. ``text`` is what stands in the search field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """``is_switch``: on or off, without a choice of values; one that does not narrow only changes the order.

    ``spans``: besides its choices, from one day to another, as ``periods.span`` writes it.
    """

    name: str
    word: str
    icon: str = ""
    is_switch: bool = False
    narrows: bool = True
    spans: bool = False


class FilterBar(QWidget):
    """Chips that wrap; arrows lead from one to the next, Delete clears one.

    Signals:
        changed(object): what is asked for now, as ``Asked``, whoever asked.
        views_requested: the filters kept under a name, to choose from.
        keep_requested: what is asked for is to be kept under a name.
        span_requested(str): from which day to which, for the filter of that name.
    """

    changed = Signal(object)
    views_requested = Signal()
    keep_requested = Signal()
    span_requested = Signal(str)

    def __init__(
        self, filters: tuple[Filter, ...], *, search: str, toast: Toast, parent: QWidget | None = None
    ) -> None:
        """``search`` is what the search field says of itself; ``toast`` tells what can be taken back."""
        super().__init__(parent)
        self.toast = toast
        self._filters = {one.name: one for one in filters}
        self._choices: dict[str, tuple[tuple[str, str], ...]] = {}
        self._initials: Mapping[str, str] = {}
        self._asked: dict[str, str] = {}
        self._idle: frozenset[str] = frozenset()  # that mean nothing in the view that is shown
        self.search = QLineEdit(placeholderText=search)
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(search)
        self.search.setFixedWidth(190)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(lambda: self._set("text", self.search.text().strip()))
        self.search.textEdited.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(lambda: self._set("text", self.search.text().strip()))
        self.chips = {one.name: self._chip(one) for one in filters}
        self.clear = Button("清除筛选", Kind.LINK, height=30)
        self.clear.clicked.connect(self._clear)
        self.views = Chip("常用筛选", icon="star")
        self.views.clicked.connect(self.views_requested)
        self.views.cleared.connect(self._clear)
        self._lay_out()
        self._show()

    def _chip(self, one: Filter) -> Chip:
        chip = Chip(one.word, icon=one.icon)
        chip.clicked.connect(lambda: self._on_chip(one.name))
        chip.cleared.connect(lambda: self._set(one.name, ""))
        return chip

    def _lay_out(self) -> None:
        flow = Flow(gap=0)
        for chip in (*self.chips.values(), self.views, self.clear):
            flow.addWidget(chip)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        mark = _centred(Mark("filter", 18), high=self.views.sizeHint().height())
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(flow, 1)
        line.addSpacing(8)
        line.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def asked(self) -> Asked:
        return dict(self._asked)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.narrowing)

    @property
    def narrowing(self) -> tuple[str, ...]:
        """The names of the filters that leave something out, in the order of the chips, the words last."""
        names = (*(one.name for one in self._filters.values() if one.narrows), "text")
        return tuple(name for name in names if name in self._asked and name not in self._idle)

    def ask(self, asked: Asked) -> None:
        """Show other filters without telling anybody; unknown names are left out."""
        self._typing.stop()
        self._asked = {
            name: code for name, code in asked.items() if code and (name in self._filters or name == "text")
        }
        if self.search.text().strip() != self._asked.get("text", ""):
            self.search.setText(self._asked.get("text", ""))
        self._show()

    def turn(self, **codes: str) -> None:
        """Set some filters as if by hand, beside those that are set; "" clears one."""
        self.turn_to({**self._asked, **codes})

    def turn_to(self, asked: Asked) -> None:
        """Ask for just that as if by hand."""
        self.ask(asked)
        self.changed.emit(self.asked)

    def set_choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """What one filter offers, as (code, word)."""
        self._choices[name] = tuple(choices)
        self._show()

    def set_initials(self, initials: Mapping[str, str]) -> None:
        """Word → initials, by which a long list of choices is narrowed too."""
        self._initials = initials

    def present_view(self, name: str) -> None:
        """The name under which what is asked for is kept; "" for none."""
        self.views.set_value(name or None)
        self.updateGeometry()

    def name_of(self, name: str) -> str:
        """What a filter is called on its chip and in a sentence about it."""
        return "找的字" if name == "text" else self._filters[name].word

    def word_of(self, name: str, code: str) -> str:
        """How a value is said; "" for one that has no value but to be set."""
        if name != "text" and self._filters[name].is_switch:
            return ""
        return dict(self._choices.get(name, ())).get(code) or periods.said(code)

    def offer_only(self, names: Iterable[str], *, never: Iterable[str] = ()) -> None:
        """Leave out the chips that mean nothing now, unless they are set; those of ``never`` even then."""
        wanted, self._idle = set(names), frozenset(never)
        for name, chip in self.chips.items():
            is_set = name in self._asked and self._filters[name].narrows
            chip.setHidden(name in self._idle or not (name in wanted or is_set))
        self._show()

    def focus_first(self) -> None:
        first = next((chip for chip in self.chips.values() if not chip.isHidden()), self.views)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def takes_key(self, event: QKeyEvent) -> bool:
        """Do what a key of the page means for its filters; False if it means nothing here."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        match (control, event.text().upper() if plain else "", event.key()):
            case (True, _, Qt.Key.Key_S):
                self.keep_requested.emit()
            case (True, _, Qt.Key.Key_Z):
                self.toast.undo()
            case (_, "F", _):
                self.focus_first()
            case (_, "S", _):
                self.views_requested.emit()
            case (_, "/", _):
                self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case _:
                return False
        return True

    def _on_chip(self, name: str) -> None:
        if self._filters[name].is_switch:
            self._set(name, "" if name in self._asked else SET)
            return
        chip, choices = self.chips[name], self._choices.get(name, ())
        if self._filters[name].spans:
            choices = (*choices, (SPAN, "从哪天到哪天…"))
        if len(choices) <= SHORT:
            offer(chip, choices, lambda code: self._on_choice(name, code))
        else:
            pick(
                chip,
                choices,
                lambda code: self._on_choice(name, code),
                initials=self._initials,
                name=self._filters[name].word,
            )

    def _on_choice(self, name: str, code: str) -> None:
        if code == SPAN and self._filters[name].spans:
            self.span_requested.emit(name)
        else:
            self._set(name, code)

    def _set(self, name: str, code: str) -> None:
        if self._asked.get(name, "") != code:
            self.turn(**{name: code})

    def _clear(self) -> None:
        """Let go of what narrows; the order stays."""
        self.turn(**dict.fromkeys(self.narrowing, ""))

    def _show(self) -> None:
        for name, chip in self.chips.items():
            code = self._asked.get(name)
            chip.set_value(None if code is None else self.word_of(name, code))
        self.clear.setHidden(not self.is_narrowed)
        self.updateGeometry()


def _centred(mark: Mark, *, high: int) -> QWidget:
    box = QWidget()
    box.setFixedHeight(high)
    line = QHBoxLayout(box)
    line.setContentsMargins(0, 0, 4, 0)
    line.addWidget(mark)
    return box
