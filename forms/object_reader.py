"""Reads the keys of a sealed object one by one and says which of them is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from forms.canonical import CanonicalError, canonical, read_canonical
from forms.clock import from_text
from forms.json_value import Json

_DIGEST = re.compile(r"[0-9a-f]{64}")


class RevisionError(ValueError):
    """Bytes that are no sealed object this program understands; says what is wrong."""


class ObjectReader:
    """Typed access to a decoded object; every method raises RevisionError naming the key."""

    def __init__(self, data: dict[str, Json]) -> None:
        self.data = data

    def text(self, key: str) -> str:
        value = self._required(key)
        if not isinstance(value, str) or not value:
            raise RevisionError(f"{key} must be a text that is not empty")
        return value

    def optional_text(self, key: str) -> str | None:
        return None if self.data.get(key) is None else self.text(key)

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in allowed:
            raise RevisionError(f"{key} is {value!r}, not one of {', '.join(allowed)}")
        return value

    def boolean(self, key: str) -> bool:
        value = self._required(key)
        if not isinstance(value, bool):
            raise RevisionError(f"{key} must be true or false")
        return value

    def integer(self, key: str) -> int:
        value = self._required(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise RevisionError(f"{key} must be a whole number from 0")
        return value

    def instant(self, key: str) -> datetime:
        text = self.text(key)
        try:
            moment = from_text(text)
        except ValueError as error:
            raise RevisionError(f"{key} is no instant: {text!r}") from error
        if not text.endswith("Z"):
            raise RevisionError(f"{key} must be in UTC and end in Z: {text!r}")
        return moment

    def day(self, key: str) -> date:
        text = self.text(key)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise RevisionError(f"{key} is no date: {text!r}") from error

    def digest(self, key: str) -> str:
        value = self.text(key)
        if not _DIGEST.fullmatch(value):
            raise RevisionError(f"{key} must be a SHA-256 in lower-case hexadecimal")
        return value

    def optional_digest(self, key: str) -> str | None:
        return None if self.data.get(key) is None else self.digest(key)

    def object(self, key: str) -> dict[str, Json]:
        value = self._required(key)
        if not isinstance(value, dict):
            raise RevisionError(f"{key} must be an object")
        return value

    def optional_object(self, key: str) -> dict[str, Json] | None:
        return None if self.data.get(key) is None else self.object(key)

    def objects(self, key: str) -> tuple[dict[str, Json], ...]:
        value = self._required(key)
        if not isinstance(value, list):
            raise RevisionError(f"{key} must be a list")
        items = tuple(item for item in value if isinstance(item, dict))
        if len(items) != len(value):
            raise RevisionError(f"{key} must hold objects only")
        return items

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, sorted and without repeats, so that equal facts have equal bytes."""
        value = self._required(key)
        if not isinstance(value, list):
            raise RevisionError(f"{key} must be a list")
        items = tuple(item for item in value if isinstance(item, str) and item)
        if len(items) != len(value):
            raise RevisionError(f"{key} must hold texts only")
        if list(items) != sorted(set(items)):
            raise RevisionError(f"{key} must be sorted and without repeats")
        return items

    def digests(self, key: str) -> tuple[str, ...]:
        values = self.texts(key)
        for value in values:
            if not _DIGEST.fullmatch(value):
                raise RevisionError(f"{key} must hold SHA-256 digests only")
        return values

    def _required(self, key: str) -> Json:
        if self.data.get(key) is None:
            raise RevisionError(f"{key} is missing")
        return self.data[key]


def read_object_data(data: bytes) -> dict[str, Json]:
    """The decoded object of canonical bytes; RevisionError with the reason."""
    try:
        value = read_canonical(data)
    except CanonicalError as error:
        raise RevisionError(str(error)) from error
    if not isinstance(value, dict):
        raise RevisionError("a sealed object must be a JSON object")
    return value


def write_object(data: Mapping[str, object]) -> bytes:
    """Canonical bytes of an object; RevisionError with the reason if it has none."""
    try:
        return canonical(data)
    except CanonicalError as error:
        raise RevisionError(str(error)) from error


def read_format(reader: ObjectReader) -> None:
    """RevisionError if the object was written by a program newer than this one."""
    if reader.integer("format") != 1:
        raise RevisionError(f"format {reader.data['format']} is not known to this program")
