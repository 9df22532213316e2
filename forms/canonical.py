"""One way to write a value as bytes: UTF-8 JSON with sorted keys, NFC strings, no floats and no NUL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import NoReturn
from unicodedata import is_normalized, normalize

from forms.json_value import Json

LARGEST_INTEGER = 2**53 - 1  # what every JSON reader keeps exactly


class CanonicalError(ValueError):
    """A value that has no canonical bytes, or bytes that are not canonical; says where and why."""


def canonical(value: object) -> bytes:
    """The one byte form of a JSON value; strings become NFC. CanonicalError for anything it cannot hold."""
    try:
        try:
            clean = _plain(value)
        except _Unusual:
            clean = _clean(value, "$")
        return _written(clean)
    except UnicodeEncodeError as error:
        raise CanonicalError("a lone surrogate is no character") from error
    except RecursionError as error:
        raise CanonicalError("nested too deeply") from error


def read_canonical(data: bytes) -> Json:
    """The value of canonical bytes; CanonicalError unless writing it again gives the same bytes."""
    try:
        text = data.decode("utf-8")
        value: Json = json.loads(
            text, parse_float=_refuse_number, parse_int=_exact, parse_constant=_refuse_number
        )
    except CanonicalError:
        raise
    except UnicodeDecodeError as error:
        raise CanonicalError(f"byte {error.start} is not UTF-8") from error
    except RecursionError as error:
        raise CanonicalError("nested too deeply") from error
    except ValueError as error:
        raise CanonicalError(f"not JSON: {error}") from error
    if not _is_canonical(value, text, data) and canonical(value) != data:
        raise CanonicalError("not canonical: keys, spaces, escapes or strings are not in their one form")
    return value


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


class _Unusual(Exception):  # noqa: N818 - not an error: the careful way comes next
    """A value that is not made of the plain types alone, or not fit to be written."""


def _plain(value: object) -> Json:
    """The quick way for what is nearly always there; _Unusual sends everything else the careful way."""
    kind = type(value)
    if kind is str:
        text: str = value  # type: ignore[assignment]  # kind says so
        if "\0" in text:
            raise _Unusual
        return text if text.isascii() else normalize("NFC", text)
    if kind is dict:
        pairs: dict[str, Json] = value  # type: ignore[assignment]  # kind says so
        clean = {_plain_key(key): _plain(item) for key, item in pairs.items()}
        if len(clean) != len(pairs):
            raise _Unusual
        return clean
    if kind is list or kind is tuple:
        return [_plain(item) for item in value]  # type: ignore[attr-defined]  # kind says so
    if value is None or kind is bool:
        return value  # type: ignore[return-value]  # kind says so
    if kind is int and abs(value) <= LARGEST_INTEGER:  # type: ignore[arg-type]  # kind says so
        return value  # type: ignore[return-value]  # kind says so
    raise _Unusual


def _plain_key(key: object) -> str:
    if type(key) is not str or "\0" in key:
        raise _Unusual
    return key if key.isascii() else normalize("NFC", key)


def _written(clean: Json) -> bytes:
    return json.dumps(clean, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def _is_canonical(value: Json, text: str, data: bytes) -> bool:
    """Without walking the value: JSON's own marks never compose with what stands beside them."""
    try:
        return "\\u0000" not in text and is_normalized("NFC", text) and _written(value) == data
    except UnicodeEncodeError:
        return False


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


def _exact(digits: str) -> int:
    number = int(digits) if len(digits) < 20 else LARGEST_INTEGER + 1
    if abs(number) > LARGEST_INTEGER:
        raise CanonicalError(f"{digits[:40]} is too large to be kept exactly")
    return number


def _refuse_number(text: str) -> NoReturn:
    raise CanonicalError(f"the number {text} is not an integer")
