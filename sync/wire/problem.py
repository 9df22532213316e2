"""Errors as RFC 9457 writes them."""

from __future__ import annotations

from dataclasses import dataclass

from forms.json_value import Json
from sync.wire.codec import Fields

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDetail:
    """``kind`` is a word of the protocol (``code-unknown``); ``detail`` is a Chinese sentence for a person."""

    kind: str
    title: str
    status: int
    detail: str = ""

    def to_json(self) -> dict[str, Json]:
        return {"type": self.kind, "title": self.title, "status": self.status, "detail": self.detail}

    @classmethod
    def from_json(cls, fields: Fields) -> ProblemDetail:
        return cls(
            kind=fields.text("type"),
            title=fields.text("title"),
            status=fields.integer("status"),
            detail=fields.optional_text("detail") or "",
        )
