"""The real paths under a recorder: what the program did to its folder, with a mark at every word it gave.

Each path is played once from a folder that is there before; the disk images come from what was recorded.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, event, select

from forms.canonical import digest
from forms.clock import FixedClock
from forms.json_value import Json
from models import schema, vault
from models.copying import problem_of
from models.journal import journal_plan, prepare_writer
from models.migrations.history import HEAD
from models.migrations.upgrade import upgrade
from models.store import Store
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, drafts
from models.workflow.credentials import Proof
from models.workflow.sealing import seal
from sync import bookmarks
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.ledger import DELIVERED
from sync.transport import HttpTransport
from tools.campaign.crash_facts import AUTOSAVE, Facts
from tools.campaign.hospital import NURSE, PATROL, START, RunningCounty, patrol, picture, set_up_hospital
from tools.campaign.images import Disk, Fate, Image, read_image
from tools.campaign.recorder import Event, Recording, recording

OLD, OLD_ROWS = "before.db", 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """``before`` lay on the disk, flushed, when the first of the ``events`` happened."""

    name: str
    before: Image
    events: tuple[Event, ...]


class RecordingError(Exception):
    """The recorder missed something: what it wrote down does not lead to what is there."""


@dataclass(slots=True)
class Stage:
    """A folder for homes, side by side, and the marks of the path that is being played."""

    folder: Path
    current: Recording | None = None

    def home(self, name: str) -> Path:
        return self.folder / name

    def copy(self, name: str, new_name: str) -> Path:
        return shutil.copytree(self.home(name), self.home(new_name))

    def record(self, name: str, home: Path, play: Callable[[Stage, Path], None]) -> Recorded:
        before = read_image(home)
        journal = self.folder / f"{name}.journal"
        with recording(home, journal) as self.current:
            play(self, home)
        events = self.current.events()
        self.current = None
        journal.unlink()
        disk = Disk.holding(before)
        for one in events:
            disk.take(one)
        played, found = disk.image(Fate.KEPT, Random(0)), read_image(home)
        if played != found:
            differing = sorted(path for path in {*played, *found} if played.get(path) != found.get(path))
            raise RecordingError(f"{name}: {differing}")
        return Recorded(name=name, before=before, events=events)

    def promise(self, **told: Json) -> None:
        assert self.current is not None
        self.current.acknowledge(json.dumps(told).encode())


@contextlib.contextmanager
def opened(home: Path) -> Iterator[Store]:
    store = Store.open(home, clock=FixedClock(START))
    try:
        yield store
    finally:
        store.close()


def first_day(stage: Stage, home: Path) -> None:
    store = set_up_hospital(home)
    stage.promise(recovery_code=store.keys.recovery_code())
    store.close()


def fill(stage: Stage, home: Path, *, rounds: int = 2, seed: int = 0) -> None:
    """Photos, a draft, autosaves of it, the seal with a drawn signature; the last draft stays one."""
    with opened(home) as store:
        for number in range(rounds + 1):
            photos = []
            for part in (0, 1):
                wide = 700 if (number, part) == (1, 0) else 120  # one takes two rows
                content = picture(seed + 2 * number + part, "JPEG", wide=wide, high=wide)
                photos.append(attachments.add(store, content, "image/jpeg"))
                stage.promise(attached=[photos[-1]])
            draft = drafts.start(
                store, form_id=PATROL, person=NURSE, department="内科病区", answers=patrol(store)
            )
            stage.promise(drafts={draft.draft_id: 0})
            for autosave in (1, 2, 3):
                answers = patrol(store, *photos[: autosave - 1])
                drafts.save(store, draft.draft_id, answers=answers, meta={AUTOSAVE: autosave})
                stage.promise(drafts={draft.draft_id: autosave})
            if number == rounds:
                return
            sealed = seal(
                store,
                draft_id=draft.draft_id,
                author=NURSE,
                proof=Proof(staff_no=NURSE),
                signature_image=picture(seed + 900 + number, "PNG", wide=60, high=30),
            )
            stage.promise(sealed={sealed.record_id: sealed.rev_id})


def back_up(stage: Stage, home: Path) -> None:
    """Twice, with a seal between."""
    for number in (1, 2):
        with opened(home) as store:
            assert isinstance(store.clock, FixedClock)
            store.clock.advance(minutes=number)
            made = vault.backup(store)
            stage.promise(backups={made.name: digest(made.read_bytes())})
        if number == 1:
            fill(stage, home, rounds=1, seed=100)


def restore(_stage: Stage, home: Path) -> None:
    """From the older of the two backups: what was sealed since comes out of the black box."""
    file = min((home / "backups").glob("yian-*.db"))
    vault.restore(home, file, clock=FixedClock(START))


def deliver(stage: Stage, home: Path) -> None:
    """A pass that sends everything and stores the receipts; told batch by batch."""
    _pass(stage, home)


def join_county(home: Path, county: RunningCounty) -> None:
    with opened(home) as store:
        enrol(store, server_url=county.url, code=county.code())


def join_and_pull(county: RunningCounty) -> Callable[[Stage, Path], None]:
    """A computer with nothing in it joins the hospital and pulls all of it."""

    def play(stage: Stage, home: Path) -> None:
        join_county(home, county)
        _pass(stage, home)

    return play


def start(_stage: Stage, home: Path) -> None:
    """What a start does by itself: taking back what was cut off, putting back what the black box has beyond."""
    with opened(home):
        pass


def drain(home: Path, county: RunningCounty) -> Iterator[str]:
    """Go on from an image: what is pending goes out, and the county has everything once."""
    with opened(home) as store:
        installation = store.installation()
        if installation is None or not installation.is_enrolled:
            return
        with contextlib.closing(HttpTransport(county.url)) as transport:
            report = run_pass(store, transport=transport, clock=store.clock, random=Random(7))
        with store.read() as session:
            own = set(session.scalars(select(OutboxRow.object_id).where(OutboxRow.kind == "revision")))
    if not report.is_clear:
        yield f"does not drain: {report}"
    at_county = county.rev_ids()
    if len(at_county) != len(set(at_county)) or not own <= set(at_county) or not county.is_sound():
        yield f"the county has {len(at_county)} revisions, {len(own - set(at_county))} are lacking"


def _pass(stage: Stage, home: Path) -> None:
    with opened(home) as store:
        installation = store.require_installation()
        with contextlib.closing(HttpTransport(installation.server_url or "")) as transport:

            def tell(*_progress: object) -> None:
                stage.promise(**_standing(store))

            run_pass(store, transport=transport, clock=store.clock, random=Random(7), on_progress=tell)
        tell()


def _standing(store: Store) -> dict[str, Json]:
    with store.read() as session:
        delivered = session.scalars(select(OutboxRow.object_id).where(OutboxRow.delivery.in_(DELIVERED)))
        objects = list(session.scalars(select(SealedObject.object_id)))
        cursor = bookmarks.read_bookmarks(session).cursor
        return {"delivered": list(delivered), "objects": list(objects), "pages": {cursor: list(objects)}}


def migrate(stage: Stage, home: Path) -> None:
    """An older database with 300 rows of its own gets this program's schema."""
    _upgrade(home / OLD)
    stage.promise(objects=["upgraded"])


def _upgrade(path: Path) -> None:
    engine = create_engine("sqlite://", creator=lambda: writer(path))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    upgrade(engine, path, "0000")
    engine.dispose()


def writer(path: Path) -> sqlite3.Connection:
    """As the store opens its writing connection."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    version = sqlite3.sqlite_version_info
    prepare_writer(connection, journal_plan((version[0], version[1], version[2])))
    return connection


def lay_older(home: Path) -> None:
    home.mkdir()
    connection = writer(home / OLD)
    connection.execute("CREATE TABLE before (number INTEGER PRIMARY KEY, word TEXT)")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO before VALUES (?, ?)", [(n, f"原有的第 {n} 行" * 9) for n in range(OLD_ROWS)]
    )
    connection.execute("COMMIT")
    connection.close()


def examine_older(home: Path) -> Facts:
    """Old schema or new, never between; the copy is there once the schema is new. Then upgrade it once more."""
    faults = [
        f"{path.name}: {problem}"
        for path in (home / OLD, *(home / "backups").glob("*.db"))
        if (problem := problem_of(path)) is not None
    ]
    with contextlib.closing(sqlite3.connect(home / OLD)) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").fetchone()[0]
        rows = connection.execute("SELECT count(*) FROM before").fetchone()[0]
    is_new = schema.version_of(home / OLD) == HEAD if tables > 1 else False
    if rows != OLD_ROWS or (tables > 1 and not is_new):
        faults.append(f"between the schemas: {tables} tables, {rows} rows")
    if is_new and not (home / "backups" / "before-0000.db").exists():
        faults.append("upgraded without a copy")
    if not is_new:
        _upgrade(home / OLD)
    return Facts(faults=tuple(faults), objects=frozenset(["upgraded"] if is_new else []))
