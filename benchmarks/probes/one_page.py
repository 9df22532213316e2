"""Prints a record as the window does: counted, in the background."""

from __future__ import annotations

from sqlalchemy import select

from benchmarks.hospital import PATROL
from models.store import Store
from models.tables.projections import RecordRow
from models.workflow.paper import print_record


def print_one(store: Store) -> bytes:
    """The PDF of a patrol."""
    with store.read() as session:
        record_id = session.scalar(select(RecordRow.record_id).where(RecordRow.form_id == PATROL))
    return print_record(store, str(record_id))
