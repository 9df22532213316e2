"""What the processes do that are killed: a nurse's computer seals and sends, a second one pulls, the county serves."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from random import Random

from sqlalchemy import Engine, event, select
from sqlalchemy.pool import Pool

from forms.clock import SystemClock
from forms.json_value import Json
from models.store import Store
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, drafts
from models.workflow.credentials import Proof
from models.workflow.sealing import seal
from server.__main__ import main as run_server
from sync.engine import run_pass
from sync.ledger import DELIVERED
from sync.report import PassReport
from sync.transport import HttpTransport
from tools.campaign.crash_facts import AUTOSAVE
from tools.campaign.hospital import NURSE, PATROL, patrol, picture
from tools.campaign.kill_children import Say

READY = b"ready"


def seal_and_send(home: Path, seed: int) -> Callable[[Say], None]:
    """Photos, a draft, an autosave, the seal; every second time begun with a pass; for ever."""

    def play(say: Say) -> None:
        chance = Random(seed)
        with contextlib.closing(Store.open(home, clock=SystemClock())) as store:
            known = delivered(store)
            say(READY)
            for number in itertools.count(seed):
                if number % 2:
                    send(store)
                    _tell(say, delivered=sorted((now := delivered(store)) - known))
                    known = now
                _seal_what_was_left(store, say)
                _fill(store, say, chance)

    return play


def warm_up(home: Path) -> tuple[float, float]:
    """Seconds that a form takes to be filled and sealed, and a pass; here, now.

    What a process does once is done in the parent, so that no child spends its short life on it.
    """
    for _ in (0, 1):
        with contextlib.closing(Store.open(home, clock=SystemClock())) as store:
            started = time.monotonic()
            _fill(store, lambda _line: None, Random(0))
            sealed = time.monotonic()
            send(store)
            sent = time.monotonic()
    return sealed - started, sent - sealed


def _seal_what_was_left(store: Store, say: Say) -> None:
    """As a person does who finds an unfinished form after a start; one that was sealed already is sealed once."""
    for draft in drafts.open_drafts(store):
        _seal(store, draft.draft_id, say)


def _fill(store: Store, say: Say, chance: Random) -> None:
    photos = []
    for _ in (0, 1):
        content = picture(chance.getrandbits(32), "JPEG", wide=chance.randint(40, 160), high=60)
        photos.append(attachments.add(store, content, "image/jpeg"))
        _tell(say, attached=photos[-1:])
    draft = drafts.start(store, form_id=PATROL, person=NURSE, department="内科病区", answers=patrol(store))
    _tell(say, drafts={draft.draft_id: 0})
    answers = patrol(store, *photos)
    drafts.save(store, draft.draft_id, answers=answers, meta={AUTOSAVE: 1})
    _tell(say, drafts={draft.draft_id: 1})
    _seal(store, draft.draft_id, say)


def _seal(store: Store, draft_id: str, say: Say) -> None:
    sealed = seal(
        store,
        draft_id=draft_id,
        author=NURSE,
        proof=Proof(staff_no=NURSE),
        signature_image=picture(7, "PNG", wide=60, high=30),
    )
    _tell(say, sealed={sealed.record_id: sealed.rev_id})


def pull_again(home: Path) -> Callable[[Say], None]:
    """Pass after pass; says which objects are here."""

    def play(say: Say) -> None:
        with contextlib.closing(Store.open(home, clock=SystemClock())) as store:
            say(READY)
            while True:
                send(store)
                with store.read() as session:
                    _tell(say, objects=list(session.scalars(select(SealedObject.object_id))))

    return play


def serve(where: Sequence[str], port: int, *, statements: int | None = None) -> Callable[[Say], None]:
    """``python -m server run``; with ``statements`` it is killed at just that one of its database's."""

    def play(_say: Say) -> None:
        if statements is not None:
            _die_at(statements)
        run_server(["run", *where, "--listen", f"127.0.0.1:{port}"])

    return play


def _die_at(instants: int) -> None:
    """Before a statement, before a commit, or after it and before the answer goes out: whichever is the n-th."""
    left = itertools.count(instants, -1)

    def pass_one(*_facts: object) -> None:
        if next(left) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", pass_one)
    event.listen(Engine, "commit", pass_one)
    event.listen(Pool, "checkin", pass_one)


def send(store: Store) -> PassReport:
    """One pass, as the window makes it."""
    url = store.require_installation().server_url
    with contextlib.closing(HttpTransport(url or "")) as transport:
        return run_pass(store, transport=transport, clock=store.clock, random=Random())


def delivered(store: Store) -> set[str]:
    """What the county has given a receipt for, as this computer has written it down."""
    with store.read() as session:
        return set(session.scalars(select(OutboxRow.object_id).where(OutboxRow.delivery.in_(DELIVERED))))


def _tell(say: Say, **told: Json | Iterable[str]) -> None:
    say(json.dumps(told).encode())
