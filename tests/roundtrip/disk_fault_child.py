"""Run with ``failing_disk.c`` preloaded: saves and stores receipts while the disk refuses each call in turn.

``disk_fault_child.py HOME STRIDE`` prints one JSON document; an assertion that does not hold is its traceback.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import sqlite3
import sys
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from random import Random

from sqlalchemy import select

from forms.clock import FixedClock
from models import vault
from models.blackbox import Entry, scan
from models.faults import StoreError
from models.home import DATABASE
from models.store import Store
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import drafts
from models.workflow.credentials import Proof
from models.workflow.sealing import SealFailed, seal
from server import verbs
from server.settings import Settings
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.transport import HttpTransport
from tests.county import HOSPITAL, running_county
from tests.hospital import NURSE, START, answers_for

FORM = "event.adverse_event"
MOST = 2_000


class What(IntEnum):
    """As ``failing_disk.c`` numbers them."""

    NOTHING = 0
    EVERY_WRITE = 1
    GROWTH = 2
    FLUSH = 3


FAULTS = (
    ("an I/O error of a write", What.EVERY_WRITE, errno.EIO),
    ("a full disk", What.GROWTH, errno.ENOSPC),
    ("an I/O error of a flush", What.FLUSH, errno.EIO),
)


class Disk:
    def __init__(self, folder: Path) -> None:
        self._library = ctypes.CDLL(None)
        self._library.disk_failed.restype = ctypes.c_long
        self._library.disk_flushed_again.restype = ctypes.c_long
        self._folder = str(folder).encode()

    def fail(self, what: What, nth: int, code: int) -> None:
        self._library.disk_fails(self._folder, int(what), ctypes.c_long(nth), code)

    def mend(self) -> int:
        """How often it has refused."""
        failed = int(self._library.disk_failed())
        self.fail(What.NOTHING, 0, 0)
        return failed

    @property
    def flushed_again(self) -> int:
        """Flushes, after the refusal was told, of a handle that had been refused one.

        Within the same commit SQLite itself undoes on it what it had begun; nothing is claimed for that.
        """
        return int(self._library.disk_flushed_again())


def sound(home: Path) -> None:
    connection = sqlite3.connect(home / DATABASE)
    assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    connection.close()


def kept(store: Store) -> tuple[set[str], list[str]]:
    """What is sealed, and what stands in the black box."""
    with store.read() as session:
        objects = set(session.scalars(select(SealedObject.object_id)))
    found = [entry for path in store.blackbox.files() for entry in scan(path)]
    return objects, [entry.object_id for entry in found if isinstance(entry, Entry)]


def every(
    disk: Disk,
    what: What,
    code: int,
    stride: int,
    *,
    attempt: Callable[[], bool],
    check: Callable[[], None],
    renew: Callable[[], None] = lambda: None,
) -> tuple[int, int]:
    """Fail the nth call for every nth until one attempt meets no fault; attempts, and refusals told."""
    told = 0
    for number, nth in enumerate(range(1, MOST, stride), start=1):
        disk.fail(what, nth, code)
        done = attempt()
        if not disk.mend():
            assert done
            return number, told
        told += not done
        if done:
            renew()
        check()
    raise AssertionError("it never ended")


def save_under_faults(store: Store, disk: Disk, stride: int) -> dict[str, list[int]]:
    """The form stays a draft, nothing is half there, and the same form is sealed once when the disk is well again."""
    trials: dict[str, list[int]] = {}
    for name, what, code in FAULTS:
        state = {"draft": "", "before": kept(store)}

        def begin(state: dict[str, object] = state) -> None:
            answers = answers_for(store, FORM)
            state["draft"] = drafts.start(
                store, form_id=FORM, person=NURSE, department=None, answers=answers
            ).draft_id
            state["before"] = kept(store)

        def attempt(state: dict[str, object] = state) -> bool:
            try:
                sealed = seal(store, draft_id=str(state["draft"]), author=NURSE, proof=Proof(staff_no=NURSE))
            except SealFailed as refusal:
                if "没有存进去" not in str(refusal):
                    raise
                return False
            objects, boxed = kept(store)
            assert sealed.rev_id in objects
            assert boxed.count(sealed.rev_id) == 1
            return True

        def check(state: dict[str, object] = state) -> None:
            sound(store.home)
            assert kept(store) == state["before"]
            assert drafts.get(store, str(state["draft"])).answers

        begin()
        step = 1 if what is What.FLUSH else stride
        trials[name] = list(every(disk, what, code, step, attempt=attempt, check=check, renew=begin))
        begin()
        draft = str(state["draft"])
        first = seal(store, draft_id=draft, author=NURSE, proof=Proof(staff_no=NURSE))
        assert seal(store, draft_id=draft, author=NURSE, proof=Proof(staff_no=NURSE)).rev_id == first.rev_id
    return trials


def receipts_under_faults(store: Store, disk: Disk, stride: int) -> dict[str, list[int]]:
    """What could not be written down stays pending; sent again it is a duplicate and there once."""
    trials: dict[str, list[int]] = {}
    settings = Settings.embedded(store.home.parent / "county", clock=FixedClock(START))
    with running_county(settings) as county, contextlib.ExitStack() as closing:
        county.add_hospital(HOSPITAL)
        enrol(store, server_url=county.url, code=county.code())
        transport = closing.enter_context(contextlib.closing(HttpTransport(county.url)))

        def deliveries() -> list[str]:
            with store.read() as session:
                return list(session.scalars(select(OutboxRow.delivery)))

        def attempt() -> bool:
            try:
                report = run_pass(store, transport=transport, clock=store.clock, random=Random(7))
            except StoreError as refusal:
                if "没有存进去" not in str(refusal):
                    raise
                return False
            assert report.is_clear, report
            return True

        def check() -> None:
            sound(store.home)
            with store.read() as session:
                rows = session.scalars(select(OutboxRow)).all()
            assert all((row.receipt is None) == (row.delivery == "pending") for row in rows)

        for name, what, code in FAULTS:
            seal(
                store, author=NURSE, proof=Proof(staff_no=NURSE), form=FORM, answers=answers_for(store, FORM)
            )
            step = 1 if what is What.FLUSH else stride
            trials[name] = list(every(disk, what, code, step, attempt=attempt, check=check))
            assert set(deliveries()) == {"received"}
        document = verbs.say_export(county.county).document
        assert isinstance(document, list)
        at_county = [str(row["rev_id"]) for row in document if isinstance(row, dict)]
        assert len(at_county) == len(set(at_county))
        with store.read() as session:
            revisions = session.scalars(select(SealedObject.object_id).where(SealedObject.kind == "revision"))
            assert set(at_county) == set(revisions)
    return trials


def main(home: Path, stride: int) -> None:
    store = Store.open(home, clock=FixedClock(START))
    disk = Disk(home)
    saves = save_under_faults(store, disk, stride)
    receipts = receipts_under_faults(store, disk, stride)
    assert vault.verify(store).faults == ()
    store.close()
    print(json.dumps({"saves": saves, "receipts": receipts, "flushed_again": disk.flushed_again}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
