"""The canonical JSON of a loaded definition: what a sealed record names as its form."""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum

from forms.definition import Form
from forms.expression import Expression
from forms.json_value import Json

_LEFT_OUT = frozenset({"line", "digest", "functions", "_index"})


def canonical_form(form: Form) -> bytes:
    """Sorted JSON without defaults, so that a new attribute does not change the digest of old forms."""
    text = json.dumps(as_json(form), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(form: Form) -> str:
    return hashlib.sha256(canonical_form(form)).hexdigest()


def as_json(value: object) -> Json:
    match value:
        case Expression(text):
            return text
        case Enum():
            return str(value.value)
        case tuple():
            return [as_json(item) for item in value]
        case None | bool() | int() | str():
            return value
        case _:
            pass
    if is_dataclass(value):
        return {
            item.name: as_json(getattr(value, item.name))
            for item in fields(value)
            if item.name not in _LEFT_OUT
            and (item.default is MISSING or getattr(value, item.name) != item.default)
        }
    raise TypeError(f"{type(value).__name__} does not belong in a form")
