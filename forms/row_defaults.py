"""Rows that a new filling takes over: those of the asset's card, or of the last record of the same subject."""

from __future__ import annotations

from collections.abc import Mapping

from forms.context import Context
from forms.definition import Field, FieldType
from forms.expression import Call, Literal, Node
from forms.json_value import Json

_SOURCES = ("card", "previous")


def rows_said(field: Field, context: Context) -> tuple[dict[str, Json], ...]:
    """The rows that the default of a table names, first of its sources that has any; each row gets a new id.

    Only plain answers of columns that the table has are taken over: a check is made each time anew.
    """
    columns = {column.name for column in field.fields if column.type is not FieldType.CHECK}
    for where, name in named_by(field.default.node if field.default else None):
        rows = _said(context, where, name)
        if rows:
            return tuple({key: value for key, value in row.items() if key in columns} for row in rows)
    return ()


def named_by(node: Node | None) -> tuple[tuple[str, str], ...]:
    """``card('x')``, ``previous('x')``, or ``coalesce`` of such, as (source, name); empty for anything else."""
    match node:
        case Call("coalesce", arguments):
            found = tuple(named_by(argument) for argument in arguments)
            return tuple(pair for pairs in found for pair in pairs) if all(found) else ()
        case Call(where, (Literal(str(name)),)) if where in _SOURCES:
            return ((where, name),)
        case _:
            return ()


def _said(context: Context, where: str, name: str) -> tuple[Mapping[str, Json], ...]:
    answers = context.card if where == "card" else context.previous
    rows = answers.get(name)
    return tuple(row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
