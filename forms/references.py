"""What a loaded form refers to must exist: fields, roles, rows, codes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from forms.definition import ATTACHMENT_TYPES, Field, FieldType, Form, FormKind, RegisterRule, Trigger
from forms.expression import Expression
from forms.sheet_period import PERIODS

_CHOOSING = frozenset({FieldType.ONE_OF, FieldType.MANY_OF})


def check_references(form: Form) -> Iterator[tuple[int, str]]:
    """Every (line, reason) for which the form cannot be used; line 0 means the form as a whole."""
    top = form.fields()
    names = {field.name for field in top}
    every_column = {
        column.name for field in top for column in field.fields
    }  # sum(${quantity}) reads a column
    yield from _twice(field for section in form.sections for field in section.fields)
    for field in top:
        columns = {column.name for column in field.fields}
        yield from _field(field, names | every_column)
        yield from _twice(field.fields)
        for column in field.fields:
            if column.type is FieldType.ROWS:
                yield column.line, f"{column.name}: rows inside rows are not known"
            yield from _field(column, names | columns)
            if column.part_of is not None and column.part_of not in columns:
                yield (
                    column.line,
                    f"{column.name} is part of {column.part_of}, which is no column of {field.name}",
                )
        if field.part_of is not None:
            yield field.line, f"{field.name}: only a column can be part of another"
        for name in field.unique:
            if name not in columns:
                yield field.line, f"{field.name}: there is no column {name}"
    yield from _form(form, names)


def _twice(fields: Iterator[Field] | tuple[Field, ...]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for field in fields:
        if field.name in seen:
            yield field.line, f"two fields are named {field.name}"
        seen.add(field.name)


def _field(field: Field, names: set[str]) -> Iterator[tuple[int, str]]:
    for expression in expressions_of(field):
        for name in sorted(expression.names - names):
            yield field.line, f"{field.name}: there is no field {name}"
    if field.type in _CHOOSING and not field.choices:
        yield field.line, f"{field.name} has no choices"
    if field.type is FieldType.CHECK and field.answers is None:
        yield field.line, f"{field.name} has no answer set"
    if field.type is FieldType.CALCULATED and field.calculation is None:
        yield field.line, f"{field.name} has no calculation"
    if field.type is FieldType.ROWS and not field.fields:
        yield field.line, f"{field.name} has no columns"
    if field.constraint is not None and not field.constraint_message:
        yield field.line, f"{field.name}: a constraint needs a constraint_message"
    if field.identifying and field.type in ATTACHMENT_TYPES and field.disclose_to_county:
        yield field.line, f"{field.name}: an identifying attachment is never disclosed"


def _form(form: Form, names: set[str]) -> Iterator[tuple[int, str]]:
    roles = [signer.role for signer in form.signers]
    if sum(signer.author for signer in form.signers) != 1:
        yield 0, "exactly one signer is the author"
    for signer in form.signers:
        for other in signer.not_same_as:
            if other not in roles:
                yield 0, f"signer {signer.role} may not be {other}, who does not sign"
        if signer.field is not None and signer.field not in names:
            yield 0, f"signer {signer.role} is named in {signer.field}, which is no field"
    if form.printing.period not in PERIODS:
        yield 0, f"printing period: {form.printing.period} is not known"
    for name in form.printing.head:
        if name not in names:
            yield 0, f"printing head: there is no field {name}"
    for trigger in form.triggers:
        yield from _trigger(trigger, form, names)
    if form.kind is FormKind.STEP and form.step is None:
        yield 0, "a step names its chain"
    yield from _case(form)
    if form.kind in (FormKind.CARD, FormKind.EVENT):
        if form.register is None:
            yield 0, "a card or an event names its register"
        else:
            for name in filter(None, _register_names(form.register)):
                if name not in names:
                    yield 0, f"register: there is no field {name}"
    if not form.sources and not form.requirements:
        yield 0, "a form names the requirement or the article that it serves"


def _register_names(rule: RegisterRule) -> tuple[str, ...]:
    return (rule.code, rule.title, *rule.expiries, rule.balance, rule.adds, rule.takes, rule.counts)


def _trigger(trigger: Trigger, form: Form, names: set[str]) -> Iterator[tuple[int, str]]:
    table = next((field for field in form.fields() if trigger.rows and field.name == trigger.rows), None)
    if trigger.rows and (table is None or table.type is not FieldType.ROWS):
        yield 0, f"trigger: there are no rows {trigger.rows}"
    known = names | {column.name for column in (table.fields if table else ())}
    for name in sorted(trigger.when.names - known) if trigger.when else ():
        yield 0, f"trigger: there is no field {name}"
    named = (trigger.person, trigger.what, trigger.due)
    for name in filter(None, named):
        if name not in known:
            yield 0, f"trigger: there is no field {name}"
    columns = table.fields if table else ()
    due = next((one for one in (*columns, *form.fields()) if trigger.due and one.name == trigger.due), None)
    days = (FieldType.DATE, FieldType.DATETIME, FieldType.CALCULATED)
    if due is not None and due.type not in days:
        yield 0, f"trigger: {trigger.due} is no day"
    if (trigger.fill or trigger.rows or any(named[:2])) and trigger.do != "task":
        yield 0, "trigger: only a task is filled, per row, by a person"
    if (trigger.since or trigger.receiver) and trigger.do != "clock":
        yield 0, "trigger: only a clock runs since something and is stopped by a receiver"
    if trigger.since and trigger.since not in names:
        yield 0, f"trigger: there is no field {trigger.since}"


def _case(form: Form) -> Iterator[tuple[int, str]]:
    if form.case is not None:
        for code in form.case.over:
            if form.case.state(code) is None:
                yield 0, f"case: there is no state {code}"
        if form.kind is not FormKind.RECORD:
            yield 0, "case: only a record is worked off in steps"
    step = form.step
    if step is None or step.chain != "case":
        return
    if not step.of or not step.after or bool(step.to) == bool(step.to_field):
        yield 0, "step: of a case names what it moves, after which states, and where to"
    if step.to_field and step.to_field not in {field.name for field in form.fields()}:
        yield 0, f"step: there is no field {step.to_field}"


def expressions_of(field: Field) -> Iterator[Expression]:
    required = (field.required,) if isinstance(field.required, Expression) else ()
    optional = (field.relevant, field.constraint, field.calculation, field.default)
    yield from chain(required, (expression for expression in optional if expression is not None))


def functions_of(form: Form) -> frozenset[str]:
    """Every function that an expression of the form calls: what of the context it can see at all."""
    columns = (column for field in form.fields() for column in field.fields)
    whens = (trigger.when for trigger in form.triggers if trigger.when is not None)
    expressions = chain(*(expressions_of(field) for field in chain(form.fields(), columns)), whens)
    return frozenset(name for expression in expressions for name in expression.functions)
