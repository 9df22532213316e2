"""Backups that were opened and checked before they were believed; restoring; what is looked at on each start."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from forms.clock import Clock, local
from models import schema
from models.copying import copy_verified, problem_of
from models.faults import Corrupt, NewerDatabase, StoreError
from models.files import flush_folder
from models.home import DATABASE, HomeLock, prepare
from models.replay import replay
from models.store import Store
from models.tables.audit import AuditEntry
from models.tables.sealed import SealedObject
from models.verifying import Report
from models.verifying import verify as verify_store
from models.workflow import attachments, auditing, clock_guard, drafts

KEEP_DAILY = 7
KEEP_WEEKLY = 4
KEEP_BLACK_BOX = timedelta(days=90)
KEEP_ORPHANS = timedelta(days=7)
LOW_SPACE = 500 * 1024 * 1024  # bytes
_QUICK_CHECK_STEPS = 2_000_000  # SQLite instructions: about a second


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore has brought back."""

    objects: int  # revisions and signatures in the store now
    from_black_box: int  # of them put back after the backup's last
    set_aside: Path | None  # where the former files are


def verify(store: Store) -> Report:
    """See ``verifying.verify``."""
    return verify_store(store)


def backup(store: Store, folder: Path | None = None) -> Path:
    """A checked copy under the day's name; the ones before it stay until it is whole. StoreError with a sentence.

    Keeps 7 daily and 4 weekly ones of this program in the folder, and 90 days of the black box.
    """
    now = store.clock.now()
    target = folder or store.home / "backups"
    try:
        made = copy_verified(store.path, target / f"yian-{local(now):%Y%m%d-%H%M%S}.db")
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"备份没有做成：{error}。原来的记录和备份都在。请换一个有空间、能写的位置再试。"
        ) from error
    _thin_out(target, now)
    _forget_old_black_box(store, now)
    with store.write() as session:
        auditing.note(session, at=now, actor=None, action="store.backed_up", detail={"file": made.name})
    return made


def care_daily(store: Store) -> Path | None:
    """Once a day: a checked backup, and photos that no record and no draft has named for a week are let go."""
    now = store.clock.now()
    made = sorted((store.home / "backups").glob("yian-????????-??????.db"))
    if made and made[-1].name.startswith(f"yian-{local(now):%Y%m%d}"):
        return None
    named = drafts.named_attachments(store)
    with store.write() as session:
        attachments.forget_orphans(session, named, before=now - KEEP_ORPHANS)
    return backup(store)


def restore(home: Path, file: Path, *, clock: Clock) -> Restored:
    """Put a backup in the place of the database, then everything the black box knows beyond it.

    The former database and its side files are set aside together, never deleted. Corrupt or NewerDatabase, with
    nothing changed, if the backup cannot be used.
    """
    if not file.is_file():
        raise StoreError(f"没有找到备份文件 {file}。现有的记录没有动过。请核对位置。")
    problem = problem_of(file)
    if problem is not None:
        raise Corrupt(f"备份 {file.name}：{problem}")
    version = schema.version_of(file)
    if version is None or schema.age(version) is schema.Age.NEWER:
        raise NewerDatabase(str(version))
    in_backup = _count_objects(file)
    prepare(home)
    lock = HomeLock(home)
    try:
        part = home / f"{DATABASE}.restore"
        shutil.copyfile(file, part)
        aside = swap_in(home, part, clock.now())
    finally:
        lock.release()
    store = Store.open(home, clock=clock)
    try:
        replay(store, everything=True)
        with store.write() as session:
            objects = session.scalar(select(func.count()).select_from(SealedObject)) or 0
            put_back = objects - in_backup
            auditing.note(
                session, at=clock.now(), actor=None, action="store.restored", detail={"put_back": put_back}
            )
    finally:
        store.close()
    return Restored(objects=objects, from_black_box=put_back, set_aside=aside)


def _count_objects(file: Path) -> int:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM sealed_objects").fetchone()[0])


def swap_in(home: Path, part: Path, now: datetime) -> Path | None:
    """Give a whole database the place of the present one, which is set aside with what lies beside it; where to.

    Power lost at any instant leaves the one or the other in its place, never none and never a part.
    """
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    aside = set_aside(home, now)
    part.replace(home / DATABASE)
    flush_folder(home)
    return aside


def set_aside(home: Path, now: datetime) -> Path | None:
    """Keep the database and what lies beside it together: a journal next to another database is poison.

    The database itself has a second name there and stays in its place until another one takes it.
    """
    database = home / DATABASE
    beside = [home / f"{DATABASE}{end}" for end in ("-wal", "-shm", "-journal")]
    if not any(path.exists() for path in (database, *beside)):
        return None
    folder = home / f"aside-{local(now):%Y%m%d-%H%M%S}"
    while folder.exists():
        folder = folder.with_name(folder.name + "+")
    folder.mkdir(mode=0o700)
    if database.exists():
        with suppress(StoreError):
            schema.version_of(database)  # SQLite takes back what was cut off: no journal is needed any more
        _give_second_name(database, folder / DATABASE)
    for path in beside:
        if path.exists():
            path.replace(folder / path.name)
    flush_folder(folder)
    flush_folder(home)
    return folder


def _give_second_name(file: Path, name: Path) -> None:
    try:
        name.hardlink_to(file)
    except OSError:  # a disk without second names
        shutil.copyfile(file, name)
        with name.open("r+b") as copy:
            os.fsync(copy.fileno())


def check_at_start(store: Store) -> tuple[str, ...]:
    """Sentences about what a start should tell: damage, a clock that cannot be believed, little room. Bounded time."""
    told: list[str] = []
    with store.read() as session:
        if (found := _quick_check(session.connection().connection.driver_connection)) is not None:
            told.append(str(Corrupt(found)))
        tail = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(50)).all()[::-1]
        if tail and auditing.first_break(tail[1:], tail[0].chain) is not None:
            told.append("审计日志的末尾接不上。记录都在，照常能填。请信息员运行一次核对。")
        if session.execute(text("PRAGMA foreign_key_check")).first() is not None:
            told.append(str(Corrupt("引用找不到对象")))
        if (sentence := clock_guard.problem(session, store.clock.now())) is not None:
            told.append(sentence)
    if not store.is_read_only:
        store.ballast.take()
    free = shutil.disk_usage(store.home).free
    if free < LOW_SPACE:
        told.append(
            f"硬盘只剩 {free // 1024 // 1024} MB。记录都在，现在还能存。请腾出空间，或把不用的文件移走。"
        )
    return tuple(told)


def _quick_check(connection: object) -> str | None:
    """``quick_check``, broken off after a bounded number of steps: a big file is looked at whole once a day."""
    assert isinstance(connection, sqlite3.Connection)
    steps = 0

    def count() -> bool:
        nonlocal steps
        steps += 10_000
        return steps > _QUICK_CHECK_STEPS

    connection.set_progress_handler(count, 10_000)
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
            raise
        return None
    finally:
        connection.set_progress_handler(None, 0)
    return None if found == "ok" else str(found)


def _thin_out(folder: Path, now: datetime) -> None:
    """Of older days keep one each for a week, then one a week for four weeks; always the newest."""
    made = sorted(folder.glob("yian-????????-??????.db"), reverse=True)
    today = local(now).date()
    days: set[str] = set()
    weeks: set[tuple[int, int]] = set()
    for path in made[1:]:
        day = datetime.strptime(path.stem, "yian-%Y%m%d-%H%M%S").date()  # noqa: DTZ007 - a name, not an instant
        week = (day.isocalendar().year, day.isocalendar().week)
        if day == today or (str(day) not in days and len(days) < KEEP_DAILY):
            days.add(str(day))
        elif week not in weeks and len(weeks) < KEEP_WEEKLY:
            weeks.add(week)
        else:
            path.unlink()


def _forget_old_black_box(store: Store, now: datetime) -> None:
    """Files older than 90 days, now that a checked backup holds what is in them; never the last file."""
    horizon = (local(now) - KEEP_BLACK_BOX).strftime("%Y%m%d")
    for path in store.blackbox.files()[:-1]:
        if path.stem.split("-")[1] < horizon:
            path.unlink()
