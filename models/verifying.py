"""Is everything as it was sealed? Pages, digests, chains, attachments, private parts, projections, black box."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.canonical import digest
from forms.object_reader import RevisionError
from forms.revision import Revision, read_object
from forms.scan import Scan
from models.copying import problem_of
from models.projections.rebuild import compare
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.audit import AuditEntry
from models.tables.outbox import OutboxRow, Relay
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import auditing, queueing
from models.workflow.attachments import stored_chunks


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Counts of what was looked at, and a Chinese sentence per fault; ``is_clean`` if there is none."""

    objects: int
    attachments: int
    operations: int
    audit_entries: int
    faults: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        return not self.faults


def verify(store: Store, *, derived: bool = True) -> Report:
    """Look at everything, change nothing; without ``derived`` what is reckoned from the sealed is taken as it is."""
    faults: list[str] = []
    page_problem = problem_of(store.path)
    if page_problem is not None:
        faults.append(f"记录库的页有损坏：{page_problem}。")
    with store.read() as session:
        faults += _objects(session)
        faults += _attachments(session)
        faults += broken_chains(session)
        counts = {
            table: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (SealedObject, Attachment, OutboxRow, AuditEntry)
        }
    if derived:
        faults += _projections(store)
    faults += [
        f"黑匣子 {damage.file} 在第 {damage.offset} 字节处有损坏。" for damage in store.blackbox.damage()
    ]
    return Report(
        objects=counts[SealedObject],
        attachments=counts[Attachment],
        operations=counts[OutboxRow],
        audit_entries=counts[AuditEntry],
        faults=tuple(faults),
    )


def _projections(store: Store) -> Iterator[str]:
    try:
        differences = compare(store)
    except RevisionError as error:
        yield f"推算出来的表没有核对，因为有封存的记录读不出来：{error}。"
        return
    for found in differences:
        yield (
            f"推算出来的表 {found.table} 与封存的记录对不上：少 {found.missing} 行，多 {found.surplus} 行。"
            "请运行 rebuild。"
        )


def _objects(session: Session) -> Iterator[str]:
    for row in session.scalars(select(SealedObject).execution_options(yield_per=500)):
        name = row.object_id[:12]
        if digest(row.bytes) != row.object_id:
            yield f"封存的 {name} 内容与校验码对不上。"
            continue
        try:
            sealed = read_object(row.bytes)
        except RevisionError as error:
            yield f"封存的 {name} 读不出来：{error}。"
            continue
        if isinstance(sealed, Revision):
            yield from _revision(session, row, sealed)
        elif isinstance(sealed, Scan) and row.origin == "local":
            for sha256 in sealed.blobs:
                if session.get(Attachment, sha256) is None:
                    yield f"扫描件 {name} 的图片 {sha256[:12]} 不见了。"


def _revision(session: Session, row: SealedObject, revision: Revision) -> Iterator[str]:
    name = revision.rev_id[:12]
    part = session.get(PrivatePart, revision.rev_id)
    if revision.private is not None and part is not None and part.ciphertext is not None:
        if digest(part.ciphertext) != revision.private.get("sha256"):
            yield f"{name} 的保密部分与校验码对不上。"
    elif revision.private is not None and part is None and row.origin == "local":
        yield f"{name} 的保密部分不见了。"
    if row.origin == "local":
        for sha256 in revision.blobs:
            if session.get(Attachment, sha256) is None:
                yield f"{name} 的附件 {sha256[:12]} 不见了。"


def _attachments(session: Session) -> Iterator[str]:
    for row in session.scalars(select(Attachment)):
        found, size = hashlib.sha256(), 0
        for chunk in stored_chunks(session, row.sha256):
            found.update(chunk)
            size += len(chunk)
        if found.hexdigest() != row.sha256 or size != row.size:
            yield f"附件 {row.sha256[:12]} 的内容与校验码对不上。"


def broken_chains(session: Session) -> Iterator[str]:
    """A sentence per break in the audit log and in the queue, and for what is queued without being sealed, or not."""
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=500))
    broken = auditing.first_break(entries)
    if broken is not None:
        yield f"审计日志从第 {broken} 条起接不上。"
    before = queueing.ORIGIN
    for number, row in enumerate(session.scalars(select(OutboxRow).order_by(OutboxRow.op_seq)), start=1):
        if row.op_seq != number or queueing.link(before, row) != row.chain:
            yield f"待报的序号从第 {number} 条起接不上。"
            break
        before = row.chain
    sealed = select(SealedObject.object_id)
    relayed = select(Relay.object_id)
    lost = session.scalar(
        select(func.count())
        .select_from(OutboxRow)
        .where(OutboxRow.object_id.not_in(sealed), OutboxRow.object_id.not_in(relayed))
    )
    if lost:
        yield f"待报里有 {lost} 条找不到内容。"
    unqueued = session.scalar(
        select(func.count())
        .select_from(SealedObject)
        .where(SealedObject.origin == "local", SealedObject.object_id.not_in(select(OutboxRow.object_id)))
    )
    if unqueued:
        yield f"有 {unqueued} 条本机封存的记录不在待报里。"
