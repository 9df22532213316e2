"""The frame of the fill page: head, sections left, middle, rule right or over it, and the keys at the foot."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.filling.editors.editor import Surroundings
from ui.filling.fill_header import FillHeader
from ui.filling.middle import Middle
from ui.filling.rule_column import RuleColumn
from ui.filling.section_progress import SectionProgress
from ui.pages.page import Page
from ui.theme import painting
from ui.theme.tokens import NARROW, Role

LEFT, LEFT_NARROW, RIGHT, RIGHT_WIDE = 230, 212, 300, 340
_WIDE = 1600  # from this width of the window the rule gets more room


class FillFrame(Page):
    """Knows where things stand, not what they show. A sheet takes the whole width."""

    def __init__(self, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__("fill", parent)
        self._rule_open = False
        self._folder = around.folder
        self._header = FillHeader()
        self._progress = SectionProgress()
        self._rule = RuleColumn()
        self.middle = Middle(around)
        self._outer.removeWidget(self.key_bar)
        self.body.setSpacing(0)
        self.body.addWidget(self._header)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(0)
        self._columns.addWidget(self._progress)
        self._columns.addWidget(self.middle, 1)
        self._columns.addWidget(self._rule)
        self.body.addLayout(self._columns, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 0, 20, 0)
        foot.addWidget(self.key_bar)
        self._outer.addLayout(foot)
        self._is_laid_out = True
        self.middle.switched.connect(self._fit)
        self._fit()

    _is_laid_out = False

    @property
    def header(self) -> FillHeader:
        return self._header

    @property
    def progress(self) -> SectionProgress:
        return self._progress

    @property
    def rule(self) -> RuleColumn:
        return self._rule

    @property
    def is_rule_over(self) -> bool:
        """Whether the rule lies over the items, asked for with F1."""
        return self._rule_open

    def toggle_rule(self) -> None:
        """F1: the rule over the items where there is no room beside them."""
        self._rule_open = not self._rule_open
        self._fit()

    def _fit(self) -> None:
        if not self._is_laid_out:
            super()._fit()
            return
        self._outer.setContentsMargins(0, 0, 0, 0)
        self.body.setContentsMargins(0, 0, 0, 0)
        wide = self.window().width()
        narrow = wide < NARROW
        has_sides = not self.middle.shows_sheet
        self._progress.setFixedWidth(LEFT_NARROW if narrow else LEFT)
        self._progress.setVisible(has_sides)
        self._header.fit(narrow=narrow)
        self._place_rule(beside=has_sides and not narrow, wide=RIGHT_WIDE if wide >= _WIDE else RIGHT)

    def _place_rule(self, *, beside: bool, wide: int) -> None:
        self._rule.setFixedWidth(wide)
        if beside:
            if self._columns.indexOf(self._rule) < 0:
                self._columns.addWidget(self._rule)
            self._rule_open = False
            self._rule.show()
            return
        if self._columns.indexOf(self._rule) >= 0:
            self._columns.removeWidget(self._rule)
        self._rule.setParent(self)
        top = self._header.height()
        self._rule.setGeometry(self.width() - wide, top, wide, self.height() - top - self.key_bar.height())
        self._rule.setVisible(self._rule_open)
        self._rule.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._folder is not None:
            self._folder.watch(on=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._folder is not None:
            self._folder.watch(on=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painting.hairline(QPainter(self), 0, self.width(), self.height() - self.key_bar.height(), Role.BORDER)
