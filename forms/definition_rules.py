"""What a definition may not do: decide in a ring, contradict itself, or let identity leak into public answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from forms.definition import Field, FieldType, Form
from forms.dependencies import CycleError, Node, dependencies_of, is_private, resolve
from forms.duty import EVERY, MOVING, PARTS, PER
from forms.listed import Duty
from forms.references import expressions_of
from forms.row_defaults import named_by

_BOUNDED = frozenset({FieldType.INTEGER, FieldType.DECIMAL})
PRECISIONS = ("day", "month")
_ANSWERED_BY_NOBODY = frozenset({FieldType.NOTE, FieldType.CALCULATED})


def check_definition(form: Form) -> Iterator[tuple[int, str]]:
    """Every (line, reason) for which the form must not be used; line 0 means the form as a whole."""
    fields: dict[Node, Field] = {}
    for item in form.fields():
        fields[item.name,] = item
        fields.update({(item.name, column.name): column for column in item.fields})
    for node, item in fields.items():
        yield from _disclosure(node, item, fields)
        yield from _shape(item)
        yield from _parts(node, item, fields)
    for trigger in form.triggers:
        read = {*(trigger.when.names if trigger.when else ()), trigger.person, trigger.what, trigger.due}
        for name in sorted(read - {""}):
            if any(is_private(other, fields) for other in resolve(name, (trigger.rows, ""), fields)):
                yield 0, f"a trigger must not depend on {name}, which identifies a person"
    for duty in form.duties:
        reason = _frequency(duty)
        if reason:
            yield 0, f"duty {duty.id}: {reason}"
    try:
        dependencies_of(form)
    except CycleError as cycle:
        yield fields[cycle.node].line, str(cycle)


def _frequency(duty: Duty) -> str:
    known = duty.every in EVERY and duty.per in PER and all(part in PARTS for part, _ in duty.parts)
    if not known or any(times < 1 for _, times in duty.parts):
        return "its frequency is not known"
    if duty.every == "hours" and (not duty.hours or 24 % duty.hours):
        return "hours must divide a day"
    if duty.every in ("before_holiday", *MOVING) and not duty.days:
        return f"every {duty.every} needs days"
    if duty.every == "before_expiry" and (duty.per != "asset" or not duty.expiry or not duty.per_kind):
        return "before_expiry needs per: asset, per_kind and the expiry field of its card"
    return ""


def _disclosure(node: Node, item: Field, fields: dict[Node, Field]) -> Iterator[tuple[int, str]]:
    """A public field that reads an identifying one must be declared by ``disclose_to_county``."""
    if is_private(node, fields) or item.disclose_to_county:
        return
    for expression in expressions_of(item):
        for name in sorted(expression.names):
            if any(is_private(other, fields) for other in resolve(name, node, fields)):
                yield (
                    item.line,
                    f"{item.name} is public and must not depend on {name}, which identifies a person",
                )


def _shape(item: Field) -> Iterator[tuple[int, str]]:
    bounds = [bound for bound in (item.minimum, item.maximum) if bound is not None]
    if bounds and item.type not in _BOUNDED:
        yield item.line, f"{item.name}: only numbers have bounds"
    if item.precision not in PRECISIONS:
        yield item.line, f"{item.name}: precision is one of {', '.join(PRECISIONS)}"
    elif item.precision == "month" and item.type is not FieldType.DATE:
        yield item.line, f"{item.name}: only a date can stand for its month"
    numbers = [_decimal(text) for text in (*bounds, *((item.score,) if item.score is not None else ()))]
    if None in numbers:
        yield item.line, f"{item.name}: a bound or a score is no number"
    elif len(bounds) == 2 and Decimal(bounds[0]) > Decimal(bounds[1]):
        yield item.line, f"{item.name}: the least is more than the most"
    if item.type in _ANSWERED_BY_NOBODY and item.required is not False:
        yield item.line, f"{item.name} is answered by nobody and cannot be required"
    if item.type is FieldType.ROWS and item.default is not None and not named_by(item.default.node):
        yield item.line, f"{item.name}: rows are taken over from card('…') or previous('…') alone"
    if item.calculation is not None and item.default is not None:
        yield item.line, f"{item.name} is calculated and needs no default"
    if item.finding is not None and (item.answers is None or not item.answers.bad):
        yield item.line, f"{item.name} has a finding but no answer that opens it"
    if item.max_rows is not None and item.max_rows < item.min_rows:
        yield item.line, f"{item.name}: more rows are needed than are allowed"
    if item.grid and not any(column.type is FieldType.CHECK for column in item.fields):
        yield item.line, f"{item.name} is a round sheet without check columns"
    for expression in expressions_of(item):
        for pattern in re.findall(r"regex\([^,]*,\s*'([^']*)'", expression.text):
            try:
                re.compile(pattern)
            except re.error as error:
                yield item.line, f"{item.name}: the pattern {pattern!r} cannot be read: {error}"


def _parts(node: Node, item: Field, fields: dict[Node, Field]) -> Iterator[tuple[int, str]]:
    if item.part_of is None or len(node) != 2:
        return
    table, parent = fields[node[:1]], fields.get((node[0], item.part_of))
    if not table.grid:
        yield item.line, f"{item.name}: only a round sheet unfolds into parts"
    if item.type is not FieldType.CHECK or parent is None or parent.type is not FieldType.CHECK:
        yield item.line, f"{item.name}: a check item can only be part of a check item"
    elif parent.part_of is not None:
        yield item.line, f"{item.name}: a part has no parts of its own"


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
