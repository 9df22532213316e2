"""One way to write a value as bytes: UTF-8 JSON with sorted keys, NFC strings, no floats and no NUL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import NoReturn
from unicodedata import normalize

from forms.json_value import Json

LARGEST_INTEGER = 2**53 - 1  # what every JSON reader keeps exactly


class CanonicalError(ValueError):
    """A value that has no canonical bytes, or bytes that are not canonical; says where and why."""


def canonical(value: object) -> bytes:
    """The one byte form of a JSON value; strings become NFC. CanonicalError for anything it cannot hold."""
    try:
        clean = _clean(value, "$")
        return json.dumps(clean, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError as error:
        raise CanonicalError("a lone surrogate is no character") from error
    except RecursionError as error:
        raise CanonicalError("nested too deeply") from error


def read_canonical(data: bytes) -> Json:
    """The value of canonical bytes; CanonicalError unless writing it again gives the same bytes."""
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique_pairs,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
        )
    except CanonicalError:
        raise
    except UnicodeDecodeError as error:
        raise CanonicalError(f"byte {error.start} is not UTF-8") from error
    except RecursionError as error:
        raise CanonicalError("nested too deeply") from error
    except ValueError as error:
        raise CanonicalError(f"not JSON: {error}") from error
    if canonical(value) != data:
        raise CanonicalError("not canonical: keys, spaces, escapes or strings are not in their one form")
    return value


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _clean(value: object, where: str) -> Json:
    match value:
        case str():
            return _clean_text(value, where)
        case None | bool():
            return value
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise CanonicalError(f"{where}: {value} is too large to be kept exactly")
            return int(value)
        case Mapping():
            return _clean_mapping(value, where)
        case Sequence() if not isinstance(value, (bytes, bytearray)):
            return [_clean(item, f"{where}[{index}]") for index, item in enumerate(value)]
        case _:
            raise CanonicalError(f"{where}: a {type(value).__name__} has no place in canonical JSON")


def _clean_text(text: str, where: str) -> str:
    if "\0" in text:
        raise CanonicalError(f"{where}: a text holds NUL")
    return str(text) if text.isascii() else normalize("NFC", text)


def _clean_mapping(value: Mapping[object, object], where: str) -> dict[str, Json]:
    clean: dict[str, Json] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise CanonicalError(f"{where}: a key must be text, not {type(key).__name__}")
        name = _clean_text(key, where)
        if name in clean:
            raise CanonicalError(f"{where}: the key {name} is there twice")
        clean[name] = _clean(item, f"{where}.{name}")
    return clean


def _unique_pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise CanonicalError("a key is there twice")
    return value


def _refuse_number(text: str) -> NoReturn:
    raise CanonicalError(f"the number {text} is not an integer")
