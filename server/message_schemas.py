"""JSON Schemas of the protocol's messages, made from the dataclasses that both ends speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from sync.wire.enrolment import Meta
from sync.wire.exchange_key import ExchangeKey
from sync.wire.forms import SignedManifest
from sync.wire.limits import MAX_NAME
from sync.wire.problem import ProblemDetail
from sync.wire.push import BadItem
from sync.wire.receipt import Leaf
from sync.wire.updates import SignedUpdates

JsonSchema = dict[str, Any]

_SHA256: JsonSchema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_BASE64: JsonSchema = {"type": "string", "contentEncoding": "base64", "pattern": "^[A-Za-z0-9+/]*={0,2}$"}
_NAME: JsonSchema = {"type": "string", "maxLength": MAX_NAME}
_INTEGER: JsonSchema = {"type": "integer", "minimum": -(2**53 - 1), "maximum": 2**53 - 1}

_BY_NAME = {"object_id": _SHA256, "op_id": _NAME, "kind": _NAME, "incarnation": _NAME}
_LISTS_BY_NAME = {"object_ids", "blobs", "missing", "missing_blobs", "heads"}  # of SHA-256 digests


class Schemas:
    """Collects the schemas of messages and of everything in them, under the names of their classes."""

    def __init__(self) -> None:
        self.components: dict[str, JsonSchema] = {}

    def ref(self, message: type) -> JsonSchema:
        if message.__name__ not in self.components:
            self.components[message.__name__] = {}  # a place for messages that hold themselves
            self.components[message.__name__] = self._object(message)
        return {"$ref": f"#/components/schemas/{message.__name__}"}

    def _object(self, message: type) -> JsonSchema:
        if message in _SHAPES:
            return _SHAPES[message](self)
        properties: dict[str, JsonSchema] = {}
        required: list[str] = []
        hints = get_type_hints(message)
        for field in fields(message):
            kind = hints[field.name]
            if kind is Leaf:
                inner = self._object(Leaf)
                properties |= inner["properties"]
                required += inner["required"]
            elif field.name == "sealed":
                properties |= {"sealed": {"type": "string"}, "sealed_b64": _BASE64}
            else:
                name = _NAMES.get((message, field.name), field.name)
                properties[name] = self._value(name, kind)
                if _is_required(field, kind):
                    required.append(name)
        schema: JsonSchema = {"type": "object", "properties": properties, "required": required}
        if "sealed" in properties and hints["sealed"] is bytes:
            schema["anyOf"] = [{"required": ["sealed"]}, {"required": ["sealed_b64"]}]
        if message.__doc__ and not message.__doc__.startswith(f"{message.__name__}("):
            schema["description"] = " ".join(message.__doc__.split())
        return schema

    def _value(self, name: str, kind: object) -> JsonSchema:
        if get_origin(kind) in (Union, UnionType):
            options = [option for option in get_args(kind) if option not in (NoneType, BadItem)]
            schemas = [self._value(name, option) for option in options]
            if NoneType in get_args(kind):
                schemas.append({"type": "null"})
            return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        if get_origin(kind) is tuple:
            item = _SHA256 if name in _LISTS_BY_NAME else self._value("", get_args(kind)[0])
            return {"type": "array", "items": item}
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return {"type": "string", "enum": [str(member) for member in kind]}
        if is_dataclass(kind):
            assert isinstance(kind, type)
            return self.ref(kind)
        plain = {str: {"type": "string"}, int: _INTEGER, bool: {"type": "boolean"}, bytes: _BASE64}
        assert isinstance(kind, type)
        return _BY_NAME.get(name, plain[kind])


def _is_required(field: Field[Any], kind: object) -> bool:
    can_be_absent = get_origin(kind) is tuple or NoneType in get_args(kind)
    return field.default is MISSING and not can_be_absent


def _object_of(**properties: JsonSchema) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _meta(schemas: Schemas) -> JsonSchema:
    text = {"type": "string"}
    hints = get_type_hints(Meta)
    shape = _object_of(
        server_epoch=text,
        protocol=_object_of(min=_INTEGER, max=_INTEGER),
        server_time=text,
        nonce=text,
        limits=_object_of(items=_INTEGER, bytes=_INTEGER, blob=_INTEGER, chunk=_INTEGER),
    )
    nested = {"protocol_min", "protocol_max", "max_items", "max_bytes", "max_blob", "chunk"}
    for name in hints.keys() - nested - shape["properties"].keys():
        shape["properties"][name] = schemas._value(name, hints[name])  # noqa: SLF001 - its own other half
    return shape


# Messages whose JSON is laid out in another way than their fields, and fields that have another name in it.
_SHAPES: dict[type, Callable[[Schemas], JsonSchema]] = {Meta: _meta}
_NAMES = {
    (ExchangeKey, "public"): "key",
    (ProblemDetail, "kind"): "type",
    (SignedManifest, "text"): "manifest",
    (SignedUpdates, "text"): "list",
}
