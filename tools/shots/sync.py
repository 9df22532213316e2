"""同步: before the hospital has joined the county, offline with much to send, one thing refused, and nothing to send."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from forms.clock import to_text
from models.installation import put_setting, write_installation
from models.tables.outbox import OutboxRow
from tools.demo_days import NOW
from tools.shots.shot import ADMIN, BOTH, CONTRAST, DARK, LARGE, LIGHT, OFFICER, Home, Shot
from tools.window_driver import Driver
from ui.presenters.frame import FramePresenter


def _offline(driver: Driver) -> None:
    """As after a pass of a hospital that belongs to a county and found no road; what is older had arrived."""
    with driver.store.write() as session:
        _delivered(session, before=NOW - timedelta(days=1, hours=5))
    _join(driver, problem="找不到县里的服务器。记录都在本机。")


def _refused(driver: Driver) -> None:
    """One record that the county has not taken."""
    with driver.store.write() as session:
        one = (
            session.query(OutboxRow.op_id).filter(OutboxRow.record_id.is_not(None)).limit(1).scalar_subquery()
        )
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.op_id == one)
            .values(delivery="quarantined", last_problem="交接单位代码“示01”不在县里的名册上")
        )
        _delivered(session, before=NOW - timedelta(days=1, hours=5))
    _join(driver, problem="")


def _all_sent(driver: Driver) -> None:
    """As on the morning after: nothing waits."""
    with driver.store.write() as session:
        _delivered(session, before=NOW)
    _join(driver, problem="")


def _delivered(session: Session, *, before: datetime) -> None:
    """What was queued before then, and was not refused, is at the county; its receipt is not looked at here."""
    old = OutboxRow.queued_at < before
    session.execute(
        update(OutboxRow).where(OutboxRow.delivery == "pending", old).values(delivery="received", receipt={})
    )


def _join(driver: Driver, *, problem: str) -> None:
    here = replace(driver.desk.installation, is_enrolled=True, server_url="https://county.example")
    with driver.store.write() as session:
        write_installation(session, here)
        put_setting(session, "sync_last_attempt", to_text(NOW - timedelta(minutes=8)))
        put_setting(session, "sync_last_success", to_text(NOW - timedelta(days=1, hours=5)))
        put_setting(session, "sync_last_problem", problem)
    driver.desk.installation = here
    frame = driver.desk.presenter("frame")
    assert isinstance(frame, FramePresenter)
    frame.connected = not problem
    frame.refresh()
    driver.desk.go("sync")


SHOTS = (
    Shot(name="sync", who=OFFICER, steps=("go sync",), looks=BOTH),
    Shot(
        name="sync-offline",
        who=OFFICER,
        steps=("go sync", _offline),
        home=Home.FULL,
        looks=(LIGHT, DARK, CONTRAST, LARGE),
    ),
    Shot(name="sync-refused", who=OFFICER, steps=("go sync", _refused)),
    Shot(name="sync-sent", who=OFFICER, steps=("go sync", _all_sent), looks=(LIGHT,)),
    Shot(name="sync-empty", who=ADMIN, steps=("go sync",), home=Home.EMPTY, looks=(LIGHT,)),
)
