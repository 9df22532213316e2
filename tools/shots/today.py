"""今日: of a nurse and of the officer, empty, after three months, without a line, with what is refused and what is silent."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from models.installation import write_installation
from models.tables.outbox import OutboxRow
from tools.shots.shot import CONTRAST, DARK, HEAD, LARGE, LIGHT, NURSE, OFFICER, Home, Shot
from tools.window_driver import Driver
from ui.pages.today import TodayPage
from ui.presenters.frame import FramePresenter

EVERY = (LIGHT, DARK, CONTRAST, LARGE)


def _offline(driver: Driver) -> None:
    """A hospital that belongs to a county, and no road there."""
    _join(driver, connected=False)


def _join(driver: Driver, *, connected: bool) -> None:
    here = replace(driver.desk.installation, is_enrolled=True, server_url="https://county.example")
    with driver.store.write() as session:
        write_installation(session, here)
    frame = driver.desk.presenter("frame")
    assert isinstance(frame, FramePresenter)
    frame.connected = connected
    frame.refresh()
    driver.desk.go("today")


def _refused(driver: Driver) -> None:
    """Three records that the county has not taken."""
    with driver.store.write() as session:
        some = session.query(OutboxRow.op_id).filter(OutboxRow.record_id.is_not(None)).limit(3)
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.op_id.in_(some.scalar_subquery()))
            .values(delivery="quarantined", last_problem="交接单位代码“示01”不在县里的名册上")
        )
    _join(driver, connected=True)


def _silent_shown(driver: Driver) -> None:
    """Unfold what is silent."""
    page = driver.page
    assert isinstance(page, TodayPage)
    page.tasks.set_current("fold:quiet")


SHOTS = (
    Shot(name="today", who=NURSE, steps=("go today",), looks=EVERY),
    Shot(name="today-officer", who=OFFICER, steps=("go today",)),
    Shot(name="today-head", who=HEAD, steps=("go today",), home=Home.FULL),
    Shot(name="today-empty", who=NURSE, steps=("go today",), home=Home.EMPTY),
    Shot(name="today-full", who=OFFICER, steps=("go today",), home=Home.FULL, looks=EVERY),
    Shot(name="today-offline", who=NURSE, steps=("go today", _offline), looks=(LIGHT,)),
    Shot(name="today-refused", who=OFFICER, steps=("go today", _refused), looks=(LIGHT,)),
    Shot(name="today-silent", who=NURSE, steps=("go today", "Z", _silent_shown, "Return"), looks=(LIGHT,)),
)
