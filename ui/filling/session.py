"""One filling as the page sees it: every change is applied, remembered for Ctrl+Z, announced and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from forms.definition import FieldType, Form
from forms.filling import Filling, Item, Path, Problem, Progress
from forms.json_value import Json
from ui.filling.autosave import Autosave, Save, Snapshot
from ui.filling.undo import Change, Step, UndoStack, copied


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
        self._undo = UndoStack()
        self._autosave = Autosave(self._snapshot, save, self)
        self._autosave.saved.connect(self.saved)
        self._autosave.refused.connect(self.save_refused)
        self._items = filling.items()
        self._depends = _has_moving_parts(form)

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

    def progress(self, section_id: str | None = None) -> Progress:
        return self.filling.progress(section_id)

    def problems(self) -> tuple[Problem, ...]:
        return self.filling.problems()

    def set_value(self, path: Path, value: Json, *, typing: bool = False) -> None:
        """Sets an answer; ``typing`` groups the keys of one text into one undo step and one write."""
        if self.filling.value(path) == value:
            return
        self._change((path,), lambda: self.filling.set(path, value), typing=typing)

    def set_check(self, path: Path, code: str) -> None:
        if self.answer(path) != code:
            self._change((path,), lambda: self.filling.set_check(path, code))

    def set_finding(self, path: Path, key: str, value: Json, *, typing: bool = False) -> None:
        if self.finding(path).get(key) != value:
            self._change((path,), lambda: self.filling.set_finding(path, key, value), typing=typing)

    def clear(self, path: Path) -> None:
        self.set_value(path, None)

    def rest_normal(
        self, section_id: str | None = None, *, row: tuple[str, str] | None = None
    ) -> tuple[Path, ...]:
        """Answers the open checks of a section or row as normal; the record notes it. Returns what changed."""
        before = self._open_checks()
        paths = self.filling.rest_normal(section_id, row=row)
        if paths:
            self._undo.push(Step(changes=tuple(Change(path=path, before=before.get(path)) for path in paths)))
            self._after(paths)
        return paths

    def add_row(self, name: str, values: dict[str, Json] | None = None) -> str:
        added: list[str] = []
        self._change(((name,),), lambda: added.append(self.filling.add_row(name, values)))
        return added[0]

    def remove_row(self, name: str, row_id: str) -> None:
        self._change(((name,),), lambda: self.filling.remove_row(name, row_id))

    def replace_rows(self, name: str, rows: list[Json]) -> None:
        """Sets a whole list of rows as one step, for a round whose places are chosen together."""
        self._change(((name,),), lambda: self.filling.set((name,), rows))

    def undo(self) -> tuple[Path, ...]:
        """Takes the last step back; the paths that changed, empty when there is nothing to take back."""
        step = self._undo.pop()
        if step is None:
            return ()
        for change in reversed(step.changes):
            self.filling.set(change.path, copied(change.before))
            bulk_id = "/".join(change.path)
            if change.was_bulk:
                self.filling.bulk.add(bulk_id)
            else:
                self.filling.bulk.discard(bulk_id)
        paths = tuple(change.path for change in step.changes)
        self._after(paths)
        return paths

    def move_to(self, path: Path) -> None:
        """Remembers where the work stopped; written with the next change and when the page is left."""
        self.position = path

    def flush(self, *, with_position: bool = False) -> None:
        if with_position and self._undo:
            self._autosave.note_change()
        self._autosave.flush()

    def refresh(self) -> None:
        """Announces everything anew, after the filling was changed by other hands (a restored draft)."""
        self._items = self.filling.items()
        self.items_changed.emit()
        self.changed.emit(())

    def _change(self, paths: tuple[Path, ...], act: Callable[[], object], *, typing: bool = False) -> None:
        before = tuple(
            Change(path=path, before=copied(self.filling.value(path)), was_bulk=self.is_bulk(path))
            for path in paths
        )
        act()
        self._undo.push(Step(changes=before, typing=typing))
        self._after(paths, typing=typing)

    def _after(self, paths: Iterable[Path], *, typing: bool = False) -> None:
        paths = tuple(paths)
        if self._depends or any(len(path) == 1 and self._is_rows(path[0]) for path in paths):
            items = self.filling.items()
            if [item.path for item in items] != [item.path for item in self._items]:
                self._items = items
                self.items_changed.emit()
        self._autosave.note_change(typing=typing)
        self.changed.emit(paths)

    def _is_rows(self, name: str) -> bool:
        return self.form.field(name).type is FieldType.ROWS

    def _open_checks(self) -> dict[Path, Json]:
        return {}

    def _snapshot(self) -> Snapshot:
        answers = copied(dict(self.filling.answers))
        assert isinstance(answers, dict)
        return Snapshot(answers=answers, bulk=tuple(sorted(self.filling.bulk)), position=self.position)


def _has_moving_parts(form: Form) -> bool:
    """Whether an answer can make other questions come or go."""
    fields = list(form.fields())
    fields += [column for field in fields for column in field.fields]
    return any(field.relevant is not None for field in fields)
