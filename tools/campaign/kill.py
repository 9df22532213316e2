"""kill -9 of a hospital's computer, of the county's server and of its PostgreSQL, at any instant, again and again.

After each: what was sealed or acknowledged is there, once. In the end everything drains and both sides verify.
"""

from __future__ import annotations

import contextlib
import gc
import io
import itertools
import json
import logging
import shutil
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import select

from forms.clock import SystemClock
from models.store import Store
from models.tables.outbox import OutboxRow
from models.verifying import verify
from server.__main__ import main as run_server
from server.database import Database
from server.settings import Settings
from server.tables.objects import StoredObject
from sync import ledger
from sync.enrolment import enrol
from sync.wire.codec import decode, encode
from sync.wire.receipt import Receipt, is_genuine, key_id_of
from tools.campaign.crash_facts import Promises, look
from tools.campaign.hospital import HOSPITAL, set_up_hospital
from tools.campaign.inside import SHARED, run_inside
from tools.campaign.kill_children import Child, refuse_threads
from tools.campaign.kill_workers import READY, pull_again, seal_and_send, send, serve, warm_up
from tools.campaign.postgres import Postgres, running_postgres
from tools.campaign.trial import Told, Trial

ROUNDS = 10_000
KINDS = ("sqlite", "postgres")
STARTING, MANY = 30, 120  # statements: more than a start takes, as many as a pass or two take
_VICTIMS = (*["nurse"] * 9, *["puller"] * 4, *["server"] * 3, "nurse and server")


def run(seed: int, rounds: int, told: Told) -> Trial:
    """Three of five kills on SQLite, the others on PostgreSQL, some of which are of PostgreSQL itself."""
    shares = (rounds * 3 // 5, rounds - rounds * 3 // 5)
    trials = [run_on(kind, seed, share, told) for kind, share in zip(KINDS, shares, strict=True)]
    return Trial(
        kind="kill",
        seed=seed,
        trials=sum(trial.trials for trial in trials),
        faults=tuple(fault for trial in trials for fault in trial.faults),
        figures={name: value for trial in trials for name, value in trial.figures.items()},
    )


def run_on(kind: str, seed: int, kills: int, told: Told) -> Trial:
    """So many kills with one kind of database, from a process of its own: only one without threads may fork."""
    with tempfile.TemporaryDirectory(prefix="kill-", dir=SHARED) as folder:
        return run_inside("kill", kind, str(seed), str(kills), folder, seed=seed, rounds=kills, told=told)


@dataclass(slots=True)
class Slaughter:
    """Two computers of a hospital and a county; whoever was killed is started anew."""

    folder: Path
    where: Sequence[str]  # as ``python -m server`` is told its database
    settings: Settings
    port: int
    seed: int
    chance: Random
    servers: int = 0  # started so far
    postgres: Postgres | None = None
    server: Child | None = None
    promises: Promises = field(default_factory=Promises)
    pulled: Promises = field(default_factory=Promises)
    kills: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    received: set[str] = field(default_factory=set)
    seal_s: float = 0.0  # what it takes here, and so how long a victim may live
    pass_s: float = 0.0

    @property
    def nurse_home(self) -> Path:
        return self.folder / "nurse"

    @property
    def puller_home(self) -> Path:
        return self.folder / "puller"

    # before the first kill

    def set_up(self) -> None:
        store = set_up_hospital(self.nurse_home, SystemClock())
        store.close()  # a child must inherit no open file of a home
        self.say("facility", "add", HOSPITAL)
        self.start_server()
        for home in (self.nurse_home, self.puller_home):
            with contextlib.closing(Store.open(home, clock=SystemClock())) as store:
                self._enrol(store)
        shutil.copytree(self.puller_home, self.folder / "joined")
        self.seal_s, self.pass_s = warm_up(self.nurse_home)
        gc.collect()
        gc.freeze()  # a child that never looks at the parent's things never copies them

    def _enrol(self, store: Store) -> None:
        code = self.say("enrol", "--facility", HOSPITAL)[-1]
        enrol(store, server_url=f"http://127.0.0.1:{self.port}", code=code)

    def say(self, *words: str) -> list[str]:
        """A verb of the county's."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            run_server([*words, *self.where])
        return said.getvalue().splitlines()

    def start_server(self, *, statements: int | None = None) -> None:
        refuse_threads()
        self.server = Child.fork(serve(self.where, self.port, statements=statements))
        while not (lines := self.server.lines(wait_s=30)):
            if not self.server.is_alive:
                break
        if not lines or not lines[0].startswith(b"listening on http"):
            raise RuntimeError(f"the county's server did not start: {lines}")

    def _chosen_statement(self) -> int | None:
        """Most servers are to die at a statement of their own, if nobody kills them before."""
        self.servers += 1
        chance = Random(f"{self.seed} {self.servers}")  # when a server dies must not change who dies next
        return STARTING + chance.randrange(MANY) if chance.random() < 0.7 else None

    # one kill

    def kill(self, number: int) -> None:
        victim = self.chance.choice(_VICTIMS)
        if self.postgres is not None and self.chance.random() < 0.08:
            victim = "postgres"
        self.kills[victim] += 1
        is_puller = victim == "puller"
        if is_puller and self.chance.random() < 0.5:
            self._forget_what_was_pulled()
        worker = pull_again(self.puller_home) if is_puller else seal_and_send(self.nurse_home, number)
        refuse_threads()
        client = Child.fork(worker)
        heard = client.lines(wait_s=30)
        begins_with_pass = is_puller or number % 2
        time.sleep(self.chance.uniform(0.0, 2.0) * (self.pass_s if begins_with_pass else self.seal_s))
        if victim in ("server", "nurse and server"):
            self._kill_server()
        if victim == "postgres":
            assert self.postgres is not None
            self.postgres.crash()
        if victim in ("server", "postgres"):
            time.sleep(self.chance.uniform(0.0, 0.1))  # the nurse goes on without
        self._hear([*heard, *client.kill()], self.pulled if is_puller else self.promises)
        if self.server is not None and not self.server.is_alive:
            self.server.kill()
            self.server = None
            self.kills["server at a statement"] += 1
        if self.server is None:
            self.start_server(statements=self._chosen_statement())
        self._check(f"kill {number} of {victim}", is_puller=is_puller)

    def _forget_what_was_pulled(self) -> None:
        shutil.rmtree(self.puller_home)
        shutil.copytree(self.folder / "joined", self.puller_home)
        self.pulled = Promises()

    def _kill_server(self) -> None:
        assert self.server is not None
        if not self.server.is_alive:  # of itself, before
            self.kills["server at a statement"] += 1
            self.kills["server"] -= 1
        self.server.kill()
        self.server = None

    def _hear(self, lines: Sequence[bytes], promises: Promises) -> None:
        for line in lines:
            if line.startswith(b"Traceback"):
                self.faults.append(f"a computer stopped by itself: {line[-300:].decode()}")
            elif line != READY:
                promises.take(line)

    def _check(self, where: str, *, is_puller: bool) -> None:
        home, promises = (self.puller_home, self.pulled) if is_puller else (self.nurse_home, self.promises)
        with contextlib.closing(Store.open(home, clock=SystemClock())) as store:
            facts = look(store, thoroughly=False)
        at_county = self.objects_at_county()
        broken = [*promises.broken_by(facts)]
        broken += [
            f"{one[:12]} has a receipt and is not at the county" for one in facts.delivered - at_county
        ]
        if broken:
            self.faults.append(f"{where}: {broken[0]} (one of {len(broken)})")

    def objects_at_county(self) -> frozenset[str]:
        database = Database(self.settings.database_url)
        try:
            with database.read() as session:
                found = list(session.scalars(select(StoredObject.object_id)))
        finally:
            database.close()
        if len(found) != len(set(found)):
            self.faults.append("an object is at the county twice")
        return frozenset(found)

    # after the last

    def drain(self) -> None:
        """Everything reaches the county and the other computer; every receipt is genuine; both sides verify."""
        self._kill_server()
        self.start_server()
        for home in (self.nurse_home, self.nurse_home, self.puller_home):
            with contextlib.closing(Store.open(home, clock=SystemClock())) as store:
                with store.write() as session:
                    ledger.make_due(session)  # a line that broke over one record puts it off for minutes
                report = send(store)
                if not report.is_clear:
                    self.faults.append(f"does not drain: {report}; {_problems(store)}")
        at_county = self.objects_at_county()
        for home in (self.nurse_home, self.puller_home):
            with contextlib.closing(Store.open(home, clock=SystemClock())) as store:
                self.faults += verify(store).faults
                self.faults += _false_receipts(store)
                facts = look(store, thoroughly=False)
            self.received |= facts.delivered
            if not set(self.promises.sealed.values()) <= facts.objects & at_county:
                self.faults.append(f"{home.name} or the county lacks what was sealed")
        self._kill_server()
        if "都核对过" not in "".join(self.say("verify")):
            self.faults.append("the county does not verify")


def _problems(store: Store) -> list[str]:
    """Why what is pending is pending."""
    with store.read() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.delivery == "pending"))
        return [f"{row.kind} {row.attempts} {row.next_try_at} {row.last_problem}" for row in rows]


def _false_receipts(store: Store) -> Iterator[str]:
    keys = {key_id_of(key): key for key in map(bytes.fromhex, store.require_installation().county_keys)}
    with store.read() as session:
        for row in session.scalars(select(OutboxRow)):
            receipt = Receipt.from_json(decode(encode(row.receipt))) if row.receipt else None
            if receipt is None or receipt.leaf.object_id != row.object_id or not is_genuine(receipt, keys):
                yield f"the receipt of {row.object_id[:12]} proves nothing"


def _play(kind: str, seed: int, kills: int, folder: Path, tell: Callable[[int], None]) -> dict[str, object]:
    with contextlib.ExitStack() as stack, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        postgres = stack.enter_context(running_postgres(folder / "postgres")) if kind == "postgres" else None
        if postgres is not None:
            where, settings = ["--database-url", postgres.url], Settings.at(postgres.url)
        else:
            where, settings = ["--data", str(folder / "county")], Settings.embedded(folder / "county")
        slaughter = Slaughter(
            folder=folder,
            where=where,
            settings=settings,
            port=port,
            seed=seed,
            chance=Random(seed),
            postgres=postgres,
        )
        slaughter.set_up()
        for number in itertools.count():
            if (done := slaughter.kills.total()) >= kills:
                break
            slaughter.kill(number)
            tell(done)
        slaughter.drain()
    return {
        "trials": slaughter.kills.total(),
        "faults": slaughter.faults,
        "figures": {
            **{f"{kind}: {victim} killed": count for victim, count in sorted(slaughter.kills.items())},
            f"{kind}: seconds of a seal, of a pass": f"{slaughter.seal_s:.3f}, {slaughter.pass_s:.3f}",
            f"{kind}: sealed": len(slaughter.promises.sealed),
            f"{kind}: received": len(slaughter.received),
        },
    }


def _main(words: Sequence[str]) -> None:
    logging.disable(logging.CRITICAL)
    kind, seed, kills, folder = words[0], int(words[1]), int(words[2]), Path(words[3])
    result = _play(kind, seed, kills, folder, lambda done: print(done, flush=True))
    print(json.dumps(result, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    _main(sys.argv[1:])
