"""The line above a record that was corrected: which version is shown, what it changed, who changed it and why."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.theme.tokens import Role, Type
from ui.widgets.button import Button, Kind
from ui.widgets.card import Card, column, row
from ui.widgets.chip import Segments
from ui.widgets.label import Label

NO_VERSIONS = (("", "第 1 版", ""),)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsModel:
    """``versions`` are (rev_id, 第 n 版), oldest first. ``is_compared``: beside the one before it."""

    versions: tuple[tuple[str, str], ...]
    shown: str
    is_compared: bool
    is_whole: bool  # what did not change is shown too
    changes: str  # 改了 1 处，共 120 项
    story: str  # 王某 11-19 09:30 更正：结束时间写错了


class VersionsBar(Card):
    """Hidden while there is only one version.

    Signals:
        chosen(str): the version to show.
        compare_requested: beside the one before it, or no longer.
        whole_requested: what did not change, too, or no longer.
    """

    chosen = Signal(str)
    compare_requested = Signal()
    whole_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("lane", margins=(10, 4, 12, 4), spacing=0, parent=parent)
        self.switch = Segments(NO_VERSIONS, "版本")
        self.compare = Button("", Kind.LINK, icon="git-compare", height=30)
        self.whole = Button("", Kind.LINK, height=30)
        self.changes = Label("", Type.META, heavy=True)
        self.story = Label("", Type.META, Role.TEXT2, wrap=True)
        self.switch.chosen.connect(self.chosen)
        self.compare.clicked.connect(self.compare_requested)
        self.whole.clicked.connect(self.whole_requested)
        told = column(self.changes, self.story, spacing=0)
        line = row(self.switch, 6, spacing=4)
        line.addLayout(told, 1)
        line.addWidget(self.whole)
        line.addWidget(self.compare)
        self.column.addLayout(line)
        self.hide()

    def present(self, model: VersionsModel | None) -> None:
        """Show versions; None hides the line."""
        self.setVisible(model is not None)
        if model is None:
            return
        self.switch.set_options(tuple((rev, word, "") for rev, word in model.versions), model.shown)
        self.compare.set_label("收起对照" if model.is_compared else "与上一版对照", key="V")
        self.whole.set_label("只看改了的" if model.is_whole else "没改的也看", key="A")
        self.whole.setVisible(model.is_compared)
        self.changes.setText(model.changes)
        self.changes.setVisible(bool(model.changes))
        self.story.setText(model.story)
        self.story.setVisible(bool(model.story))
