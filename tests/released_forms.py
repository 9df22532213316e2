"""The released forms and fillings of them, for the tests of what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from forms.catalog import Catalog
from forms.context import Context
from forms.definition import Field, FieldType, Form
from forms.filling import Filling
from forms.json_value import Json
from forms.samples import sample_answers

CATALOG = Catalog.load()
FORMS = CATALOG.forms()
NOW = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)


def every_field(form: Form) -> Iterator[Field]:
    for field in form.fields():
        yield field
        yield from field.fields


def every_check(form: Form) -> Iterator[Field]:
    return (field for field in every_field(form) if field.type is FieldType.CHECK)


def filled(form_id: str, answers: dict[str, Json] | None = None) -> Filling:
    """A filling with the defaults, what a sample answers and what the test says."""
    form = CATALOG.latest(form_id)
    context = Context(person={"staff_no": "0231"})
    defaults = Filling(form, context=context, now=NOW).answers
    sample = sample_answers(
        form, places=["P01", "P02"], people=["0231", "0107"], assets=["M-01"], now=NOW, context=context
    )
    return Filling(form, {**defaults, **sample, **(answers or {})}, context=context, now=NOW)
