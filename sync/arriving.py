"""Attachments on their way here: kept part by part, so that a line that breaks costs no more than one."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.store import Store
from models.tables.attachments import ArrivedPart
from sync.county_client import CountyClient
from sync.outcomes import Delivered, Failure


def fetch(store: Store, client: CountyClient, sha256: str) -> Delivered[bytes] | Failure:
    """The whole attachment as it came, begun where an earlier pass was cut. Its digest is for the caller to check."""
    while True:
        with store.read() as session:
            size = func.sum(func.length(ArrivedPart.bytes))
            start = session.scalar(select(size).where(ArrivedPart.sha256 == sha256)) or 0
        outcome = client.get_part(sha256, start)
        if not isinstance(outcome, Delivered):
            return outcome
        part = outcome.message
        with store.write() as session:
            if part.is_last:
                return Delivered(message=_take(session, sha256) + part.content)
            session.add(ArrivedPart(sha256=sha256, start=start, bytes=part.content))


def _take(session: Session, sha256: str) -> bytes:
    """What has arrived so far, which is not needed here any more."""
    of_it = ArrivedPart.sha256 == sha256
    query = select(ArrivedPart.bytes).where(of_it).order_by(ArrivedPart.start)
    content = b"".join(session.scalars(query))
    session.execute(delete(ArrivedPart).where(of_it))
    return content
