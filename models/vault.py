"""Backups that were opened and checked before they were believed; restoring; what is looked at on each start."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from forms.clock import Clock, local
from models import backups, starting
from models.copying import Watch, copy_verified
from models.faults import Corrupt, StoreError, store_error
from models.files import why
from models.installation import read_installation, write_installation
from models.repair import repair
from models.repair_wish import Wish, wish
from models.repaired import Repaired
from models.store import Store
from models.verifying import Report
from models.verifying import verify as verify_store
from models.workflow import attachments, auditing, drafts

KEEP_DAILY = 7
KEEP_WEEKLY = 4
KEEP_BLACK_BOX = timedelta(days=90)
KEEP_ORPHANS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cared:
    """What the day's care came to; sentences of three parts about what a person should do something about."""

    made: Path | None  # None: today's was there already
    second: Path | None  # its copy in the second folder
    told: tuple[str, ...] = ()


def verify(store: Store) -> Report:
    """See ``verifying.verify``."""
    return verify_store(store)


def backup(store: Store, folder: Path | None = None, *, watch: Watch | None = None) -> Path:
    """A checked copy under the day's name; the ones before it stay until it is whole. StoreError with a sentence.

    Keeps 7 daily and 4 weekly ones of this program in the folder, and 90 days of the black box.
    """
    now = store.clock.now()
    target = folder or backups.folder_of(store.home)
    try:
        made = copy_verified(store.path, target / backups.name_of(now), watch=watch)
    except (OSError, sqlite3.Error) as error:
        damage = store_error(error, store.home)
        if isinstance(damage, Corrupt):
            raise damage from error
        raise StoreError(
            f"备份没有做成：{error}。原来的记录和备份都在。请换一个有空间、能写的位置再试。"
        ) from error
    _thin_out(target, now)
    _forget_old_black_box(store, now)
    with store.write() as session:
        installation = read_installation(session)
        if installation is not None:
            write_installation(session, installation)  # so that the black box of the last days holds it, too
        auditing.note(session, at=now, actor=None, action="store.backed_up", detail={"file": made.name})
    return made


def care_daily(store: Store) -> Cared:
    """Once a day: every page and the black box looked at, a checked backup, a copy of it in the second folder.

    Photos that no record and no draft has named for a week are let go. Corrupt, noted for the next start, if the
    database is damaged.
    """
    store.ballast.take()
    today = backups.name_of(store.clock.now())[: len("yian-20261120")]
    made = backups.made_in(backups.folder_of(store.home))
    if made and made[0].name.startswith(today):
        return Cared(made=None, second=None)
    try:
        new = backup(store)
    except Corrupt as damage:
        wish(store.home, Wish(damage=str(damage)))
        raise
    named = drafts.named_attachments(store)
    with store.write() as session:
        attachments.forget_orphans(session, named, before=store.clock.now() - KEEP_ORPHANS)
    told = [
        f"黑匣子 {damage.file} 在第 {damage.offset} 字节处有损坏。记录库里的记录都在，今天的备份也做好了。"
        "请信息员运行一次核对，查一查硬盘。"
        for damage in store.blackbox.damage()
    ]
    second, problem = _copy_to_second(store.home, new)
    return Cared(made=new, second=second, told=(*told, *([problem] if problem else [])))


def _copy_to_second(home: Path, made: Path) -> tuple[Path | None, str | None]:
    """A copy of today's backup on the other disk, checked; or why there is none."""
    folder = backups.second_folder(home)
    if folder is None:
        return None, None
    try:
        if not folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no such folder")
        copy = copy_verified(made, folder / made.name)
        _thin_out(folder, local(backups.made_at(made)))
    except (OSError, sqlite3.Error, Corrupt) as error:
        reason = why(error) if isinstance(error, OSError) else str(error)
        return None, (
            f"今天的备份没有存到第二处 {folder}（{reason}）。本机的那一份已经做好。请插上那块盘，或在设置里换一个位置。"
        )
    return copy, None


def restore(home: Path, file: Path, *, clock: Clock) -> Repaired:
    """Put a backup in the place of the database, then everything the black box and the present file know beyond it.

    The former database and its side files are set aside together, never deleted. BadBackup with nothing changed if
    it is damaged or of a newer program.
    """
    if not file.is_file():
        raise StoreError(f"没有找到备份文件 {file}。现有的记录没有动过。请核对位置。")
    return repair(home, clock=clock, backup=file)


def check_at_start(store: Store) -> tuple[str, ...]:
    """See ``starting.check_at_start``."""
    return starting.check_at_start(store)


def _thin_out(folder: Path, now: datetime) -> None:
    """Of older days keep one each for a week, then one a week for four weeks; always the newest."""
    today = local(now).date()
    days: set[str] = set()
    weeks: set[tuple[int, int]] = set()
    for path in backups.made_in(folder)[1:]:
        day = backups.made_at(path).date()
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
