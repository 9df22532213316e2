"""One hazard: what it is, who puts it right by when, and its chain of steps."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.pages.chain import ChainModel, ChainPage, side_card
from ui.widgets.button import Button, Kind
from ui.widgets.card import clear
from ui.widgets.empty_state import EmptyState
from ui.widgets.step_cards import pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardModel(ChainModel):
    """The hazard in words. ``next_word`` is on the primary button, "" when nothing is left to do."""

    hazard_id: str
    record_id: str
    facts: tuple[tuple[str, str], ...]
    next_word: str = ""
    next_hint: str = ""
    may_return: bool = False
    others: tuple[tuple[str, str], ...] = ()  # (form id, word): 延期, 挂牌督办, 作废


class HazardPage(ChainPage):
    """Signals:
    next_requested, return_requested: the form of the next step, or of sending it back.
    """

    next_requested = Signal()
    return_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("hazard", "看原记录", parent)
        self._record_id = ""
        self.send_back = Button("退回", icon="undo-2", key="R")
        self.keys["R"] = self.send_back
        self._others = QHBoxLayout()
        self._others.setSpacing(2)
        self._head.addLayout(self._others)
        self._add_buttons(self.source, self.send_back, self.next)
        self.next.clicked.connect(self.next_requested)
        self.send_back.clicked.connect(self.return_requested)
        self.source.clicked.connect(lambda: self.record_requested.emit(self._record_id))

    def present(self, model: HazardModel) -> None:
        self._record_id = model.record_id
        self._present_head(model, next_word=model.next_word, hint=model.next_hint)
        clear(self._others)
        for form_id, word in model.others:
            link = Button(word, Kind.LINK)
            link.clicked.connect(lambda _=False, form=form_id: self.step_requested.emit(form))
            self._others.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        self.send_back.setVisible(model.may_return)
        self._present_main(model, () if model.steps else (_untouched(model),))
        facts = side_card("这条隐患")
        facts.column.addLayout(pairs(model.facts))
        self._present_side(model, (facts,))
        self.take_focus()


def _untouched(model: HazardModel) -> EmptyState:
    return EmptyState("inbox", "已登记，还没有人处理", f"下一步：{model.next_word}。{model.next_hint}")
