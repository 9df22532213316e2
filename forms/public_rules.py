"""What the county can check again: the rules of a form that need neither identity nor the hospital's context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forms.definition import Field, FieldType, Form, Section
from forms.dependencies import Node, is_private, resolve
from forms.expression import Expression
from forms.filling import Filling
from forms.problems import Problem, ProblemKind, label_of
from forms.revision import Revision

CONTEXT_FUNCTIONS = frozenset(
    {
        "previous",
        "card",
        "person",
        "profile",
        "open-faults",
        "balance",
        "has-certificate",
        "holds",
        "add-workdays",
    }
)


def public_form(form: Form) -> Form:
    """The form without identifying fields and without what only the hospital can evaluate.

    Make it once per form and keep it; it is for checking only, never for filling or printing.
    """
    fields: dict[Node, Field] = {}
    for item in form.fields():
        fields[item.name,] = item
        fields.update({(item.name, column.name): column for column in item.fields})
    sections = tuple(
        Section(id=section.id, title=section.title, fields=tuple(_public(section.fields, (), fields)))
        for section in form.sections
    )
    return replace(form, sections=sections, _index={})


def examine(public: Form, revision: Revision) -> tuple[Problem, ...]:
    """What a sealed record breaks of ``public_form``; empty for every record that was sealed by the rules.

    A voided record is not examined: it says nothing but that it is void.
    """
    if revision.void:
        return ()
    filling = Filling(public, revision.answers, now=revision.sealed_at)
    problems = list(filling.problems())
    told = {problem.path[0] for problem in problems}
    again = filling.sealed_answers()[0]
    for field in public.fields():
        if field.name not in told and again.get(field.name) != revision.answers.get(field.name):
            problems.append(
                Problem(
                    path=(field.name,),
                    key="",
                    label=label_of(field),
                    where="",
                    message="封存的内容和按这张表单的规则得出的不一样",
                    kind=ProblemKind.CONSTRAINT,
                )
            )
    return tuple(problems)


def _public(items: tuple[Field, ...], table: Node, fields: dict[Node, Field]) -> Iterator[Field]:
    for item in items:
        node = (*table, item.name)
        if is_private(node, fields):
            continue
        columns = tuple(_public(item.fields, node, fields)) if item.type is FieldType.ROWS else ()
        hidden = any(is_private((*node, name), fields) for name in item.unique)
        unique = () if hidden else item.unique
        yield _without_unknowable(replace(item, fields=columns, unique=unique), node, fields)


def _without_unknowable(item: Field, node: Node, fields: dict[Node, Field]) -> Field:
    """A field that may be irrelevant for reasons unknown here is not demanded."""

    def knowable(expression: Expression | None) -> bool:
        if expression is None:
            return True
        reads = (other for name in expression.names for other in resolve(name, node, fields))
        return not expression.functions & CONTEXT_FUNCTIONS and not any(
            is_private(other, fields) for other in reads
        )

    required = item.required if isinstance(item.required, bool) or knowable(item.required) else False
    return replace(
        item,
        relevant=item.relevant if knowable(item.relevant) else None,
        required=required if knowable(item.relevant) else False,
        constraint=item.constraint if knowable(item.constraint) else None,
        calculation=item.calculation if knowable(item.calculation) else None,
    )
