"""Messages of the way down: pages of objects in the order in which the county committed them."""

from __future__ import annotations

from dataclasses import dataclass

from forms.json_value import Json
from sync.wire.codec import Fields
from sync.wire.push import sealed_from_json, sealed_to_json
from sync.wire.receipt import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class PullItem:
    """``sealed`` is None for an object this device pushed itself, unless it asked for those too."""

    kind: str
    object_id: str
    sealed: bytes | None
    receipt: Receipt

    def to_json(self) -> dict[str, Json]:
        sealed = {} if self.sealed is None else sealed_to_json(self.sealed)
        return {
            "kind": self.kind,
            "object_id": self.object_id,
            "receipt": self.receipt.to_json(),
            **sealed,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> PullItem:
        is_bare = fields.optional_text("sealed") is None and fields.optional_text("sealed_b64") is None
        return cls(
            kind=fields.text("kind"),
            object_id=fields.text("object_id"),
            sealed=None if is_bare else sealed_from_json(fields),
            receipt=Receipt.from_json(fields.object("receipt")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PullPage:
    items: tuple[PullItem, ...]
    next_cursor: str
    more: bool
    server_epoch: str

    def to_json(self) -> dict[str, Json]:
        return {
            "items": [item.to_json() for item in self.items],
            "next_cursor": self.next_cursor,
            "more": self.more,
            "server_epoch": self.server_epoch,
        }

    @classmethod
    def from_json(cls, fields: Fields) -> PullPage:
        return cls(
            items=tuple(PullItem.from_json(item) for item in fields.objects("items")),
            next_cursor=fields.text("next_cursor"),
            more=fields.flag("more"),
            server_epoch=fields.text("server_epoch"),
        )
