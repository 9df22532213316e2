"""What is looked at on each start, with sqlite3 alone: at a glance while a person waits, longer once nobody does."""

from __future__ import annotations

import json
import shutil
import sqlite3

from models.audit_chain import Line, first_break
from models.copying import problem_of
from models.faults import Corrupt
from models.repair_wish import Wish, forget, wish, wished
from models.store import Store
from models.workflow import clock_guard

LOW_SPACE = 500 * 1024 * 1024  # bytes
TAIL = 50  # entries of the audit log
SMALL = 16 * 1024 * 1024  # bytes of a file that is looked at whole in some hundredths of a second
_FIRST = ("settings", "credentials", "p_people")  # of a bigger one what a sign-in reads
_MOST = 2_000_000  # SQLite instructions: about a second


def check_at_start(store: Store, *, small: int = SMALL) -> tuple[str, ...]:
    """Sentences about what a start should tell: a log that does not hold, a clock not to be believed, little room.

    Corrupt if the database is damaged. Bounded time, except after damage was noted: then every page is looked at.
    Of a file beyond ``small`` bytes only what a sign-in reads is seen; ``look_longer`` follows.
    """
    _refuse_noted_damage(store)
    told: list[str] = []
    with store.look() as connection:
        _refuse_damage(connection, is_small=store.path.stat().st_size <= small)
        tail = _tail(connection)
        if tail and first_break(tail[1:], tail[0].chain) is not None:
            told.append("审计日志的末尾接不上。记录都在，照常能填。请信息员运行一次核对。")
        if (sentence := clock_guard.stated_problem(connection, store.clock.now())) is not None:
            told.append(sentence)
    if not store.is_read_only:
        store.ballast.take()
    free = shutil.disk_usage(store.home).free
    if free < LOW_SPACE:
        told.append(
            f"硬盘只剩 {free // 1024 // 1024} MB。记录都在，现在还能存。请腾出空间，或把不用的文件移走。"
        )
    return tuple(told)


def look_longer(store: Store) -> None:
    """What a start had no time for. Corrupt, noted for the next start, if the database is damaged."""
    try:
        with store.look() as connection:
            _refuse(_quick_check(connection))
    except Corrupt as damage:
        if not store.is_read_only:
            wish(store.home, Wish(damage=str(damage)))
        raise


def _tail(connection: sqlite3.Connection) -> list[Line]:
    """The last entries of the audit log, in their order."""
    rows = connection.execute(
        "SELECT seq, at, actor, action, subject, detail, chain FROM audit ORDER BY seq DESC LIMIT ?", (TAIL,)
    ).fetchall()
    return [
        Line(
            seq=seq,
            at=at,
            actor=actor,
            action=action,
            subject=subject,
            detail=json.loads(detail),
            chain=chain,
        )
        for seq, at, actor, action, subject, detail, chain in reversed(rows)
    ]


def _refuse_noted_damage(store: Store) -> None:
    noted = wished(store.home)
    if noted is not None and noted.damage:
        problem = problem_of(store.path)
        if problem is not None:
            raise Corrupt(problem)
        if not store.is_read_only:
            forget(store.home)


def _refuse_damage(connection: sqlite3.Connection, *, is_small: bool) -> None:
    if is_small:
        _refuse(_quick_check(connection))
    else:
        for table in _FIRST:
            _refuse(_quick_check(connection, f"({table})"))
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        _refuse("引用找不到对象")


def _refuse(damage: str | None) -> None:
    if damage is not None:
        raise Corrupt(damage)


def _quick_check(connection: sqlite3.Connection, of: str = "(1)") -> str | None:
    """``quick_check``, broken off after a bounded number of steps: a big file is looked at whole once a day.

    The steps do not bound how much of the file is read: SQLite walks through all of its pages in one of them.
    """
    steps = 0

    def count() -> bool:
        nonlocal steps
        steps += 10_000
        return steps > _MOST

    connection.set_progress_handler(count, 10_000)
    try:
        found = connection.execute(f"PRAGMA quick_check{of}").fetchone()[0]
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
            raise
        return None
    finally:
        connection.set_progress_handler(None, 0)
    return None if found == "ok" else str(found)
