"""The middle of the fill page: every line of the form below each other, each built when it is first seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import perf_counter

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from forms.answer_store import Path
from forms.definition import Field
from forms.problems import Problem
from ui.filling.editors.editor import Surroundings
from ui.filling.entries import CheckEntry, Entry, Signals
from ui.filling.groups import Group, count
from ui.filling.keys import Act, KeyAct, act_of
from ui.filling.page_layout import EDGE, Block, Slot, lay_out, mark_ends, paint_blocks
from ui.filling.page_plan import lines_of
from ui.filling.row_entries import RowHead
from ui.filling.session import FillSession
from ui.filling.tab_order import line_of, stop_beside, stops

WIDEST = 960
_SLICE_MS = 6
_CLEAR = 84  # kept free below the current line: the next one, and room for a toast


class ItemsColumn(QScrollArea):
    """Signals:
    moved: the line that is current now, as its path.
    rest_requested: the person wants the rest of this group normal.
    hint_requested: a key that does nothing here, with the sentence that says what does.
    rows_requested: the person wants a row of this table.
    """

    moved = Signal(object)
    rest_requested = Signal(object)
    hint_requested = Signal(str)
    rows_requested = Signal(object)

    def __init__(self, session: FillSession, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._around = session, around
        self._signals = Signals(self)
        self._slots: list[Slot] = []
        self._blocks: list[Block] = []
        self._at: dict[Path, Slot] = {}
        self._problems: dict[Path, list[Problem]] = {}
        self._current: Path | None = None
        self._canvas = _Canvas(self)
        self.setWidget(self._canvas)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().setSingleStep(24)
        self._signals.acted.connect(self._on_acted)
        self._signals.entered.connect(self._on_entered)
        self._signals.resized.connect(self.arrange)
        self._signals.left.connect(self._on_left)
        session.changed.connect(self._on_changed)
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._build_slice)

    @property
    def current(self) -> Path | None:
        return self._current

    @property
    def built(self) -> int:
        """How many lines exist as widgets."""
        return sum(1 for slot in self._slots if slot.entry.is_built())

    def __len__(self) -> int:
        return len(self._slots)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Lays out other lines; lines that stay keep their widgets."""
        kept = {(type(slot.entry), slot.entry.path): slot.entry for slot in self._slots}
        self._slots, self._blocks, self._at = [], [], {}
        for index, group in enumerate(groups):
            self._blocks.append(Block(group=group))
            made = lines_of(group, self._session, self._around, self._signals, add_row=self._on_add_row)
            for entry in made:
                entry = kept.pop((type(entry), entry.path), entry)
                slot = Slot(entry, index)
                self._slots.append(slot)
                if not isinstance(entry, RowHead):
                    self._at[entry.path] = slot
        for old in kept.values():
            old.close()
        mark_ends(self._slots)
        self.arrange()
        self._idle.start()

    def arrange(self) -> None:
        """Places every line at the width there is; what is above the current line does not move on the screen."""
        self._place(self._at.get(self._current) if self._current else None)
        self._build_in_view()
        self._canvas.update()

    def focus(self, path: Path | None, key: str = "") -> bool:
        """Goes to a line, or to the part of its finding that ``key`` names; False if there is no such line."""
        slot = self._at.get(path) if path else None
        if slot is None:
            return False
        self._build(slot)
        self._current = slot.entry.path
        self.reveal(slot)
        slot.entry.focus(key)
        if not isinstance(slot.entry, CheckEntry):
            self._note_current(slot)
        return True

    def focus_first(self) -> None:
        """Goes to the first line that still wants an answer, else to the first line."""
        filling = self._session.filling
        for slot in self._slots:
            if isinstance(slot.entry, CheckEntry):
                is_open = self._session.answer(slot.entry.path) is None
            else:
                known = len(slot.entry.path) in (1, 3) and slot.entry.is_plain
                is_open = (
                    known and filling.required(slot.entry.path) and filling.value(slot.entry.path) is None
                )
            if is_open:
                self.focus(slot.entry.path)
                return
        if self._slots:
            self.focus(self._slots[0].entry.path)

    def focus_current(self) -> None:
        if not self.focus(self._current):
            self.focus_first()

    def focus_group(self, group: Group) -> None:
        """Goes to the first open line of a group, else its first."""
        paths = [path for path in group.paths if path in self._at]
        open_paths = [path for path in paths if self._session.value(path) is None]
        if not paths:
            return
        first = self._at[paths[0]]
        self.focus((open_paths or paths)[0])
        head = self._blocks[first.group].head
        if self._current == paths[0]:
            self.verticalScrollBar().setValue(head.top())

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Writes each problem under its line and takes away those that are gone."""
        found: dict[Path, list[Problem]] = {}
        for problem in problems:
            found.setdefault(problem.path, []).append(problem)
        for path in {*self._problems, *found}:
            slot = self._at.get(path)
            if slot is not None and self._problems.get(path) != found.get(path):
                slot.entry.show_problems(found.get(path, []))
        self._problems = found
        self.arrange()

    def group_of(self, path: Path | None) -> Group | None:
        slot = self._at.get(path) if path else None
        return self._blocks[slot.group].group if slot is not None else None

    def group_in_view(self) -> Group | None:
        """The group whose lines fill the top of what is seen."""
        top = self.verticalScrollBar().value() + 60
        for block in self._blocks:
            if block.card.bottom() > top:
                return block.group
        return self._blocks[-1].group if self._blocks else None

    def entry(self, path: Path) -> Entry | None:
        return self._at[path].entry if path in self._at else None

    def is_check(self, path: Path) -> bool:
        slot = self._at.get(path)
        return slot is not None and isinstance(slot.entry, CheckEntry)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows from single-line fields move between lines; other keys go on to the page."""
        act = act_of(event.key(), event.modifiers())
        if act is not None and act.act in (Act.PREVIOUS, Act.NEXT) and self._current is not None:
            self._step(self._current, +1 if act.act is Act.NEXT else -1)
            return
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
            return
        event.ignore()

    def reveal(self, slot: Slot) -> None:
        """Scrolls as little as shows the whole line, its top never hidden."""
        bar, view = self.verticalScrollBar(), self.viewport().height()
        top, bottom = slot.rect.top(), slot.rect.bottom()
        if slot.first:
            top = self._blocks[slot.group].head.top()
        if bottom + _CLEAR > bar.value() + view:
            bar.setValue(bottom + _CLEAR - view)
        if top - 8 < bar.value():
            bar.setValue(max(0, top - 8))

    # -- what lines say

    def _on_acted(self, entry: Entry, act: KeyAct) -> None:
        match act.act:
            case Act.ANSWER | Act.POINT:
                self._answer(entry, act)
            case Act.CLEAR:
                self._session.clear(entry.path)
            case Act.PREVIOUS:
                self._step(entry.path, -1)
            case Act.NEXT:
                self._step(entry.path, +1)
            case Act.FIRST:
                self.focus(self._slots[0].entry.path)
            case Act.LAST:
                self.focus(self._slots[-1].entry.path)
            case Act.REST_NORMAL:
                self.rest_requested.emit(self.group_of(entry.path))
            case Act.REMARK | Act.PHOTO:
                self._write_about(entry, act)
            case _:
                return

    def _answer(self, entry: Entry, act: KeyAct) -> None:
        assert isinstance(entry, CheckEntry)
        answers = entry.item.field.answers
        if answers is None or act.choice >= len(answers.choices):
            return
        self._session.set_check(entry.path, answers.choices[act.choice].code)
        if entry.is_bad and entry.item.field.finding is not None:
            slot = self._at[entry.path]
            self.arrange()
            self.reveal(slot)
            if entry.panel is not None:
                entry.panel.focus_description()
        elif act.act is Act.ANSWER:
            self._step(entry.path, +1, wraps=True)

    def _write_about(self, entry: Entry, act: KeyAct) -> None:
        assert isinstance(entry, CheckEntry)
        if entry.panel is None:
            self.hint_requested.emit("remark")
        elif act.act is Act.REMARK:
            entry.panel.focus_description()
        else:
            entry.panel.add_photo()

    def _on_entered(self, entry: Entry) -> None:
        slot = self._at.get(entry.path)
        if slot is not None:
            self._note_current(slot)

    def _on_left(self, entry: Entry) -> None:
        self._step(entry.path, +1)

    def _on_add_row(self, table: Field) -> None:
        self.rows_requested.emit(table)

    def follow(self, now: QWidget) -> None:
        """A line that is clicked into, or into its panel, is the current one as if the keys had led there."""
        index = line_of([slot.entry for slot in self._slots], now)
        if index is None:
            return
        if now.visibleRegion().isEmpty():
            self.reveal(self._slots[index])
        if self._slots[index].entry.path != self._current:
            self._note_current(self._slots[index])

    def _offer_photos(self) -> None:
        for slot in self._slots:
            if isinstance(slot.entry, CheckEntry) and slot.entry.panel is not None:
                slot.entry.panel.set_current(is_current=slot.entry.path == self._current)

    def _note_current(self, slot: Slot) -> None:
        self._current = slot.entry.path
        self._offer_photos()
        self._session.move_to(slot.entry.path)
        self.moved.emit(slot.entry.path)

    def _step(self, path: Path, by: int, *, wraps: bool = False) -> None:
        """The next line; after the last one, the first that is still open."""
        lines = [slot.entry.path for slot in self._slots if slot.entry.is_stop]
        if path not in lines:
            return
        index = lines.index(path) + by
        if 0 <= index < len(lines):
            self.focus(lines[index])
        elif wraps:
            left = [stop for stop in lines if self.is_check(stop) and self._session.answer(stop) is None]
            self.focus(left[0] if left else path)

    # -- changes and building

    def _on_changed(self, paths: tuple[Path, ...]) -> None:
        slots = self._slots if not paths else [self._at[path] for path in paths if path in self._at]
        for slot in slots:
            slot.entry.refresh(force=self._session.is_undoing)
        self._offer_photos()
        for index in {slot.group for slot in slots}:
            self._canvas.update(self._blocks[index].head)

    def _on_scrolled(self) -> None:
        self._build_in_view()

    def _build_in_view(self) -> None:
        if not self.isVisible() and not self.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            return
        top = self.verticalScrollBar().value() - 8
        bottom = top + self.viewport().height() + 16
        before = self.built
        for slot in self._slots:
            if slot.rect.bottom() >= top and slot.rect.top() <= bottom:
                self._build(slot, arrange=False)
        if self.built != before:
            self._lay_out_again()

    def _build_slice(self) -> None:
        """Builds a few more lines while nothing else happens."""
        until = perf_counter() + _SLICE_MS / 1000
        for slot in self._slots:
            if not slot.entry.is_built():
                self._build(slot, arrange=False)
                if perf_counter() > until:
                    self._lay_out_again()
                    return
        self._idle.stop()
        self._lay_out_again()

    def _build(self, slot: Slot, *, arrange: bool = True) -> None:
        if slot.entry.is_built():
            return
        slot.entry.build(self._canvas)
        problems = self._problems.get(slot.entry.path)
        if problems:
            slot.entry.show_problems(problems)
        if isinstance(slot.entry, CheckEntry) and slot.entry.row is not None:
            slot.entry.row.set_rounds(top=slot.first, bottom=slot.last)
        if arrange:
            self._lay_out_again()

    def _lay_out_again(self) -> None:
        self._place(self._anchor())

    def _place(self, anchor: Slot | None) -> None:
        """Lays every line out; the anchor stays where it is on the screen."""
        width = min(self.viewport().width(), WIDEST + 2 * EDGE)
        before = anchor.rect.top() if anchor is not None else 0
        bottom = lay_out(self._blocks, self._slots, width)
        self._canvas.resize(self.viewport().width(), max(bottom, self.viewport().height()))
        if anchor is not None and before and anchor.rect.top() != before:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + anchor.rect.top() - before)

    def _anchor(self) -> Slot | None:
        top = self.verticalScrollBar().value()
        return next((slot for slot in self._slots if slot.rect.top() >= top), None) if top else None

    def focusNextPrevChild(self, forward: bool) -> bool:
        here = QApplication.focusWidget()
        index = line_of([slot.entry for slot in self._slots], here)
        if index is None or here is None:
            return super().focusNextPrevChild(forward)
        step = 1 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        beside = stop_beside(self._slots[index].entry, here, step)
        if beside is not None:
            beside.setFocus(reason)
            return True
        for slot in self._slots[index + 1 :] if forward else reversed(self._slots[:index]):
            self._build(slot)
            chain = stops(slot.entry)
            if chain:
                chain[0 if forward else -1].setFocus(reason)
                self.reveal(slot)
                self._note_current(slot)
                return True
        return super().focusNextPrevChild(forward)

    def paint(self, painter: QPainter, exposed: QRect) -> None:
        filling = self._session.filling
        paint_blocks(painter, self._blocks, exposed, lambda group: count(filling, group))


class _Canvas(QWidget):
    def __init__(self, column: ItemsColumn) -> None:
        super().__init__()
        self._column = column

    def paintEvent(self, event: QPaintEvent) -> None:
        self._column.paint(QPainter(self), event.rect())
