"""Strict JSON: no floats, no duplicate keys, no surprises in depth or size."""

from __future__ import annotations

import json
import re
from typing import NoReturn

from forms.canonical import LARGEST_INTEGER
from forms.json_value import Json
from sync.wire.digest import is_sha256
from sync.wire.limits import MAX_NAME

_UNFIT = re.compile(
    "[\0\ud800-\udfff]"
)  # NUL and halves of characters: PostgreSQL and UTF-8 have no place for them


class WireError(ValueError):
    """Bytes that are not a message of this protocol. The text is for the log, not for a person."""


def encode(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def decode(body: bytes) -> Fields:
    """The JSON object in ``body``; WireError for anything else."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            object_pairs_hook=_without_duplicates,
        )
    except (ValueError, RecursionError) as error:
        raise WireError(f"not a message: {type(error).__name__}") from None  # its text may hold answers
    return Fields(value)


def _refuse_number(text: str) -> NoReturn:
    raise WireError(f"a number that is not an integer, of {len(text)} characters")


def _without_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise WireError("a key stands twice")
    return members


class Fields:
    """Reads the members of one decoded object by name and type. Unknown members are let through unseen."""

    __slots__ = ("_members",)

    def __init__(self, value: Json) -> None:
        if not isinstance(value, dict):
            raise WireError("not an object")
        self._members = value

    def text(self, name: str) -> str:
        """A text that every database can hold."""
        text = self.any_text(name)
        if _UNFIT.search(text):
            raise WireError(f"{name}: holds what is no character")
        return text

    def name(self, name: str) -> str:
        """A text short enough to be searched by."""
        text = self.text(name)
        if len(text) > MAX_NAME:
            raise WireError(f"{name}: too long")
        return text

    def any_text(self, name: str) -> str:
        value = self._members.get(name)
        if not isinstance(value, str):
            raise WireError(f"{name}: not a text")
        return value

    def digest(self, name: str) -> str:
        """The name of an object or attachment: a SHA-256 and nothing else, so that it leads nowhere."""
        value = self.text(name)
        if not is_sha256(value):
            raise WireError(f"{name}: not a digest")
        return value

    def optional_text(self, name: str) -> str | None:
        return None if self._members.get(name) is None else self.text(name)

    def integer(self, name: str) -> int:
        value = self._members.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_INTEGER:
            raise WireError(f"{name}: not an integer that every side keeps exactly")
        return value

    def optional_integer(self, name: str) -> int | None:
        return None if self._members.get(name) is None else self.integer(name)

    def flag(self, name: str) -> bool:
        value = self._members.get(name)
        if not isinstance(value, bool):
            raise WireError(f"{name}: not true or false")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._list(name)
        texts = tuple(value for value in values if isinstance(value, str) and not _UNFIT.search(value))
        if len(texts) != len(values):
            raise WireError(f"{name}: not a list of texts")
        return texts

    def digests(self, name: str) -> tuple[str, ...]:
        values = self.texts(name)
        if not all(map(is_sha256, values)):
            raise WireError(f"{name}: not a list of digests")
        return values

    def objects(self, name: str) -> tuple[Fields, ...]:
        return tuple(Fields(value) for value in self._list(name))

    def object(self, name: str) -> Fields:
        return Fields(self._members.get(name))

    def optional_object(self, name: str) -> Fields | None:
        value = self._members.get(name)
        return None if value is None else Fields(value)

    def _list(self, name: str) -> list[Json]:
        value = self._members.get(name, [])
        if not isinstance(value, list):
            raise WireError(f"{name}: not a list")
        return value
