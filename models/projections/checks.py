"""The check items of answers, rows included, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.definition import Field, FieldType, Form
from forms.json_value import Json, rows_of, texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    field: Field
    code: str
    is_bad: bool


def answered(form: Form, answers: Mapping[str, Json]) -> Iterator[Answered]:
    """Every check item that has an answer, in page order."""
    for field in form.fields():
        if field.type is FieldType.ROWS:
            for row in rows_of(answers.get(field.name)):
                yield from _checks(field.fields, row)
        else:
            yield from _checks((field,), answers)


def places_in(form: Form, answers: Mapping[str, Json]) -> tuple[str, ...]:
    """The places that the answers name, each once, in order."""
    found: dict[str, None] = {}
    for field in form.fields():
        if field.type is FieldType.PLACE:
            found.update(dict.fromkeys(texts_of(answers.get(field.name))))
        for column in field.fields:
            if column.type is FieldType.PLACE:
                for row in rows_of(answers.get(field.name)):
                    found.update(dict.fromkeys(texts_of(row.get(column.name))))
    return tuple(found)


def _checks(fields: tuple[Field, ...], answers: Mapping[str, Json]) -> Iterator[Answered]:
    for field in fields:
        answer = answers.get(field.name)
        if field.answers is not None and isinstance(answer, dict) and isinstance(answer.get("value"), str):
            code = str(answer["value"])
            yield Answered(field=field, code=code, is_bad=code in field.answers.bad)
