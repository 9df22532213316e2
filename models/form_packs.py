"""Forms that the county sent, as the catalogue reads them; kept in the database, so that a restored backup has them."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from forms.catalog import Catalog, PackedForm
from forms.clock import local


def offer(connection: sqlite3.Connection, catalog: Catalog, now: datetime) -> tuple[PackedForm, ...]:
    """Put into the catalogue what was taken and is valid by now; those that were not in it.

    Read with sqlite3 alone: the catalogue is needed before SQLAlchemy is loaded.
    """
    today = local(now).date().isoformat()
    known = {(entry.id, entry.version) for entry in catalog.entries()}
    taken = connection.execute("SELECT form_id, version FROM form_packs WHERE valid_from <= ?", (today,))
    wanted = {(form_id, version) for form_id, version in taken} - known
    packed = tuple(_read(connection, key) for key in sorted(wanted))
    if packed:
        catalog.extend(packed)
    return packed


def _read(connection: sqlite3.Connection, key: tuple[str, str]) -> PackedForm:
    content, entry = connection.execute(
        "SELECT content, entry FROM form_packs WHERE form_id = ? AND version = ?", key
    ).fetchone()
    return PackedForm(id=key[0], version=key[1], content=content, index=json.loads(entry))
