"""kill -9 of either side at any instant: whole or not at all, once, and everything drains in the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from forms.clock import SystemClock
from models import vault
from models.store import Store
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import drafts
from models.workflow.sealing import seal
from tests.hospital import NURSE, PIN, answers_for, open_hospital
from tools.campaign import kill

SEED = 5
PATROL = "fire.daily_patrol"
VICTIMS = ("nurse", "puller", "server")


def nobody_listens(_done: int, _of: int) -> None:
    pass


@pytest.mark.fault(1, 2, 5, 29, 43)
def test_killed_at_any_moment_nothing_is_lost_or_there_twice() -> None:
    trial = kill.run_on("sqlite", SEED, 30, nobody_listens)
    assert trial.faults == ()
    assert trial.trials >= 30
    assert {f"sqlite: {victim} killed" for victim in VICTIMS} <= trial.figures.keys()
    assert int(trial.figures["sqlite: sealed"]) > 0


@pytest.mark.postgres
@pytest.mark.fault(5, 29, 30, 43)
def test_killed_and_restarted_with_postgresql_nothing_is_lost_or_there_twice() -> None:
    trial = kill.run_on("postgres", SEED, 12, nobody_listens)
    assert trial.faults == ()
    assert trial.trials >= 12
    assert {f"postgres: {victim} killed" for victim in (*VICTIMS, "postgres")} <= trial.figures.keys()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A hospital with one patrol waiting to be sealed."""
    store = open_hospital(tmp_path / "home", SystemClock())
    drafts.start(
        store, form_id=PATROL, person=NURSE, department="内科病区", answers=answers_for(store, PATROL)
    )
    store.close()
    return tmp_path / "home"


def seal_the_draft(home: Path) -> tuple[str, str]:
    store = Store.open(home, clock=SystemClock())
    draft = drafts.open_drafts(store)[0]
    sealed = seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    store.close()
    return draft.draft_id, sealed.rev_id


@pytest.mark.fault(1)
def test_killed_between_black_box_and_commit_the_seal_is_completed_at_the_next_start(home: Path) -> None:
    """The same instant, hit exactly: what the black box holds was sealed, so it is put back, once."""
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.name.startswith("yian.db")}
    draft_id, rev_id = seal_the_draft(home)
    for path in home.glob("yian.db*"):
        path.unlink()
    for name, content in before.items():
        (home / name).write_bytes(content)
    for _ in range(2):
        store = Store.open(home, clock=SystemClock())
        with store.read() as session:
            assert session.get_one(SealedObject, rev_id).record_id == draft_id
        assert draft_id not in {found.draft_id for found in drafts.open_drafts(store)}
        assert vault.verify(store).faults == ()
        store.close()


@pytest.mark.fault(2)
def test_killed_before_the_word_that_it_is_sealed_the_form_is_sealed_once_however_often_it_is_finished(
    home: Path,
) -> None:
    draft_id, rev_id = seal_the_draft(home)  # and nobody was told
    store = Store.open(home, clock=SystemClock())
    with store.read() as session:
        queued = session.scalar(select(func.count()).select_from(OutboxRow))
    for _ in range(2):
        assert seal(store, draft_id=draft_id, author=NURSE, pin=PIN).rev_id == rev_id
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == queued
    assert vault.verify(store).faults == ()
    store.close()
