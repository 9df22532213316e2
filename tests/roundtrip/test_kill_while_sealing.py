"""kill -9 in the middle of sealing: the whole record is there, or the form is still a draft; never something between."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from forms.clock import SystemClock
from forms.json_value import Json
from forms.revision import read_revision
from models import vault
from models.blackbox import Entry, scan
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import attachments, drafts
from models.workflow.sealing import seal
from tests.hospital import NURSE, PIN, open_hospital, patrol_with

PATROL = "fire.daily_patrol"
ROUNDS = 12
KILLS = 10

WORKER = """
import sys
from pathlib import Path
from forms.clock import SystemClock
from models.store import Store
from models.workflow import drafts
from models.workflow.credentials import Proof
from models.workflow.sealing import seal

home, signature = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()
store = Store.open(home, clock=SystemClock())
store.catalog.latest("fire.daily_patrol")
print("ready", flush=True)
for draft in drafts.open_drafts(store):
    sealed = seal(
        store, draft_id=draft.draft_id, author="0231", proof=Proof(staff_no="0231"), signature_image=signature
    )
    print("sealed", sealed.record_id, sealed.rev_id, flush=True)  # what a person would be told
"""


def picture(seed: int, kind: str) -> bytes:
    size = (320, 240)
    noise = random.Random(seed).randbytes(size[0] * size[1] * 3)
    out = BytesIO()
    Image.frombytes("RGB", size, noise).save(out, kind)
    return out.getvalue()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A hospital with twelve patrols waiting to be sealed, each with a finding and two photos."""
    store = open_hospital(tmp_path / "home", SystemClock())
    for number in range(ROUNDS):
        photos: list[Json] = [
            attachments.add(store, picture(2 * number + part, "JPEG"), "image/jpeg") for part in (0, 1)
        ]
        finding: dict[str, Json] = {
            "text": "门口堆物",
            "handling": "fixed",
            "done": "当场搬走",
            "photos": photos,
        }
        answers = patrol_with(store, {0: {"fire_doors": {"value": "abnormal", "finding": finding}}})
        drafts.start(store, form_id=PATROL, person=NURSE, department="内科病区", answers=answers)
    store.close()
    (tmp_path / "signature.png").write_bytes(picture(999, "PNG"))
    return tmp_path / "home"


def run_and_kill(home: Path, after_s: float) -> list[tuple[str, str]]:
    """What the worker said was sealed before it was killed, that many seconds after it was ready.

    The wait is busy on purpose: a sleep would land on the scheduler's grid.
    """
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(home), str(home.parent / "signature.png")],
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        deadline = time.monotonic() + after_s
        while time.monotonic() < deadline and worker.poll() is None:
            pass
        worker.send_signal(signal.SIGKILL)
        told = worker.stdout.read()
    lines = [line.split() for line in told.splitlines()]
    return [(line[1], line[2]) for line in lines if len(line) == 3 and len(line[2]) == 64]


def check(home: Path, told: dict[str, str]) -> int:
    """Everything told is there, every record is whole, every other form is a draft. How many are sealed."""
    store = Store.open(home, clock=SystemClock())
    assert vault.verify(store).faults == ()
    with store.read() as session:
        rows = session.scalars(select(SealedObject).where(SealedObject.form_id == PATROL)).all()
        sealed = [read_revision(row.bytes) for row in rows]
        queued = list(session.scalars(select(OutboxRow.object_id).where(OutboxRow.kind == "revision")))
        for revision in sealed:
            assert len(revision.blobs) == 3
            assert all(session.get_one(Attachment, sha256).sealed for sha256 in revision.blobs)
            assert queued.count(revision.rev_id) == 1
    left = {draft.draft_id for draft in drafts.open_drafts(store)}
    store.close()
    records = {revision.record_id: revision.rev_id for revision in sealed}
    assert len(records) == len(sealed)
    assert told.items() <= records.items()
    assert not left & records.keys()
    assert len(left) + len(records) == ROUNDS
    boxed = [
        entry
        for path in (home / "blackbox").glob("*.log")
        for entry in scan(path)
        if isinstance(entry, Entry)
    ]
    assert set(records.values()) <= {entry.object_id for entry in boxed}
    return len(records)


def test_killed_at_any_moment_a_form_is_sealed_whole_or_still_a_draft(home: Path) -> None:
    chance = random.Random(20261120)
    told: dict[str, str] = {}
    sealed = [check(home, told)]
    for _ in range(KILLS):
        told.update(run_and_kill(home, chance.uniform(0.0, 0.2)))
        sealed.append(check(home, told))
    assert sealed == sorted(sealed)
    told.update(run_and_kill(home, 60))  # this one comes to its end
    assert check(home, told) == ROUNDS


def test_killed_between_black_box_and_commit_the_seal_is_completed_at_the_next_start(home: Path) -> None:
    """The same instant, hit exactly: what the black box holds was sealed, so it is put back, once."""
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.name.startswith("yian.db")}
    store = Store.open(home, clock=SystemClock())
    draft = drafts.open_drafts(store)[0]
    sealed = seal(store, draft_id=draft.draft_id, author=NURSE, pin=PIN)
    store.close()
    for path in home.glob("yian.db*"):
        path.unlink()
    for name, content in before.items():
        (home / name).write_bytes(content)
    for _ in range(2):
        store = Store.open(home, clock=SystemClock())
        with store.read() as session:
            assert session.get_one(SealedObject, sealed.rev_id).record_id == draft.draft_id
        assert draft.draft_id not in {found.draft_id for found in drafts.open_drafts(store)}
        assert vault.verify(store).faults == ()
        store.close()
