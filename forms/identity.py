"""Ids made on the client: time-ordered for records, random for rows."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from forms.clock import check_aware


def new_record_id(now: datetime) -> str:
    """A UUIDv7 (RFC 9562 § 5.7): sorts by time, but nothing trusts its time part."""
    milliseconds = int(check_aware(now).timestamp() * 1000) & (2**48 - 1)
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


def new_random_id() -> str:
    """A UUIDv4, for what must not tell when it was made."""
    return str(uuid.uuid4())


def new_row_id() -> str:
    """Eight hexadecimal digits that keep a row the same row through corrections."""
    return secrets.token_hex(4)
