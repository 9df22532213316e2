"""One computer of the hospital with its real store."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from sqlalchemy import select

from forms.clock import FixedClock
from models.store import Store
from models.tables.attachments import Attachment
from models.tables.outbox import OutboxRow, Relay, Unread
from models.tables.sealed import SealedObject
from models.workflow import attachments, correcting
from models.workflow.sealing import seal
from models.workflow.sheet import NotReady
from tools.campaign.hospital import ADMIN, NURSE, PATROL, PIN, START, patrol, picture, set_up_hospital


@cache
def furnished() -> Path:
    """A hospital set up once; hashing its PINs takes longer than a schedule."""
    home = Path(tempfile.mkdtemp(prefix="yian-furnished-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    set_up_hospital(home).close()
    return home


@dataclass
class Ward:
    name: str
    home: Path
    store: Store
    clock: FixedClock

    @classmethod
    def open(cls, source: Path, home: Path) -> Ward:
        """A computer with a copy of that disk."""
        shutil.copytree(source, home)
        clock = FixedClock(START)
        return cls(name=home.name, home=home, store=Store.open(home, clock=clock), clock=clock)

    def reopen(self) -> None:
        """After the power came back."""
        self.store.close()
        self.store = Store.open(self.home, clock=self.clock)

    def restore(self, backup: Path) -> None:
        self.store.close()
        shutil.rmtree(self.home)
        shutil.copytree(backup, self.home)
        self.store = Store.open(self.home, clock=self.clock)

    def seal(self, random: Random) -> str:
        """A new round, with a photo now and then; or a record of any computer corrected or declared void."""
        patrols = self._patrols()
        if patrols and random.random() < 0.5:
            record_id = random.choice(patrols)
            try:
                if random.random() < 0.3:
                    return correcting.void(
                        self.store, record_id, reason="写错了", person=ADMIN, pin=PIN
                    ).rev_id
                draft = correcting.start_correction(self.store, record_id, reason="写错了", person=ADMIN)
                return seal(self.store, author=ADMIN, pin=PIN, draft_id=draft.draft_id).rev_id
            except (correcting.CannotCorrect, NotReady):
                pass  # it is void already, or of a day that a clock set back has not reached
        photos: tuple[str, ...] = ()
        if random.random() < 0.3:
            photos = (attachments.add(self.store, picture(random.getrandbits(30), "JPEG"), "image/jpeg"),)
        return seal(
            self.store, author=NURSE, pin=PIN, form=PATROL, answers=patrol(self.store, *photos)
        ).rev_id

    def _patrols(self) -> list[str]:
        query = select(SealedObject.record_id).where(SealedObject.form_id == PATROL).distinct()
        with self.store.read() as session:
            return sorted(one for one in session.scalars(query) if one is not None)

    def object_ids(self) -> set[str]:
        found: set[str] = set()
        with self.store.read() as session:
            for table in (SealedObject, Relay, Unread):
                found.update(session.scalars(select(table.object_id)))
        return found

    def rows(self) -> list[tuple[str, str, str | None]]:
        """Object, delivery, problem."""
        query = select(OutboxRow.object_id, OutboxRow.delivery, OutboxRow.last_problem)
        with self.store.read() as session:
            return [(object_id, delivery, problem) for object_id, delivery, problem in session.execute(query)]

    def photos(self) -> set[str]:
        with self.store.read() as session:
            return set(session.scalars(select(Attachment.sha256).where(Attachment.sealed)))
