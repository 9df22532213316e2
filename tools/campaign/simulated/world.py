"""One schedule: a seed decides what is sealed, sent, lost, cloned, restored and destroyed, and in which order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from tools.campaign.simulated.computer import Computer
from tools.campaign.simulated.county import Rows, SimulatedCounty
from tools.campaign.simulated.disk import Contents, Disk, PowerCutError
from tools.campaign.simulated.promises import Promises
from tools.campaign.simulated.road import Road
from tools.campaign.simulated.rules import Rule
from tools.campaign.simulated.things import Thing, make_thing

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
MOST_COMPUTERS = 4
ROUNDS = 16  # passes of each computer within which everything has to be everywhere
A_WHILE = timedelta(seconds=7)
TEN_YEARS = timedelta(days=3653)

_USUAL = {"advance": 60, "seal": 8}
_FAULTS = {
    "crash": 2,
    "power cut": 2,
    "back up": 2,
    "restore": 2,
    "clone": 1,
    "destroy": 1,
    "clock": 1,
    "late": 3,
    "revoke": 1,
    "enrol": 2,
    "county crash": 2,
    "county backup": 3,
    "county restore": 3,
    "county wiped": 1,
    "new epoch": 1,
}


def _make_tables() -> tuple[tuple[str, ...], ...]:
    """Which events how often: in each table some faults are missing, so that the others meet more often."""
    random = Random(0)
    tables = []
    for _ in range(64):
        weights = _USUAL | {name: weight * random.choice((0, 1, 2)) for name, weight in _FAULTS.items()}
        tables.append(tuple(name for name, weight in weights.items() for _ in range(weight)))
    return tuple(tables)


_TABLES = _make_tables()


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """``fault`` is empty if every promise held. ``trace`` is there if it was asked for."""

    seed: int
    steps: int
    fault: str
    trace: tuple[str, ...]


def play(seed: int, *, broken: Collection[Rule] = (), traced: bool = False) -> Played:
    """The schedule of this seed: the same one whenever it is played."""
    world = _World(seed, frozenset(broken), traced=traced)
    fault = world.run()
    return Played(seed=seed, steps=world.steps, fault=fault, trace=tuple(world.trace))


class _World:
    def __init__(self, seed: int, broken: frozenset[Rule], *, traced: bool) -> None:
        self.random = random = Random(seed)
        self.broken = broken
        self.trace: list[str] = []
        self.steps = 0
        self._traced = traced
        self._things: dict[str, Thing] = {}
        self._now = START
        self._county = SimulatedCounty(self._things, broken)
        self._road = Road(self._county, random, broken)
        self._computers: list[Computer] = []
        self._backups: list[tuple[str, Contents]] = []
        self._county_backups: list[Rows] = []
        self._made = 0
        self._promises = Promises(self._county, self._computers)
        for number in range(1 + int(random.random() * 3)):
            key = f"computer {number}"
            self._add(Contents(key, self._county.enrol(key), self._county.rows.key))

    def run(self) -> str:
        random = self.random
        self._road.trouble = random.random() * 0.5
        length = 10 + int(random.random() * 70)
        table = _TABLES[int(random.random() * len(_TABLES))]
        for _ in range(length):
            self._befall(table[int(random.random() * len(table))])
            fault = self._look()
            if fault:
                return fault
        return self._converge()

    def _look(self) -> str:
        self.steps += 1
        return next(self._promises.look(), "")

    def _tell(self, line: str) -> None:
        if self._traced:
            self.trace.append(line)

    def _pick(self) -> Computer:
        return self._computers[int(self.random.random() * len(self._computers))]

    def _add(self, contents: Contents) -> None:
        name = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[self._made % 26] + str(self._made // 26 or "")
        self._made += 1
        self._computers.append(
            Computer(
                name,
                Disk(contents),
                county=self._county,
                road=self._road,
                things=self._things,
                random=self.random,
                broken=self.broken,
            )
        )

    def _advance(self, computer: Computer) -> None:
        self._now += A_WHILE
        computer.advance(self._now)
        if self._traced:
            self._tell(f"{computer.name} {computer.doing} {self._road.last_fate}")

    def _befall(self, event: str) -> None:
        computer = self._pick()
        if event != "advance":
            self._tell(f"{event} {computer.name}")
        match event:
            case "advance":
                for _ in range(1 + int(self.random.random() * 4)):
                    self._advance(computer)
                    if self.random.random() < 0.5:
                        computer = self._pick()
            case "seal":
                self._seal(computer)
            case "crash":
                computer.crash()
            case "power cut":
                computer.disk.cut = "before" if self.random.random() < 0.5 else "after"
            case "back up":
                self._backups.append((computer.name, computer.disk.held))
            case "restore":
                self._restore(computer)
            case "clone":
                if len(self._computers) < MOST_COMPUTERS:
                    self._add(computer.disk.held)
            case "destroy":
                if len(self._computers) > 1:
                    self._computers.remove(computer)
                    self._promises.take_stock()
            case "clock":
                jump = (TEN_YEARS, -TEN_YEARS, timedelta(hours=1), timedelta(0))
                computer.clock_error = jump[int(self.random.random() * 4)]
            case "late":
                if self._road.late:
                    self._road.deliver_late(int(self.random.random() * len(self._road.late)))
            case "revoke":
                self._county.revoke(computer.disk.held.device)
            case "enrol":
                if computer.needs_enrolment():
                    computer.enrol()
            case _:
                self._befall_county(event)

    def _befall_county(self, event: str) -> None:
        before = self._county.rows
        match event:
            case "county crash":
                self._county.crash()
                return
            case "county backup":
                self._county_backups.append(before)
                return
            case "county restore":
                if not self._county_backups:
                    return
                self._county.restore(
                    self._county_backups[int(self.random.random() * len(self._county_backups))]
                )
                if self.random.random() < 0.5:
                    self._county.new_epoch()
            case "county wiped":
                self._county.wipe()
            case _:
                self._county.new_epoch()
        self._promises.note_county_went_back(before)
        self._promises.take_stock()

    def _seal(self, computer: Computer) -> None:
        random = self.random
        number = len(self._things) + 1
        held = tuple(computer.disk.held.objects)
        parents: tuple[str, ...] = ()
        if held and random.random() < 0.5:
            parents = (held[int(random.random() * len(held))],)
        thing = make_thing(
            number,
            record=self._things[parents[0]].record if parents else number,
            parents=parents,
            photo=b"photo%d" % number if random.random() < 0.25 else None,
            is_incident=random.random() < 0.2,
            is_poison=random.random() < 0.03,
            is_refused=random.random() < 0.03,
        )
        self._things[thing.object_id] = thing
        version = computer.disk.version
        try:
            computer.seal(thing)
        except PowerCutError:
            computer.crash()
        if computer.disk.version > version:
            self._promises.note_sealed(thing)

    def _restore(self, computer: Computer) -> None:
        own = [contents for name, contents in self._backups if name == computer.name]
        if own:
            computer.crash()
            computer.disk.held = own[int(self.random.random() * len(own))]
            computer.disk.version += 1
            self._promises.take_stock()

    def _converge(self) -> str:
        """The faults stop. What is still under way arrives, or never does."""
        self._tell("the faults stop")
        self._road.trouble = 0.0
        for computer in self._computers:
            computer.disk.cut = ""
            computer.clock_error = timedelta(0)
        while self._road.late:
            self._road.deliver_late(0)
        for _ in range(ROUNDS):
            self._now += timedelta(hours=4)
            is_quiet = True
            for computer in self._computers:
                if not self._pass(computer):
                    return f"{computer.name}: the pass does not end"
                is_quiet &= computer.failure is None and computer.changes == 0
                if computer.needs_enrolment():
                    computer.enrol()
                fault = self._look()
                if fault:
                    return fault
            if is_quiet and not next(self._promises.look_at_end(self._things), ""):
                return ""
        return next(self._promises.look_at_end(self._things), "it does not come to rest")

    def _pass(self, computer: Computer) -> bool:
        """A whole pass; what was under way ends first."""
        for _ in range(2 if computer.is_idle else 3):
            for _ in range(1_000):
                self._advance(computer)
                if computer.is_idle:
                    break
            else:
                return False
            if computer.failure is None:
                return True
        return True
