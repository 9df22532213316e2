"""Anonymous reports: out by chance in some later pass, in for the quality office; never with this computer's id."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from sqlalchemy import select

from models.installation import Installation
from models.store import Store
from models.tables.anonymous import AnonymousAttachment, AnonymousReport
from models.workflow import anonymous
from sync.blobs import find_anonymous_source, send_anonymous
from sync.county_client import CountyClient
from sync.outcomes import Delivered, Failure, Rejected
from sync.wire import anonymous as wire
from sync.wire.digest import sha256_hex
from sync.wire.receipt import is_genuine, key_id_of

CHANCE = 0.5  # that a waiting report goes with this pass: when it was written can't be told from when it came


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    report_id: str
    sealed: bytes
    is_own: bool = True  # written here and not sent yet


def exchange(
    store: Store, client: CountyClient, installation: Installation, *, random: Random
) -> Failure | None:
    """Out go those of this computer, and any other that is here and that the server turns out not to have.

    Such are those that siblings brought to the 院内主机, and those that a server lost: nothing is noted of them.
    """
    with store.read() as session:
        waiting = [_Waiting(report_id=row.report_id, sealed=row.bytes) for row in anonymous.waiting(session)]
    failure = _send_some(store, client, installation, waiting, random)
    if failure is not None:
        return failure
    there: set[str] = set()
    failure = _fetch(store, client, there)
    if failure is not None:
        return failure
    return _send_some(store, client, installation, _lacking(store, there), random)


def _send_some(
    store: Store,
    client: CountyClient,
    installation: Installation,
    reports: Iterable[_Waiting],
    random: Random,
) -> Failure | None:
    for one in reports:
        if random.random() >= CHANCE:
            continue
        failure = _send(store, client, installation, one)
        if failure is not None and not isinstance(failure, Rejected):
            return failure
    return None


def _lacking(store: Store, there: set[str]) -> list[_Waiting]:
    with store.read() as session:
        rows = session.scalars(
            select(AnonymousReport)
            .where(AnonymousReport.state != "waiting")
            .order_by(AnonymousReport.report_id)
        )
        return [
            _Waiting(report_id=row.report_id, sealed=row.bytes, is_own=False)
            for row in rows
            if sha256_hex(row.bytes) not in there
        ]


def _send(store: Store, client: CountyClient, installation: Installation, one: _Waiting) -> Failure | None:
    """Sent means: the county proved the report and has all its photos. Until then it is sent again as a whole."""
    report = wire.AnonymousReport(object_id=sha256_hex(one.sealed), sealed=one.sealed)
    outcome = client.report(report)
    if not isinstance(outcome, Delivered):
        return outcome
    keys = {key_id_of(key): key for key in map(bytes.fromhex, installation.county_keys)}
    receipt = outcome.message.receipt
    if receipt.leaf.object_id != report.object_id or not is_genuine(receipt, keys):
        return None
    for sha256 in outcome.message.missing_blobs:
        with store.read() as session:
            source = find_anonymous_source(session, sha256)
        failure = None if source is None else send_anonymous(store, client, sha256, source)
        if failure is not None:
            return failure
    if one.is_own:
        with store.write() as session:
            anonymous.mark_sent(session, one.report_id)
    return None


def _fetch(store: Store, client: CountyClient, there: set[str]) -> Failure | None:
    """``there`` is filled with what the server has."""
    after = ""
    while True:
        outcome = client.reports(after)
        if not isinstance(outcome, Delivered):
            return outcome
        reports = outcome.message.reports
        there.update(report.object_id for report in reports)
        if reports:
            after = reports[-1].object_id
            with store.write() as session:
                for report in reports:
                    if sha256_hex(report.sealed) == report.object_id:
                        anonymous.take(session, report.sealed)
        if not outcome.message.more:
            return _fetch_photos(store, client)


def _fetch_photos(store: Store, client: CountyClient) -> Failure | None:
    with store.read() as session:
        here = session.scalars(select(AnonymousReport.bytes).where(AnonymousReport.state == "here"))
        named = {sha256: mime for sealed in here for sha256, mime in _photos(sealed)}
        wanted = set(named) - set(session.scalars(select(AnonymousAttachment.sha256)))
    for sha256 in sorted(wanted):
        outcome = client.get_blob(sha256, anonymous=True)
        match outcome:
            case Delivered(message=content) if sha256_hex(content) == sha256:
                with store.write() as session:
                    session.merge(AnonymousAttachment(sha256=sha256, mime=named[sha256], bytes=content))
            case Delivered() | Rejected():
                continue
            case failure:
                return failure
    return None


def _photos(sealed: bytes) -> Iterator[tuple[str, str]]:
    for entry in json.loads(sealed).get("attachments", []):
        yield str(entry["sha256"]), str(entry["mime"])
