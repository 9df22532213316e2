"""The type of decoded JSON without floats, and what is read from such values that may be of any shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = bool | int | str | list["Json"] | dict[str, "Json"] | None


def text_of(value: Json) -> str | None:
    """The text; None for an empty one and for anything else."""
    return value if isinstance(value, str) and value else None


def text_in(answers: Mapping[str, Json], name: str) -> str | None:
    return text_of(answers.get(name))


def texts_of(value: Json) -> tuple[str, ...]:
    """The texts of a list, or the one text; nothing for anything else."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def rows_of(value: Json) -> list[dict[str, Json]]:
    """The rows of an answer of type rows; an empty list for anything else."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
