"""The filters of a list: a chip for each, a search field, the filters kept under a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.filling.flow import Flow
from ui.widgets.button import Button, Kind
from ui.widgets.chip import Chip
from ui.widgets.menu import offer
from ui.widgets.pill import Mark

SET = "1"  # the code of a filter that is only on or off
KEEP, FORGET, SHOW = "keep", "forget:", "show:"
TYPING_MS = 250  # after the last key in the search field

Asked = Mapping[str, str]
"""Filter → code of what is asked for; what is missing asks for all. ``text`` is what stands in the search field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """``is_switch``: on or off, without a choice of values; one that does not narrow only changes the order."""

    name: str
    word: str
    icon: str = ""
    is_switch: bool = False
    narrows: bool = True


class FilterBar(QWidget):
    """Chips that wrap; arrows lead from one to the next, Delete clears one.

    Signals:
        changed(object): what is asked for now, as ``Asked``.
        keep_requested: what is asked for is to be kept under a name.
        forget_requested(str): a name is to be forgotten.
    """

    changed = Signal(object)
    keep_requested = Signal()
    forget_requested = Signal(str)

    def __init__(self, filters: tuple[Filter, ...], *, search: str, parent: QWidget | None = None) -> None:
        """``search`` is what the search field says of itself."""
        super().__init__(parent)
        self._filters = {one.name: one for one in filters}
        self._choices: dict[str, tuple[tuple[str, str], ...]] = {}
        self._asked: dict[str, str] = {}
        self._views: dict[str, Asked] = {}
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
        self.clear.clicked.connect(lambda: self._ask({}))
        self.views = Chip("常用筛选", icon="star")
        self.views.clicked.connect(self._offer_views)
        self._lay_out()
        self._show()

    def _chip(self, one: Filter) -> Chip:
        chip = Chip(one.word, icon=one.icon)
        chip.clicked.connect(lambda: self._on_chip(one.name))
        chip.cleared.connect(lambda: self._set(one.name, ""))
        return chip

    def _lay_out(self) -> None:
        flow = Flow(gap=0)
        flow.addWidget(_centred(Mark("filter", 18), high=self.views.sizeHint().height()))
        for chip in (*self.chips.values(), self.views, self.clear):
            flow.addWidget(chip)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addLayout(flow, 1)
        line.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def asked(self) -> Asked:
        return dict(self._asked)

    @property
    def is_narrowed(self) -> bool:
        return any(name == "text" or self._filters[name].narrows for name in self._asked)

    def ask(self, asked: Asked) -> None:
        """Show other filters without telling anybody; unknown names are left out."""
        self._asked = {
            name: code for name, code in asked.items() if code and (name in self._filters or name == "text")
        }
        self.search.setText(self._asked.get("text", ""))
        self._show()

    def set_choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """What one filter offers, as (code, word)."""
        self._choices[name] = tuple(choices)
        self._show()

    def present_views(self, views: Mapping[str, Asked]) -> None:
        """The filters kept under their names."""
        self._views = dict(views)
        self._show()

    def offer_only(self, names: Iterable[str]) -> None:
        """Leave out the chips that mean nothing now, unless they are set."""
        wanted = set(names)
        for name, chip in self.chips.items():
            chip.setHidden(name not in wanted and not (name in self._asked and self._filters[name].narrows))

    def focus_first(self) -> None:
        first = next((chip for chip in self.chips.values() if not chip.isHidden()), self.views)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def turn(self, **codes: str) -> None:
        """Set some filters as if by hand, beside those that are set; "" clears one."""
        self._ask({**self._asked, **codes})

    def _on_chip(self, name: str) -> None:
        if self._filters[name].is_switch:
            self._set(name, "" if name in self._asked else SET)
        else:
            offer(self.chips[name], self._choices.get(name, ()), lambda code: self._set(name, code))

    def _set(self, name: str, code: str) -> None:
        if self._asked.get(name, "") != code:
            self._ask({**self._asked, name: code})

    def _ask(self, asked: Asked) -> None:
        self.ask(asked)
        self.changed.emit(self.asked)

    def _show(self) -> None:
        for name, chip in self.chips.items():
            code = self._asked.get(name)
            if code is None:
                chip.set_value(None)
            else:
                word = "" if self._filters[name].is_switch else dict(self._choices.get(name, ())).get(code)
                chip.set_value(code if word is None else word)
        here = next((name for name, asked in self._views.items() if dict(asked) == self._asked), None)
        self.views.set_value(here if self._asked else None)
        self.clear.setHidden(not self.is_narrowed)
        self.updateGeometry()

    def _offer_views(self) -> None:
        lines = [(f"{SHOW}{name}", name) for name in self._views]
        if self._asked and self._asked not in [dict(asked) for asked in self._views.values()]:
            lines.append((KEEP, "存下现在的筛选…"))
        lines += [(f"{FORGET}{name}", f"去掉“{name}”") for name in self._views]
        offer(self.views, lines or [("", "先选好筛选，再在这里存下")], self._on_view)

    def _on_view(self, code: str) -> None:
        if code == KEEP:
            self.keep_requested.emit()
        elif code.startswith(SHOW):
            self._ask(self._views.get(code.removeprefix(SHOW), {}))
        elif code.startswith(FORGET):
            self.forget_requested.emit(code.removeprefix(FORGET))


def _centred(mark: Mark, *, high: int) -> QWidget:
    box = QWidget()
    box.setFixedHeight(high)
    line = QHBoxLayout(box)
    line.setContentsMargins(0, 0, 4, 0)
    line.addWidget(mark)
    return box
