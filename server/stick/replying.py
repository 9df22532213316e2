"""Writes the reply to a bundle: receipts, what is still missing, and what the hospital has elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.clock import to_text
from server.anonymous import named_blobs
from server.blobs import find_missing_blobs, read_blob
from server.county import County, current_epoch
from server.enrolment import devices_of
from server.examining import Kept, examine
from server.forms import sign_manifest
from server.gaps import missing_attachments
from server.pack_number import pack_number
from server.problems import RequestRefusedError
from server.pull import read_page
from server.stick.importing import Taken
from server.stick.writing import write_parcel
from server.tables.facilities import Device
from server.tables.forms import FormVersion
from server.tables.objects import AnonymousObject
from sync.wire.bundle import Part, ReplyAbout
from sync.wire.codec import encode
from sync.wire.frames import FrameWriter
from sync.wire.parcel import Header, ParcelKind, Wrap, new_key, wrap_for
from sync.wire.pull import PullPage
from sync.wire.push import Item


def write_reply(county: County, taken: Taken, path: Path) -> int:
    """How many objects of the hospital it brings. RegisterError, with no file there, if it can't be written."""
    key = new_key()
    return write_parcel(
        county,
        _header(county, taken, key),
        key,
        path,
        lambda frames: _Reply(county, taken, frames).write(),
        "医院送来的都已收好。换个地方，再导入一次就会重写。",
    )


def _header(county: County, taken: Taken, key: bytes) -> Header:
    """Readable on every computer of the hospital that is not revoked."""
    with county.database.read() as session:
        query = select(Device.wrapping_key).where(
            Device.facility_id == taken.caller.facility_id, Device.revoked_at.is_(None)
        )
        readers = {reader for reader in session.execute(query).scalars() if len(reader) == 32}
    wraps: tuple[Wrap, ...] = tuple(wrap_for(reader, key) for reader in sorted(readers))
    return Header(
        kind=ParcelKind.REPLY,
        facility_id=taken.caller.facility_id,
        device_id=taken.caller.device_id,
        sender_key=county.signing_key.public_key().public_bytes_raw(),
        wraps=wraps,
    )


class _Reply:
    """Short sessions only: the county goes on serving while a stick is written."""

    def __init__(self, county: County, taken: Taken, frames: FrameWriter) -> None:
        self._county = county
        self._taken = taken
        self._frames = frames
        self._facility_id = taken.caller.facility_id

    def write(self) -> int:
        about = self._about()
        self._frames.put(Part.ABOUT, about.to_json())
        for answer in self._taken.answers:
            self._frames.put(Part.RESULTS, {}, encode(answer.to_json()))
        for report in self._reports_now():
            self._frames.put(Part.REPORT_DONE, {}, report)
        self._write_devices()
        self._write_forms()
        blobs: set[str] = set()
        count = 0
        for page in self._pages("" if about.restarted else about.cursor_seen):
            self._frames.put(Part.PAGE, {}, encode(page.to_json()))
            count += sum(item.sealed is not None for item in page.items)
            blobs |= self._named_in(page)
        self._write_blobs(Part.BLOB, blobs)
        self._write_reports()
        return count

    def _write_devices(self) -> None:
        """So that an administrator can approve a computer that was enrolled by stick."""
        with self._county.database.read() as session:
            devices = devices_of(session, self._facility_id)
        self._frames.put(Part.DEVICES, {}, encode(devices.to_json()))

    def _write_forms(self) -> None:
        """All of them, if the county has published something since the computer took its forms."""
        with self._county.database.read() as session:
            if pack_number(session) <= self._taken.about.forms:
                return
            self._frames.put(Part.FORMS, {}, encode(sign_manifest(session, self._county).to_json()))
            for sha256, content in session.execute(select(FormVersion.sha256, FormVersion.content)):
                self._frames.put(Part.FORM, {"sha256": sha256}, content)

    def _about(self) -> ReplyAbout:
        seen = self._taken.about
        notices = {notice for answer in self._taken.answers for notice in answer.notices}
        with self._county.database.read() as session:
            return ReplyAbout(
                made_at=to_text(self._county.clock.now()),
                epoch=current_epoch(session),
                epoch_seen=seen.epoch,
                cursor_seen=seen.cursor,
                restarted=not self._leads_on(session, seen.cursor),
                missing_blobs=missing_attachments(session, self._facility_id),
                notices=tuple(sorted(notices)),
            )

    def _leads_on(self, session: Session, cursor: str) -> bool:
        try:
            read_page(session, self._county, self._taken.caller, cursor, limit=1, mine=False)
        except RequestRefusedError:
            return False
        return True

    def _pages(self, cursor: str) -> Iterator[PullPage]:
        """At least one, so that the computer learns where it stands."""
        more = True
        while more:
            with self._county.database.read() as session:
                page = read_page(
                    session, self._county, self._taken.caller, cursor, mine=self._taken.about.mine
                )
            yield page
            cursor, more = page.next_cursor, page.more

    def _named_in(self, page: PullPage) -> set[str]:
        """Attachments and private parts of the objects that come with their bytes."""
        named: set[str] = set()
        for item in page.items:
            if item.sealed is None:
                continue
            raw = Item(op_id="", op_seq=0, kind=item.kind, object_id=item.object_id, sealed=item.sealed)
            verdict = examine(raw, self._facility_id, self._county.catalog)
            if isinstance(verdict, Kept):
                named.update(verdict.blobs)
        return named

    def _write_blobs(self, part: Part, names: set[str]) -> None:
        for sha256 in sorted(names):
            with self._county.database.read() as session:
                if find_missing_blobs(session, self._facility_id, [sha256]):
                    continue
                content = read_blob(session, self._facility_id, sha256)
            self._frames.put(part, {"sha256": sha256}, content)

    def _reports_now(self) -> Iterator[bytes]:
        """As they were answered, but with the photos that the same bundle brought."""
        for report in self._taken.reports:
            with self._county.database.read() as session:
                missing = find_missing_blobs(session, self._facility_id, report.missing_blobs)
            yield encode(replace(report, missing_blobs=missing).to_json())

    def _write_reports(self) -> None:
        """Reports without a person, for the quality office, as far as the computer does not have them."""
        with self._county.database.read() as session:
            query = select(AnonymousObject.object_id, AnonymousObject.sealed).where(
                AnonymousObject.facility_id == self._facility_id
            )
            here = set(self._taken.about.reports_here)
            reports = {name: sealed for name, sealed in session.execute(query) if name not in here}
        for name in sorted(reports):
            self._frames.put(Part.REPORT, {"sha256": name}, reports[name])
        self._write_blobs(Part.REPORT_BLOB, {name for one in reports.values() for name in named_blobs(one)})
