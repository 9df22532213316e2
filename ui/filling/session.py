"""One filling as the page sees it: every change is applied, remembered for Ctrl+Z, announced and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from forms.answer_store import Path
from forms.definition import FieldType, Form
from forms.filling import Filling
from forms.json_value import Json
from forms.problems import Problem
from forms.progress import Item
from ui.filling.autosave import Autosave, Save, Snapshot
from ui.filling.undo import Answered, Kept, RowsAdded, UndoStack, copied, kept_at, removed


class FillSession(QObject):
    """The only door through which editors change the answers.

    Signals:
        changed: paths whose shown value may differ now; an empty tuple means all of them.
        items_changed: questions have come or gone (relevance, rows).
        saved: the last change is durable since that moment.
        save_refused: it could not be written, with the sentence to show.
    """

    changed = Signal(object)
    items_changed = Signal()
    saved = Signal(object)
    save_refused = Signal(str)

    def __init__(
        self,
        form: Form,
        filling: Filling,
        *,
        save: Save,
        position: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.form = form
        self.filling = filling
        self.position = position
        self.is_undoing = False
        self._undo = UndoStack()
        self._autosave = Autosave(self._snapshot, save, self)
        self._autosave.saved.connect(self.saved)
        self._autosave.refused.connect(self.save_refused)
        self._items = filling.items()
        self._depends = _has_moving_parts(form)
        self._calculated = tuple((field.name,) for field in form.fields() if field.calculation is not None)

    @property
    def items(self) -> tuple[Item, ...]:
        return self._items

    @property
    def is_settled(self) -> bool:
        return self._autosave.is_settled

    @property
    def can_undo(self) -> bool:
        return len(self._undo) > 0

    def value(self, path: Path) -> Json:
        return self.filling.value(path)

    def answer(self, path: Path) -> str | None:
        """The code of a check item's answer."""
        value = self.filling.value(path)
        code = value.get("value") if isinstance(value, dict) else None
        return code if isinstance(code, str) else None

    def finding(self, path: Path) -> dict[str, Json]:
        value = self.filling.value(path)
        found = value.get("finding") if isinstance(value, dict) else None
        return found if isinstance(found, dict) else {}

    def is_bulk(self, path: Path) -> bool:
        return "/".join(path) in self.filling.bulk

    def problems(self) -> tuple[Problem, ...]:
        return self.filling.problems()

    def set_value(self, path: Path, value: Json, *, typing: bool = False) -> None:
        """Sets an answer; ``typing`` groups the keys of one text into one undo step and one write."""
        if self.filling.value(path) != value:
            self._change(path, lambda: self.filling.set(path, value), typing="/".join(path) if typing else "")

    def set_check(self, path: Path, code: str) -> None:
        if self.answer(path) != code or self.is_bulk(path):
            self._change(path, lambda: self.filling.set_check(path, code))

    def set_finding(self, path: Path, key: str, value: Json, *, typing: bool = False) -> None:
        if self.finding(path).get(key) != value:
            typed = f"{'/'.join(path)}#{key}" if typing else ""
            self._change(path, lambda: self.filling.set_finding(path, key, value), typing=typed)

    def clear(self, path: Path) -> None:
        self.set_value(path, None)

    def mark_rest(self, paths: Iterable[Path]) -> tuple[Path, ...]:
        """Answers the open checks among the paths as normal, one step; the record notes that it was used.

        Nothing where the form wants its items answered one by one.
        """
        if self.filling.form.one_by_one:
            return ()
        before: list[Kept] = []
        for path in paths:
            answers = self.filling.field_at(path).answers
            if answers is None or self.answer(path) is not None or not self.filling.relevant(path):
                continue
            before += kept_at(self.filling, (path,))
            self.filling.set_check(path, answers.good)
            self.filling.bulk.add("/".join(path))
        marked = tuple(one.path for one in before)
        if marked:
            self._undo.push(Answered(kept=tuple(before)))
            self._after(marked)
        return marked

    def add_row(self, name: str, values: dict[str, Json] | None = None) -> str:
        row_id = self.filling.add_row(name, values)
        self._undo.push(RowsAdded(table=name, row_ids=(row_id,)))
        self._after(((name,),))
        return row_id

    def add_rows(self, name: str, many: Iterable[dict[str, Json]]) -> tuple[str, ...]:
        """Adds rows as one step, for a round whose places are chosen together."""
        made = self.filling.add_rows(name, many)
        self._undo.push(RowsAdded(table=name, row_ids=made))
        self._after(((name,),))
        return made

    def remove_row(self, name: str, row_id: str) -> None:
        step = removed(self.filling, name, (row_id,))
        self.filling.remove_row(name, row_id)
        self._undo.push(step)
        self._after(((name,),))

    def undo(self) -> tuple[Path, ...]:
        """Takes the last step back; the paths that changed, empty when there is nothing to take back."""
        return self._show_again(self._undo.undo(self.filling))

    def redo(self) -> tuple[Path, ...]:
        """Does again what was taken back last; the paths that changed."""
        return self._show_again(self._undo.redo(self.filling))

    def move_to(self, path: Path) -> None:
        """Remembers where the work stopped; written with the next change and when the page is left."""
        self.position = path

    def touch(self) -> None:
        """Something beside the answers has changed and must be written."""
        self._autosave.note_change()

    def stop(self) -> None:
        """Writes nothing more."""
        self._autosave.stop()

    def flush(self) -> None:
        """Begins writing what is not on the disk yet, and where the work stopped."""
        if self._undo:
            self._autosave.note_change()
        self._autosave.flush()

    def settle(self, done: Callable[[], None], refused: Callable[[str], None]) -> None:
        """``done`` once everything on the screen is on the disk, ``refused`` with a sentence if it cannot be."""
        self._autosave.settle(done, refused)

    def _change(self, path: Path, act: Callable[[], None], *, typing: str = "") -> None:
        before = kept_at(self.filling, (path,))
        act()
        self._undo.push(Answered(kept=before), typing=typing)
        self._after((path,), typing=bool(typing))

    def _show_again(self, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        if paths:
            self.is_undoing = True
            self._after(paths)
            self.is_undoing = False
        return paths

    def _after(self, paths: tuple[Path, ...], *, typing: bool = False) -> None:
        if self._depends or any(self.filling.field_at(path).type is FieldType.ROWS for path in paths):
            items = self.filling.items()
            if [item.path for item in items] != [item.path for item in self._items]:
                self._items = items
                self.items_changed.emit()
        self._autosave.note_change(typing=typing)
        self.changed.emit(paths)
        if self._calculated:
            self.changed.emit(self._calculated)

    def _snapshot(self) -> Snapshot:
        answers = copied(dict(self.filling.answers))
        assert isinstance(answers, dict)
        return Snapshot(answers=answers, bulk=tuple(sorted(self.filling.bulk)), position=self.position)


def _has_moving_parts(form: Form) -> bool:
    """Whether an answer can make other questions come or go."""
    fields = list(form.fields())
    fields += [column for field in fields for column in field.fields]
    return any(field.relevant is not None for field in fields)
