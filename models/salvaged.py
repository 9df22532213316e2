"""What a damaged file still gives is put into its successor: content by its digest, rows by their shape and chain."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from forms.clock import from_text
from forms.identity import new_random_id
from forms.json_value import Json
from forms.order import Order
from forms.revision import read_object
from models.audit_chain import ORIGIN
from models.blackbox import Entry
from models.carving import Row
from models.installation import (
    at_least,
    boxed_installation,
    change_installation,
    put_setting,
    read_installation,
    write_installation,
)
from models.keys import key_id_in
from models.repaired import Lost
from models.replay import put_back, queue_once
from models.salvage import MAIN, FoundObject, Salvage
from models.store import Store
from models.stored_rows import Shape, Stored, insert, newest
from models.tables.anonymous import AnonymousAttachment, AnonymousReport
from models.tables.attachments import Attachment
from models.tables.audit import AuditEntry
from models.tables.drafts import Draft
from models.tables.installation import Counter, Setting
from models.tables.outbox import OutboxRow, Relay
from models.tables.people import Credential
from models.tables.sealed import PrivatePart, SealedObject
from models.workflow import attachments, auditing, queueing, receiving
from models.workflow.receiving import ReceivedObject
from models.workflow.revisions import keep_private_part

_OUTBOX, _AUDIT, _DRAFTS = Shape(OutboxRow), Shape(AuditEntry), Shape(Draft)
_SETTINGS, _COUNTERS, _CREDENTIALS = Shape(Setting), Shape(Counter), Shape(Credential)
_ANONYMOUS = (Shape(AnonymousReport), Shape(AnonymousAttachment))
_OTHERS = (_DRAFTS, _SETTINGS, _COUNTERS, _CREDENTIALS, *_ANONYMOUS)
SHAPES = (_OUTBOX, _AUDIT, *_OTHERS)
_DELIVERED = ("received", "parked", "conflict")
_STAYS = ("county_cursor",)  # how far was pulled goes with what was pulled: the backup's own
_SLICE = 200  # objects in one transaction
_LETTERS = "BCDEFGHJKMNPQRSTUVWXYZ"  # after the number of a computer that was restored
_MAGICS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"), (b"%PDF-", "application/pdf"))


def rows_beyond(store: Store) -> Callable[[Row], bool]:
    """Whether a row that is no content belongs to a table that is put back, and is not in the backup's logs."""
    with store.read() as session:
        last_entry = session.scalar(select(func.max(AuditEntry.seq))) or 0
        last_operation = session.scalar(select(func.max(OutboxRow.op_seq))) or 0

    def is_wanted(row: Row) -> bool:
        if (entry := _AUDIT.read(row)) is not None:
            return _number(entry["seq"]) > last_entry
        if (operation := _OUTBOX.read(row)) is not None:
            return _number(operation["op_seq"]) > last_operation
        return any(shape.read(row) is not None for shape in _OTHERS)

    return is_wanted


class Remains:
    """The rows and the content of one damaged database, on their way into a store that lacks some of them."""

    def __init__(self, store: Store, salvage: Salvage) -> None:
        self._store, self._salvage = store, salvage
        self._boxed = {
            entry.object_id: str(entry.header["kind"])
            for entries in store.blackbox.latest()
            for entry in entries
            if entry.is_operation
        }
        self._settle(newest(_SETTINGS, salvage.rows()))
        self._objects = {name: one for name, one in salvage.objects.items() if self._is_ours(one)}
        strangers = {one.place.image for one in salvage.objects.values()} - {MAIN}
        strangers &= {one.place.image for name, one in salvage.objects.items() if name not in self._objects}
        self._rows = salvage.rows(without=strangers)
        self._outbox = sorted(newest(_OUTBOX, self._rows), key=lambda row: _number(row["op_seq"]))
        self._op = {str(row["object_id"]): row for row in self._outbox}

    def _settle(self, settings: list[Stored]) -> None:
        """Facts about this computer, newer than the backup's, except how far was pulled."""
        with self._store.write() as session:
            for row in settings:
                if row["name"] not in _STAYS:
                    insert(session, _SETTINGS, row, replacing=True)
        installation = self._store.installation() or boxed_installation(self._store.blackbox)
        if installation is not None and self._store.installation() is None:
            with self._store.write() as session:
                write_installation(session, installation)
        self._facility = installation.facility_id if installation else None

    def _is_ours(self, found: FoundObject) -> bool:
        """Not another hospital's, out of a journal that does not belong here; nor kept raw only."""
        if found.origin is None:
            return False
        try:
            content = json.loads(self._salvage.bytes_at(found.place))
        except ValueError:
            return False
        return self._facility is None or content.get("facility") == self._facility

    def take_another_segment(self) -> None:
        """Without a black box nobody knows which serial numbers were given out after the backup: others are, then."""
        installation = self._store.installation()
        if self._boxed or installation is None:
            return
        number, letter = installation.segment.rstrip(_LETTERS), installation.segment.lstrip("0123456789")
        following = _LETTERS[(_LETTERS.find(letter) + 1) % len(_LETTERS)] if letter else _LETTERS[0]
        with self._store.write() as session:
            change_installation(session, {"segment": number + following})

    def known(self) -> dict[str, str]:
        """Object → kind of everything that any trace says was here."""
        known = {name: found.kind for name, found in self._objects.items()}
        known |= {str(row["object_id"]): str(row["kind"]) for row in self._outbox}
        known |= self._boxed
        for row in newest(_AUDIT, self._rows):
            rev_id = json.loads(str(row["detail"])).get("rev_id")
            if isinstance(rev_id, str):
                known.setdefault(rev_id, "revision")
        return known

    def take_tails(self) -> None:
        """Audit entries and operations beyond the backup's, exactly as they were, as long as each binds to the last.

        An operation is taken only if its object is at hand or was delivered; the others are queued anew.
        """
        with self._store.write() as session:
            self._take_audit(session)
            self._take_outbox(session)
            for row in newest(_COUNTERS, self._rows):
                if row["name"] != queueing.OPERATIONS:
                    at_least(session, str(row["name"]), _number(row["value"]))

    def take_content(self) -> None:
        """Objects, photos, private parts, drafts, credentials and anonymous reports that are not there yet."""
        in_order = sorted(self._objects, key=lambda name: _number(self._op.get(name, {}).get("op_seq")))
        for start in range(0, len(in_order), _SLICE):
            with self._store.write() as session:
                for object_id in in_order[start : start + _SLICE]:
                    self._take_object(session, object_id)
        for sha256 in self._salvage.attachment_names():
            with self._store.write() as session:
                self._take_attachment(session, sha256)
        with self._store.write() as session:
            self._take_parts(session)
            self._take_drafts(session)
            for row in newest(_CREDENTIALS, self._rows):
                here = session.get(Credential, str(row["staff_no"]))
                if here is None or here.generation <= _number(row["generation"]):
                    insert(session, _CREDENTIALS, row, replacing=True)
            for shape in _ANONYMOUS:
                for row in newest(shape, self._rows):
                    insert(session, shape, row, replacing=True)

    def name_missing(self) -> int:
        """Have the next pass fetch the photos and private parts that records name and nothing gave; how many."""
        missing = 0
        with self._store.write() as session:
            for data in session.scalars(select(SealedObject.bytes).execution_options(yield_per=500)):
                sealed = read_object(data)
                if isinstance(sealed, Order):
                    continue
                for wanted in receiving.note_missing(session, sealed):
                    put_setting(session, receiving.WANTED_BLOB + wanted.sha256, wanted.size)
                    missing += 1
        return missing

    def missing(
        self, session: Session, known: Mapping[str, str]
    ) -> tuple[tuple[Lost, ...], tuple[Lost, ...]]:
        """Of what was known and is not here: what the county has, and what nobody has."""
        here = set(session.scalars(select(SealedObject.object_id)))
        here |= set(session.scalars(select(Relay.object_id)))
        installation = read_installation(session)
        has_county = installation is not None and installation.is_enrolled
        awaited: list[Lost] = []
        lost: list[Lost] = []
        for object_id in sorted(known.keys() - here):
            row = self._op.get(object_id)
            one = Lost(
                op_seq=_number(row["op_seq"]) if row else None, object_id=object_id, kind=known[object_id]
            )
            is_there = row is None or row["delivery"] in _DELIVERED
            (awaited if has_county and is_there else lost).append(one)
        return tuple(awaited), tuple(sorted(lost, key=lambda one: one.op_seq or 0))

    # one table after the other

    def _take_audit(self, session: Session) -> None:
        last = session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
        seq, chain = (last.seq, last.chain) if last else (0, ORIGIN)
        by_number = {_number(row["seq"]): row for row in newest(_AUDIT, self._rows)}
        while (row := by_number.get(seq + 1)) is not None:
            entry = AuditEntry(
                seq=seq + 1,
                at=from_text(str(row["at"])),
                actor=row["actor"],
                action=row["action"],
                subject=row["subject"],
                detail=json.loads(str(row["detail"])),
            )
            if auditing.link(chain, entry) != row["chain"]:
                return
            insert(session, _AUDIT, row)
            seq, chain = seq + 1, str(row["chain"])

    def _take_outbox(self, session: Session) -> None:
        last = session.scalar(select(OutboxRow).order_by(OutboxRow.op_seq.desc()).limit(1))
        number, chain = (last.op_seq, last.chain) if last else (0, queueing.ORIGIN)
        for row in self._outbox:
            if _number(row["op_seq"]) <= number:
                continue
            op = OutboxRow(op_id=row["op_id"], op_seq=number + 1, object_id=row["object_id"])
            if row["op_seq"] != number + 1 or queueing.link(chain, op) != row["chain"]:
                break
            if row["delivery"] not in _DELIVERED and not self._is_at_hand(session, str(row["object_id"])):
                break
            insert(session, _OUTBOX, row)
            number, chain = number + 1, str(row["chain"])
        at_least(session, queueing.OPERATIONS, number)

    def _is_at_hand(self, session: Session, object_id: str) -> bool:
        if object_id in self._objects or object_id in self._boxed:
            return True
        return any(session.get(table, object_id) is not None for table in (SealedObject, Relay))

    def _take_object(self, session: Session, object_id: str) -> None:
        found = self._objects[object_id]
        if any(session.get(table, object_id) is not None for table in (SealedObject, Relay)):
            return
        data = self._salvage.bytes_at(found.place)
        row = self._op.get(object_id, {})
        header: dict[str, Json] = {
            "kind": found.kind,
            "object_id": object_id,
            "lane": str(row.get("lane", "normal")),
            "op_id": str(row.get("op_id") or new_random_id()),
        }
        entry = Entry(header=header, parts=(data,))
        if found.origin == "local" and found.kind in receiving.SEALED_KINDS:
            put_back(session, self._store, entry)
            return
        item = ReceivedObject(kind=found.kind, object_id=object_id, data=data)
        receiving.receive_in(session, self._store, [item])
        if found.origin == "local":
            queue_once(session, entry, None, self._store.clock.now())

    def _take_attachment(self, session: Session, sha256: str) -> None:
        if session.get(Attachment, sha256) is not None:
            return
        data = self._salvage.attachment(sha256)
        if data is None:
            return
        facts = self._salvage.attachments.get(sha256)
        key_id: str | None = key_id_in(data)
        if facts is not None:
            key_id = facts.key_id
        elif key_id not in self._store.keys.key_ids:
            key_id = None
        mime = (
            facts.mime
            if facts
            else next((mime for magic, mime in _MAGICS if data.startswith(magic)), "application/octet-stream")
        )
        attachments.keep(session, data, mime, key_id=key_id, now=self._store.clock.now())

    def _take_parts(self, session: Session) -> None:
        """A private part that was destroyed stays destroyed, whatever an older backup still holds."""
        for owner, found in self._salvage.parts.items():
            part = session.get(PrivatePart, owner)
            if found.place is None:
                if part is not None and part.ciphertext is not None:
                    part.ciphertext, part.destroyed_at = None, from_text(str(found.destroyed_at))
            elif part is None and session.get(SealedObject, owner) is not None:
                keep_private_part(session, owner, self._salvage.bytes_at(found.place))

    def _take_drafts(self, session: Session) -> None:
        for row in newest(_DRAFTS, self._rows):
            here = session.get(Draft, str(row["draft_id"]))
            if here is None or here.saved_at < from_text(str(row["saved_at"])):
                insert(session, _DRAFTS, row, replacing=True)
        sealed = select(SealedObject.record_id).where(SealedObject.record_id.is_not(None))
        session.execute(delete(Draft).where(Draft.draft_id.in_(sealed)))


def _number(value: object) -> int:
    """Of what has none the last."""
    return value if isinstance(value, int) else 1 << 62
