"""What the page shows in order, how it is numbered, and how far a filling has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forms.answer_store import Path
from forms.check_answer import AnswerKind, kind_of
from forms.definition import Field, FieldType
from forms.dependencies import Node
from forms.filling_state import FillingState, asked_columns, node_of
from forms.functions import value_of

_ASKS_NOTHING = frozenset({FieldType.NOTE, FieldType.CALCULATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the page: a field, a table before its cells, or a cell."""

    path: Path
    field: Field
    number: int | None  # of a check item, continuous through the form as on paper
    row_id: str | None
    section_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Over the check items and required fields that are asked; ``ticks`` has one of open, good, bad, neutral each."""

    answered: int
    total: int
    abnormal: int
    ticks: tuple[str, ...]


def items_of(state: FillingState, section_id: str | None = None) -> tuple[Item, ...]:
    """Relevant items in page order; in a round of one place, sub-items stand where their parent would."""
    numbers = _numbers(state)
    sections = _sections(state)
    return tuple(
        Item(
            path=path,
            field=field,
            number=numbers.get(node_of(path)),
            row_id=path[1] if len(path) == 3 else None,
            section_id=sections[path[0]],
        )
        for path, field in state.paths()
        if section_id in (None, sections[path[0]]) and state.relevant(path)
    )


def progress_of(state: FillingState, section_id: str | None = None) -> Progress:
    ticks = tuple(_ticks(state, section_id))
    return Progress(
        answered=sum(tick is not AnswerKind.OPEN for tick in ticks),
        total=len(ticks),
        abnormal=sum(tick is AnswerKind.BAD for tick in ticks),
        ticks=tuple(tick.value for tick in ticks),
    )


def _sections(state: FillingState) -> dict[str, str]:
    """The section of each top-level field."""
    return {field.name: section.id for section in state.form.sections for field in section.fields}


def _numbers(state: FillingState) -> dict[Node, int]:
    """Numbers do not depend on relevance, so that they stay what they are on the blank paper."""
    numbers: dict[Node, int] = {}
    for field in state.form.fields():
        unfolded = state.is_unfolded(field.name)
        nodes = (
            [((field.name, column.name), column) for column in asked_columns(field, unfolded=unfolded)]
            if field.type is FieldType.ROWS
            else [((field.name,), field)]
        )
        for node, item in nodes:
            if item.type is FieldType.CHECK:
                numbers[node] = len(numbers) + 1
    return numbers


def _ticks(state: FillingState, section_id: str | None) -> Iterator[AnswerKind]:
    sections = _sections(state)
    for path, field in state.paths():
        if (
            section_id not in (None, sections[path[0]])
            or field.type in _ASKS_NOTHING
            or not state.is_asked(path)
        ):
            continue
        value = state.value(path)
        if field.type is FieldType.CHECK:
            yield kind_of(field, value)
        elif state.required(path):
            yield AnswerKind.OPEN if value_of(value) in (None, "", ()) else AnswerKind.GOOD
