"""From groups to lines: which line stands for which item, and how wide it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from forms.definition import Field, FieldType
from forms.progress import Item
from ui.filling.editors.editor import Surroundings
from ui.filling.entries import CheckEntry, Entry, FieldEntry, Signals
from ui.filling.groups import Group
from ui.filling.row_entries import RowHead, TableHead
from ui.filling.session import FillSession

_LONG = frozenset({FieldType.LONG_TEXT, FieldType.NOTE, FieldType.MANY_OF, FieldType.SIGNATURE})
_IN_ONE_LINE = 4
_NARROW = 0.25  # of the line, for what is not free text


def lines_of(
    group: Group,
    session: FillSession,
    around: Surroundings,
    signals: Signals,
    *,
    add_row: Callable[[Field], None],
) -> list[Entry]:
    """The lines of one group, in page order."""
    lines: list[Entry] = []
    marks_must = _required_are_fewer(group, session)
    row_id: str | None = None
    for item in group.items:
        field = item.field
        if field.type is FieldType.ROWS:
            head = TableHead(item, session, add=partial(add_row, field), is_read_only=around.is_read_only)
            lines.append(head)
            continue
        table = session.form.field(item.path[0])
        if item.row_id is not None and item.row_id != row_id and not table.grid:
            number = session.filling.row_ids(table.name).index(item.row_id) + 1
            lines.append(RowHead(item.path, number, session, is_read_only=around.is_read_only))
        row_id = item.row_id
        if field.type is FieldType.CHECK:
            lines.append(CheckEntry(item, session, around, signals))
        else:
            share = _share_in_row(table, item) if item.row_id is not None else None
            lines.append(FieldEntry(item, session, around, signals, share=share, marks_must=marks_must))
    return lines


def _share_in_row(table: Field, item: Item) -> float | None:
    """Cells of a repeating row stand side by side where they are few and short."""
    if table.grid:
        return 0.5
    if item.field.type in _LONG:
        return 1.0
    short = [
        column for column in table.fields if column.type not in _LONG and column.type is not FieldType.CHECK
    ]
    if len(short) > _IN_ONE_LINE:
        return 0.5
    texts = [column for column in short if column.type is FieldType.TEXT]
    if len(short) < 2 or not texts:
        return 1 / len(short)
    if item.field.type is not FieldType.TEXT:
        return _NARROW
    return 1 - _NARROW * (len(short) - 1) if len(texts) == 1 else 0.5


def _required_are_fewer(group: Group, session: FillSession) -> bool:
    plain = [
        item
        for item in group.items
        if item.field.type not in (FieldType.CHECK, FieldType.NOTE, FieldType.CALCULATED, FieldType.ROWS)
    ]
    required = sum(1 for item in plain if session.filling.required(item.path))
    return required * 2 <= len(plain) + 1
