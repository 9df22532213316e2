"""What Ctrl+Z takes back and Ctrl+Y brings again: a step for each act, one for a text however many keys it took.

Knows nothing of Qt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from forms.answer_store import Path
from forms.filling import Filling
from forms.json_value import Json

LIMIT = 200


class Step(Protocol):
    """Something that can be taken back."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """What shows differently afterwards."""
        ...

    def take(self, filling: Filling) -> Step:
        """Brings back what stood before; the step that leads here again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one path held, and whether 其余正常 had put it there."""

    path: Path
    value: Json
    is_bulk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Answers were set; ``kept`` is what they were."""

    kept: tuple[Kept, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(one.path for one in self.kept)

    def take(self, filling: Filling) -> Answered:
        now = kept_at(filling, self.paths)
        for one in self.kept:
            filling.set(one.path, copied(one.value))
            if one.is_bulk:
                filling.bulk.add("/".join(one.path))
        return Answered(kept=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsAdded:
    table: str
    row_ids: tuple[str, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        return ((self.table,),)

    def take(self, filling: Filling) -> RowsRemoved:
        now = removed(filling, self.table, self.row_ids)
        filling.remove_rows(self.table, self.row_ids)
        return now


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsRemoved:
    """``rows`` are position and content of each, from the top."""

    table: str
    rows: tuple[tuple[int, dict[str, Json]], ...]
    marks: frozenset[str]

    @property
    def paths(self) -> tuple[Path, ...]:
        return ((self.table,),)

    def take(self, filling: Filling) -> RowsAdded:
        made = filling.add_rows(self.table, [dict(row) for _, row in self.rows])
        for row_id, (position, _) in zip(made, self.rows, strict=True):
            filling.move_row(self.table, row_id, position)
        filling.bulk |= self.marks
        return RowsAdded(table=self.table, row_ids=made)


def kept_at(filling: Filling, paths: Iterable[Path]) -> tuple[Kept, ...]:
    return tuple(
        Kept(path=path, value=copied(filling.value(path)), is_bulk="/".join(path) in filling.bulk)
        for path in paths
    )


def removed(filling: Filling, table: str, row_ids: Iterable[str]) -> RowsRemoved:
    """The step that brings rows back which are about to go."""
    gone = set(row_ids)
    stored = filling.value((table,))
    rows: list[tuple[int, dict[str, Json]]] = []
    for position, row in enumerate(stored if isinstance(stored, list) else ()):
        if isinstance(row, dict) and row.get("row_id") in gone:
            rows.append((position, {key: copied(item) for key, item in row.items()}))
    heads = tuple(f"{table}/{row_id}/" for row_id in gone)
    marks = frozenset(mark for mark in filling.bulk if mark.startswith(heads))
    return RowsRemoved(table=table, rows=tuple(rows), marks=marks)


class UndoStack:
    """Steps done and steps taken back; a new act forgets the latter."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._typing = ""  # the text whose later keys belong to the last step

    def push(self, step: Step, *, typing: str = "") -> None:
        """Notes what was done; ``typing`` names the text being typed."""
        self._undone.clear()
        if typing and self._done and self._typing == typing:
            return
        self._typing = typing
        self._done.append(step)
        del self._done[:-LIMIT]

    def undo(self, filling: Filling) -> tuple[Path, ...]:
        """Takes the last step back; the paths that show differently, empty if there was none."""
        return self._move(self._done, self._undone, filling)

    def redo(self, filling: Filling) -> tuple[Path, ...]:
        """Does again what was taken back last."""
        return self._move(self._undone, self._done, filling)

    def _move(self, source: list[Step], target: list[Step], filling: Filling) -> tuple[Path, ...]:
        self._typing = ""
        while source:
            step = source.pop()
            other = step.take(filling)
            if other == step:
                continue  # a text typed and taken back by its own line: nothing would be seen
            target.append(other)
            return step.paths
        return ()

    def __len__(self) -> int:
        return len(self._done)


def copied(value: Json) -> Json:
    """A copy that shares nothing mutable with the original."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
