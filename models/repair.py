"""A database that cannot be trusted is replaced by all that is left of it; nothing of the old one is deleted.

Its successor is built beside it: the newest sound backup, then what the damaged file still gives, then the black
box. Only when it is whole do the old files move aside and it takes their place, so a repair that is cut off can
simply be done again. What the county holds comes with the next pass: the successor's cursor is the backup's own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from forms.clock import Clock
from forms.json_value import Json
from models import backups
from models.base import Base
from models.copying import problem_of
from models.faults import BadBackup, StoreError
from models.files import why
from models.home import DATABASE, HomeLock, prepare
from models.projections import rebuild
from models.repair_wish import forget
from models.repaired import Lost, Repaired
from models.replay import replay
from models.salvage import Salvage
from models.salvaged import Remains, rows_beyond
from models.store import Store
from models.swapping import SIDES, swap_in
from models.tables.drafts import Draft
from models.tables.people import Credential
from models.tables.sealed import SealedObject
from models.workflow import auditing, credentials, pin_keeping
from models.workflow.permitting import require_person
from models.workflow.receiving import SEALED_KINDS

SUCCESSOR = f"{DATABASE}.successor"


def repair(
    home: Path,
    *,
    clock: Clock,
    backup: Path | None = None,
    on_stage: Callable[[str], None] = lambda _words: None,
) -> Repaired:
    """Replace the database in ``home``; ``backup`` instead of the newest sound one. A report of counts.

    StoreError with nothing changed if another process has the store open, the given backup is not sound, or the
    disk refuses.
    """
    home = home.absolute()
    if backup is not None and (reason := backups.why_not(backup)) is not None:
        raise BadBackup(backup.name, reason)
    prepare(home)
    lock = HomeLock(home)
    try:
        on_stage("正在找最近一份完好的备份")
        chosen = backups.Newest(file=backup) if backup is not None else backups.newest_sound(home)
        _forget_successor(home)
        if chosen.file is not None:
            shutil.copyfile(chosen.file, home / SUCCESSOR)
        built = _build(home, clock, lock, on_stage)
        aside = swap_in(home, home / SUCCESSOR, clock.now())
        forget(home)
    except OSError as error:
        raise StoreError(
            f"没有修好（{why(error)}）。原来的文件都在，没有删。请腾出空间或换一块盘，再修一次。"
        ) from error
    finally:
        with suppress(OSError):
            _forget_successor(home)
        lock.release()
    return _report(built, chosen, aside)


def give_admin_pin(home: Path, *, clock: Clock, staff_no: str, pin: str, recovery_code: str) -> None:
    """A new PIN for an administrator when no credential was left; the printed recovery code is the proof."""
    credentials.check_fit(pin)
    store = Store.open(home, clock=clock)
    try:
        store.keys.recover(recovery_code)
        facility = store.require_installation().facility_id
        with store.write() as session:
            person = require_person(session, staff_no)
            if "admin" not in person.roles:
                raise StoreError(f"工号 {staff_no} 不是管理员，没有设 PIN。记录都在。请换管理员的工号再来。")
            now = clock.now()
            pin_keeping.store_pin(session, store.keys, staff_no=staff_no, pin=pin, now=now, facility=facility)
            auditing.note(session, at=now, actor=None, action="pin.recovered", subject=staff_no)
    finally:
        store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Built:
    """What the successor holds."""

    from_backup: int
    from_black_box: int
    objects: int
    awaited: tuple[Lost, ...]
    lost: tuple[Lost, ...]
    attachments_awaited: int
    drafts: int
    is_set_up: bool
    can_sign_in: bool


def _build(home: Path, clock: Clock, lock: HomeLock, on_stage: Callable[[str], None]) -> _Built:
    """The successor, filled, closed and checked."""
    store = Store.open_beside(home, SUCCESSOR, clock=clock, lock=lock)
    try:
        on_stage("正在读损坏的文件")
        with Salvage(home / DATABASE, other=rows_beyond(store)) as salvage:
            built = _fill(store, salvage, on_stage)
        on_stage("正在重算各张表")
        rebuild.rebuild(store)
    finally:
        store.close(keep_lock=True)
    on_stage("正在核对")
    problem = problem_of(home / SUCCESSOR)
    if problem is not None:
        raise StoreError(
            f"没有修好：新的记录库没有通过核对（{problem}）。原来的文件都没有动。请信息员查硬盘。"
        )
    return built


def _fill(store: Store, salvage: Salvage, on_stage: Callable[[str], None]) -> _Built:
    store.blackbox.mend_tail()
    from_backup = _count(store, SealedObject)
    remains = Remains(store, salvage)
    known = remains.known()
    remains.take_another_segment()
    remains.take_tails()
    on_stage("正在补回黑匣子里的")
    replay(store, everything=True)
    with_black_box = _count(store, SealedObject)
    on_stage("正在补回文件里还读得出的")
    remains.take_content()
    attachments_awaited = remains.name_missing()
    objects = _count(store, SealedObject)
    with store.write() as session:
        awaited, lost = remains.missing(session, known)
        numbers: list[Json] = [one.op_seq for one in lost]
        detail: dict[str, Json] = {"objects": objects, "awaited": len(awaited), "lost": numbers}
        auditing.note(session, at=store.clock.now(), actor=None, action="store.repaired", detail=detail)
    with store.read() as session:
        keys = session.scalars(select(Credential.key_id).where(Credential.active))
        can_sign_in = any(key_id in store.keys.key_ids for key_id in keys)
    return _Built(
        from_backup=from_backup,
        from_black_box=with_black_box - from_backup,
        objects=objects,
        awaited=awaited,
        lost=lost,
        attachments_awaited=attachments_awaited,
        drafts=_count(store, Draft),
        is_set_up=store.installation() is not None,
        can_sign_in=can_sign_in,
    )


def _report(built: _Built, chosen: backups.Newest, aside: Path | None) -> Repaired:
    objects_missing = sum(one.kind in SEALED_KINDS for one in (*built.awaited, *built.lost))
    return Repaired(
        before=built.objects + objects_missing,
        objects=built.objects,
        from_backup=built.from_backup,
        from_black_box=built.from_black_box,
        from_file=built.objects - built.from_backup - built.from_black_box,
        awaited=len(built.awaited),
        lost=built.lost,
        attachments_awaited=built.attachments_awaited,
        drafts=built.drafts,
        backup=chosen.file,
        passed_over=tuple(f"{file.name}：{reason}" for file, reason in chosen.passed_over),
        set_aside=aside,
        is_set_up=built.is_set_up,
        can_sign_in=built.can_sign_in,
    )


def _count(store: Store, table: type[Base]) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _forget_successor(home: Path) -> None:
    for end in ("", *SIDES):
        (home / f"{SUCCESSOR}{end}").unlink(missing_ok=True)
