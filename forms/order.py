"""The county's orders about a hazard (挂牌督办), as sealed bytes under the county's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from forms.canonical import digest
from forms.clock import to_text
from forms.json_value import Json
from forms.object_reader import ObjectReader, read_format, read_object_data, write_object


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a county officer demands (督办) or lifts; it comes by pull under the county's key."""

    object_id: str
    data: dict[str, Json]
    facility: str  # to whom
    subject: str  # hazard id
    action: str  # supervise | release
    text: str
    due: str | None  # ISO date
    officer: str
    officer_name: str
    issued_at: datetime


def build_order(
    *,
    facility: str,
    subject: str,
    action: str,
    text: str,
    officer: str,
    officer_name: str,
    issued_at: datetime,
    due: date | None = None,
) -> bytes:
    sealed = write_object(
        {
            "kind": "order",
            "format": 1,
            "facility": facility,
            "subject": subject,
            "action": action,
            "text": text,
            "due": due.isoformat() if due else None,
            "officer": officer,
            "officer_name": officer_name,
            "issued_at": to_text(issued_at),
        }
    )
    read_order(sealed)
    return sealed


def read_order(data: bytes) -> Order:
    reader = ObjectReader(read_object_data(data))
    reader.one_of("kind", ("order",))
    read_format(reader)
    return Order(
        object_id=digest(data),
        data=reader.data,
        facility=reader.text("facility"),
        subject=reader.text("subject"),
        action=reader.one_of("action", ("supervise", "release")),
        text=reader.text("text"),
        due=reader.day("due").isoformat() if reader.data.get("due") is not None else None,
        officer=reader.text("officer"),
        officer_name=reader.text("officer_name"),
        issued_at=reader.instant("issued_at"),
    )
