"""A fictional hospital in a real store, for tests of every tier."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from forms.clock import Clock, FixedClock
from forms.json_value import Json
from forms.samples import sample_answers
from models.queries import assets
from models.store import Store
from models.workflow import demo
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal
from models.workflow.setup import set_up

START = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # 22:00 in the hospital, a night shift
PIN = "4917"
ADMIN, OFFICER, HEAD, NURSE, LEADER, STAFF, QUALITY = "0101", "0107", "0188", "0231", "0301", "0415", "0520"


def open_hospital(home: Path, clock: Clock | None = None, *, another: bool = False) -> Store:
    """A store with the demo hospital laid out at START; everybody has the same PIN.

    It is laid out once per process and copied, since hashing its PINs costs a second; ``another`` is a second
    hospital with an id and keys of its own.
    """
    if another:
        lay_out(home)
    else:
        shutil.copytree(_laid_out(), home, dirs_exist_ok=True)
    return Store.open(home, clock=clock or FixedClock(START))


@cache
def _laid_out() -> Path:
    home = Path(tempfile.mkdtemp(prefix="hospital-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    lay_out(home)
    return home


def lay_out(home: Path) -> None:
    store = Store.open(home, clock=FixedClock(START))
    set_up(
        store,
        hospital="示范县第一卫生院",
        level="township",
        admin_no=ADMIN,
        admin_name="钱某",
        admin_pin=PIN,
        departments=demo.DEPARTMENTS,
        demo=True,
        pins={person[0]: PIN for person in demo.PEOPLE},
    )
    store.close()


def answers_for(store: Store, form_id: str) -> dict[str, Json]:
    """Answers with which the form can be sealed, for the hospital's own places, people and assets."""
    with store.read() as session:
        asset_ids = [item.asset_id for item in assets.find(session)]
    return sample_answers(
        store.catalog.latest(form_id),
        places=[place[0] for place in demo.PLACES],
        people=[OFFICER, HEAD, NURSE],
        assets=asset_ids,
        now=store.clock.now(),
    )


def seal_sample(store: Store, form_id: str, *, author: str = NURSE, **facts: object) -> Sealed:
    """A sealed record with sample answers; ``answers`` among the facts are laid over them."""
    changes = facts.pop("answers", {})
    assert isinstance(changes, Mapping)
    answers = answers_for(store, form_id) | dict(changes)
    return seal(store, author=author, pin=PIN, form=form_id, answers=answers, **facts)  # type: ignore[arg-type]


def abnormal(
    *,
    owner: str | None = STAFF,
    due: str = "2026-11-21T22:00+08:00",
    text: str = "楼梯间堆放纸箱",
    photos: tuple[str, ...] = (),
) -> Json:
    """A failed check item that becomes a hazard; without an owner it was fixed on the spot."""
    finding: dict[str, Json] = {"text": text, "class": "exit_blocked"}
    if photos:
        finding["photos"] = list(photos)
    if owner is None:
        finding |= {"handling": "fixed", "done": "当场搬走"}
    else:
        finding |= {"handling": "hazard", "owner": owner, "due": due}
    return {"value": "abnormal", "finding": finding}


def patrol_with(store: Store, findings: Mapping[int, Mapping[str, Json]]) -> dict[str, Json]:
    """The answers of a round over all places in which some items of some rows (from 0) failed."""
    rows = answers_for(store, "fire.daily_patrol")["places"]
    assert isinstance(rows, list)
    for number, items in findings.items():
        row = rows[number]
        assert isinstance(row, dict)
        row.update(items)
    return {"places": rows}
