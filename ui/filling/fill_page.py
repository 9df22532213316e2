"""The fill page: it renders every form, follows the person through it, and says what is true about the draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from forms.answer_store import Path
from forms.clock import local
from forms.definition import Field, FieldType, Form
from forms.json_value import Json
from forms.problems import Problem
from forms.roll import person_column
from ui.actions import action
from ui.filling.editors.editor import Surroundings
from ui.filling.fill_frame import FillFrame
from ui.filling.groups import Count, Group, cells, count, grouped, headings, open_after
from ui.filling.items_column import ItemsColumn
from ui.filling.keys import Act, act_of
from ui.filling.lessons import lessons_for
from ui.filling.session import FillSession
from ui.filling.sheet.sheet import RoundSheet
from ui.filling.view import FillView, PastAnswer
from ui.filling.wording import (
    ALL_ANSWERED,
    REMARK_NEEDS_BAD,
    continue_at,
    next_problem,
    nothing_to_mark,
    rest_marked,
    saved_at,
    sheet_continue_at,
)
from ui.theme.tokens import NARROW, Role
from ui.widgets.toast import Toast

History = Callable[[Form, Path], Sequence[PastAnswer]]


def no_history(_form: Form, _path: Path) -> Sequence[PastAnswer]:
    return ()


class FillPage(FillFrame):
    """Signals:
    seal_requested: Ctrl+Enter or the primary button; the draft is on its way to the disk.
    closed: the person leaves; everything is kept.
    discard_requested: throw this draft away.
    answers_changed: something was answered.
    paper_requested: it is keyed from paper, with another time than now.
    places_requested: the round sheet (its field) wants places.
    people_requested: the table (its field) in which each person stands once wants people.
    """

    seal_requested = Signal()
    closed = Signal()
    discard_requested = Signal()
    answers_changed = Signal()
    places_requested = Signal(object)
    people_requested = Signal(object)
    paper_requested = Signal()

    def __init__(
        self, around: Surroundings, *, history: History = no_history, parent: QWidget | None = None
    ) -> None:
        super().__init__(around, parent)
        self._around, self._history = around, history
        self._view: FillView | None = None
        self._session: FillSession | None = None
        self._groups: tuple[Group, ...] = ()
        self._counts: dict[str, Count] = {}
        self._problems: tuple[Problem, ...] = ()
        self._asked_to_seal = False
        self._came_from_rows = False
        self._toast = Toast(self.middle)
        self.header.back_requested.connect(self.leave)
        self.header.seal_requested.connect(self.request_seal)
        self.progress.paper_requested.connect(self.paper_requested)
        self.progress.discard_requested.connect(self.discard_requested)
        self.progress.chosen.connect(self._on_group_chosen)
        self.progress.rest_requested.connect(self._on_rest)
        self._toast.undone.connect(self.undo)
        self.middle.moved.connect(self._on_moved)
        self.middle.sheet_moved.connect(self._on_sheet_moved)
        self.middle.rest_requested.connect(self._mark_rest)
        self.middle.hint_requested.connect(lambda _which: self.key_bar.say(REMARK_NEEDS_BAD, "info"))
        self.middle.rows_requested.connect(self._on_rows_requested)
        self.middle.marked.connect(self._say_marked)
        self.middle.undo_requested.connect(self.undo)
        self._shortcuts()

    @property
    def session(self) -> FillSession:
        assert self._session is not None
        return self._session

    @property
    def items(self) -> ItemsColumn:
        return self.middle.items

    @property
    def groups(self) -> tuple[Group, ...]:
        return self._groups

    @property
    def sheet(self) -> RoundSheet | None:
        return self.middle.sheet

    def first_focus(self) -> QWidget:
        self.focus_current()
        focus = QApplication.focusWidget()
        return focus if focus is not None and self.isAncestorOf(focus) else self

    def present(self, view: FillView) -> None:
        """Shows a draft and goes to where the work stopped."""
        self._close_session()
        self._view = view
        self._asked_to_seal, self._problems = False, ()
        session = FillSession(view.form, view.filling, save=view.save, position=view.position, parent=self)
        self._session = session
        self.middle.open(session)
        session.changed.connect(self._on_changed)
        session.items_changed.connect(self._on_items_changed)
        session.saved.connect(self._on_saved)
        session.save_refused.connect(self._on_save_refused)
        self.header.show_view(view)
        self.rule.show_signers(view.signers, view.sign_note)
        if view.saved_at is not None:
            self._on_saved(view.saved_at)
        self._show_items()
        self._fit()
        self.middle.start(view.position, sheet_first=self._others().is_full)
        self._show_progress()

    @property
    def answered(self) -> int:
        """How many answers stand on the page."""
        return sum((one.answered for one in self._counts.values()), 0)

    def forget(self) -> None:
        """Nothing more is written: the draft is gone, sealed or thrown away."""
        self.session.stop()

    def headings(self) -> dict[Path, str]:
        """Under which heading each item stands on the page; nothing for the cells of a sheet."""
        return headings(self._groups)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Writes them under their fields; they go by themselves as they are solved."""
        self._asked_to_seal = True
        self._problems = tuple(problems)
        self.middle.show_problems(self._problems)
        self._say_next()

    def focus_problem(self, problem: Problem) -> None:
        """Lands in the very field that a problem names."""
        self.middle.focus_problem(problem)

    def undo(self) -> None:
        self._toast.hide()
        self._go_to_changed(self.session.undo())

    def redo(self) -> None:
        """Does again what Ctrl+Z took back."""
        self._go_to_changed(self.session.redo())

    def _go_to_changed(self, paths: Sequence[Path]) -> None:
        if paths:
            self.middle.go_to(paths[0])

    def request_seal(self) -> None:
        """Writes what is open and asks for the seal; problems are for the dialog to show."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus) and not _is_row(focus):
            focus.clearFocus()  # a line that is being typed into settles
            self.focus_current()  # the dialog gives the keys back to whoever has them now
        self.session.flush()
        self.seal_requested.emit()

    def keep(self) -> None:
        """Write what is not on the disk yet: the window is locked, or somebody else takes over."""
        if self._session is not None:
            self._session.flush()

    def leave(self) -> None:
        self.session.flush()
        self.closed.emit()

    def focus_current(self) -> None:
        if self._session is not None:
            self.middle.focus_current()

    # -- keys

    def _shortcuts(self) -> None:
        acts = {
            "fill.seal": self.request_seal,
            "fill.undo": self.undo,
            "fill.redo": self.redo,
            "fill.rule": self.toggle_rule,
        }
        for name, act in acts.items():
            for keys in action(name).keys:
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(act)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event.key(), event.modifiers())
        match act.act if act is not None else None:
            case Act.BACK:
                self._on_escape()
            case Act.REST_NORMAL if event.key() == Qt.Key.Key_Q and self._takes_letters():
                self._on_rest()
            case Act.RULE:
                self.toggle_rule()
            case _:
                super().keyPressEvent(event)

    def _takes_letters(self) -> bool:
        """Whether a single letter is a command here: on an answer, a section or the page, never among options."""
        focus = QApplication.focusWidget()
        places = (self, self.progress.groups)
        return not self.middle.shows_sheet and focus is not None and (_is_row(focus) or focus in places)

    def _on_escape(self) -> None:
        if self.is_rule_over:
            self.toggle_rule()
            return
        focus = QApplication.focusWidget()
        path = self.items.current
        if focus is not None and path is not None and self.items.is_check(path) and not _is_row(focus):
            self.items.focus(path)
            return
        self.leave()

    # -- what is shown

    def _show_items(self) -> None:
        session = self.session
        self._groups = grouped(session.form, session.filling, session.items)
        self._counts = {group.id: count(session.filling, group) for group in self._groups}
        self.middle.show_groups(self._groups)
        self._show_progress()

    def _others(self) -> Count:
        """How far everything beside the sheet has come."""
        return sum((self._counts[group.id] for group in self._groups if group.sheet is None), Count())

    def _show_progress(self) -> None:
        counts = [self._counts[group.id] for group in self._groups]
        current = self.items.group_of(self.items.current) or self.items.group_in_view()
        if self.middle.shows_sheet:
            current = next((group for group in self._groups if group.sheet is not None), current)
        self.progress.groups.show_groups(self._groups, counts, current.id if current else None)
        self.middle.show_others(self._others())
        if self.middle.shows_sheet:
            sheet = next(group for group in self._groups if group.sheet is not None)
            self.header.total.show_count(cells(self.session.filling, sheet), word="已录", unit=" 格")
        else:
            self.header.total.show_count(sum(counts, Count()))
        has_checks = current is not None and any(item.field.type is FieldType.CHECK for item in current.items)
        self.progress.show_rest(shown=has_checks and not self.session.form.one_by_one)
        self._teach(current)

    def _teach(self, group: Group | None) -> None:
        if self.sheet is not None and self.middle.shows_sheet:
            self.key_bar.teach(self.sheet.keys())
            return
        path = self.items.current
        items = group.items if group is not None else ()
        item = next((item for item in items if item.path == path), None)
        self.key_bar.teach(lessons_for(item, one_by_one=self.session.form.one_by_one))

    # -- what happens

    def _on_moved(self, path: Path) -> None:
        item = next((item for item in self.session.items if item.path == path), None)
        if item is None:
            return
        form = self.session.form
        section = next(section for section in form.sections if section.id == item.section_id)
        source = item.field.source or section.source or (form.sources[0] if form.sources else None)
        is_check = item.field.type is FieldType.CHECK
        self.rule.show_rule(source, item.field.abnormal)
        self.rule.show_past(self._history(form, path) if is_check else (), is_check=is_check)
        if not self._asked_to_seal:
            self.key_bar.say(continue_at(item.number), "save")
        self._show_progress()

    def _on_sheet_moved(self, row: int, path: Path) -> None:
        self._on_moved(path)
        self.key_bar.say(sheet_continue_at(row), "save")

    def _on_changed(self, paths: tuple[Path, ...]) -> None:
        names = {path[0] for path in paths}
        for group in self._groups:
            if not paths or any(path[0] in names for path in group.paths):
                self._counts[group.id] = count(self.session.filling, group)
        self._show_progress()
        if self._asked_to_seal:
            self.show_problems(self.session.problems())
        elif all(one.is_full for one in self._counts.values()):
            self.key_bar.say(ALL_ANSWERED, "check", Role.OK)
        if self._around.is_read_only:
            return
        self.header.saved.say_writing()
        self.answers_changed.emit()

    def _on_items_changed(self) -> None:
        was_sheet = self.middle.shows_sheet
        self._show_items()
        if was_sheet or self._came_from_rows:
            self.middle.focus_sheet()
        self._came_from_rows = False

    def _on_saved(self, moment: datetime) -> None:
        self.header.saved.say(saved_at(f"{local(moment):%H:%M:%S}", short=self.window().width() < NARROW))

    def _on_save_refused(self, sentence: str) -> None:
        self.header.saved.say("还没写进本机", icon="octagon-alert", role=Role.BAD)
        self.key_bar.say(sentence, "octagon-alert", Role.BAD)

    def _on_rest(self) -> None:
        group = self.items.group_of(self.items.current) or self.items.group_in_view()
        if group is not None:
            self._mark_rest(group)

    def _mark_rest(self, group: Group) -> None:
        marked = self.session.mark_rest(group.paths)
        self._say_marked(len(marked), "本节")
        if marked:
            self.items.focus(next(open_after(self._groups, group, self.session.filling), None))

    def _say_marked(self, number: int, what: str) -> None:
        if self.sheet is not None and self.middle.shows_sheet:
            self.sheet.say_marked(number)
        elif number:
            self._toast.say(rest_marked(number, what))
        else:
            self.key_bar.say(nothing_to_mark(what), "info")

    def _on_group_chosen(self, group: Group) -> None:
        if group.sheet is not None:
            self.middle.focus_sheet()
        else:
            self.middle.show_items()
            self.items.focus_group(group)

    def _on_rows_requested(self, table: Field) -> None:
        if table.grid:
            self.places_requested.emit(table)
            return
        if person_column(table) is not None:
            self.people_requested.emit(table)
            return
        row_id = self.session.add_row(table.name)
        first = next((column for column in table.fields if column.part_of is None), None)
        if first is not None:
            self.items.focus((table.name, row_id, first.name))

    def add_places(self, table: Field, codes: Sequence[str]) -> None:
        """Puts rows for the places into a round, as one step, and goes to the first."""
        column = next((one.name for one in table.fields if one.type is FieldType.PLACE), None)
        if column is None or not codes:
            return
        self._came_from_rows = True
        made = self.session.add_rows(table.name, [{column: code} for code in codes])
        if self.sheet is not None and self.middle.shows_sheet:
            self.sheet.go_to((table.name, made[0], column))
            self.sheet.view.go_to_open(self.sheet.model.row_ids.index(made[0]))
        else:
            self.items.focus((table.name, made[0], column))

    def add_rows(self, table: Field, rows: Sequence[dict[str, Json]]) -> None:
        """Puts the rows at the end of a table, as one step, and goes to the first."""
        made = self.session.add_rows(table.name, rows)
        if made:
            self.items.focus((table.name, made[0], table.fields[0].name))

    def _say_next(self) -> None:
        if self._problems:
            first = self._problems[0]
            self.key_bar.say(next_problem(len(self._problems), first.message), "circle-alert", Role.BAD)
        elif self._asked_to_seal:
            self.key_bar.say(ALL_ANSWERED, "check", Role.OK)

    def _close_session(self) -> None:
        if self._session is not None:
            self._session.flush()
            self._session.changed.disconnect(self._on_changed)


def _is_row(widget: QWidget) -> bool:
    return widget.property("is_row") is True
