"""The JSON Schema of a form's answers, for programs that fill forms."""

from __future__ import annotations

from forms.definition import Field, FieldType, Form
from forms.json_value import Json

_TEXT: dict[str, Json] = {"type": "string"}
_DIGEST: dict[str, Json] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_FINDING: dict[str, Json] = {
    "type": "object",
    "properties": {
        "text": _TEXT,
        "place": _TEXT,
        "class": _TEXT,
        "level": {"enum": ["general", "major"]},
        "handling": {"enum": ["fixed", "hazard"]},
        "done": _TEXT,
        "done_by": _TEXT,
        "done_at": _TEXT,
        "owner": _TEXT,
        "due": _TEXT,
        "photos": {"type": "array", "items": _DIGEST},
        "photos_after": {"type": "array", "items": _DIGEST},
    },
    "additionalProperties": False,
}


def json_schema(form: Form) -> dict[str, Json]:
    """Draft 2020-12; ``required`` holds only what is always required, since relevance is decided by answers."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{form.label} {form.title}",
        **_object(form.fields()),
    }


def _object(fields: tuple[Field, ...], **first: dict[str, Json]) -> dict[str, Json]:
    asked = [field for field in fields if field.type is not FieldType.NOTE]
    always: list[Json] = [
        f.name for f in asked if f.required is True and f.relevant is None and f.part_of is None
    ]
    properties: dict[str, Json] = {**first, **{field.name: _field(field) for field in asked}}
    return {"type": "object", "properties": properties, "required": always, "additionalProperties": False}


def _field(field: Field) -> dict[str, Json]:
    schema = _value(field)
    return {"title": field.label, **schema} if field.label else schema


def _value(field: Field) -> dict[str, Json]:
    codes: list[Json] = [choice.code for choice in field.choices]
    match field.type:
        case FieldType.CHECK:
            answers: list[Json] = [choice.code for choice in field.answers.choices] if field.answers else []
            return {
                "type": "object",
                "properties": {"value": {"enum": answers}, "finding": _FINDING},
                "required": ["value"],
                "additionalProperties": False,
            }
        case FieldType.INTEGER:
            return {"type": "integer"}
        case FieldType.DECIMAL:
            return {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
        case FieldType.DATE if field.precision == "month":
            return {"type": "string", "format": "date", "pattern": "-01$"}
        case FieldType.DATE:
            return {"type": "string", "format": "date"}
        case FieldType.TIME:
            return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}
        case FieldType.DATETIME:
            return {"type": "string", "format": "date-time"}
        case FieldType.ONE_OF:
            return {"enum": codes}
        case FieldType.MANY_OF:
            return {"type": "array", "items": {"enum": codes}, "uniqueItems": True}
        case FieldType.PHOTO | FieldType.FILE | FieldType.SIGNATURE:
            return {"type": "array", "items": _DIGEST}
        case FieldType.PERSON | FieldType.PLACE | FieldType.ASSET:
            return {"type": "array", "items": _TEXT} if field.multiple else _TEXT
        case FieldType.ROWS:
            return {"type": "array", "items": _object(field.fields, row_id={"type": "string"})}
        case FieldType.CALCULATED:
            return {"type": ["string", "boolean", "null"]}
        case _:
            return _TEXT
