"""A schedule with the real parts: stores on files, the real pass, the real server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

from forms.clock import FixedClock
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.ledger import DELIVERED
from sync.report import PassReport
from tools.campaign.hospital import START
from tools.campaign.simulated.disk import PowerCutError
from tools.campaign.simulated.real_county import RealCounty
from tools.campaign.simulated.real_road import RealRoad
from tools.campaign.simulated.real_ward import Ward, furnished
from tools.campaign.simulated.world import TEN_YEARS, Played

_EVENTS = {
    "pass": 20,
    "seal": 12,
    "back up": 2,
    "restore": 2,
    "clone": 1,
    "destroy": 1,
    "clock": 2,
    "late": 2,
    "county backup": 3,
    "county restore": 3,
    "county wiped": 1,
    "new epoch": 1,
    "revoke": 1,
}
_TABLE = tuple(name for name, weight in _EVENTS.items() for _ in range(weight))
_MOST_WARDS = 3
_NOT_KNOWN = ("县里不认识这台电脑", "县里已经停用这台电脑", "这台电脑的钥匙对不上")
_ROUNDS = 12


def play(seed: int) -> Played:
    """The schedule of this seed. Ids and keys are random, so that only what happens is the same each time."""
    place = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(dir=place if place.is_dir() else None, prefix="yian-") as folder,
        ExitStack() as closing,
    ):
        world = _RealWorld(seed, Path(folder), closing)
        fault = world.run()
        return Played(seed=seed, steps=world.steps, fault=fault, trace=tuple(world.trace))


class _RealWorld:
    def __init__(self, seed: int, folder: Path, closing: ExitStack) -> None:
        self.random = Random(seed)
        self.trace: list[str] = []
        self.steps = 0
        self._folder = folder
        self._clock = FixedClock(START)
        self._county = RealCounty(folder / "county", self._clock)
        closing.callback(self._county.close)
        self._road = RealRoad(self._county.transport, self.random, self._meanwhile)
        self._wards: list[Ward] = []
        closing.callback(self._close_wards)
        self._busy: set[str] = set()  # wards in a pass
        self._backups: list[tuple[str, Path]] = []
        self._county_backups: list[Path] = []
        self._made = 0
        self._expected: set[str] = set()
        self._photos: set[str] = set()
        self._lost: set[str] = set()  # the county had them before it went back in time
        ward = self._add(furnished())
        self._enrol(ward)
        self._expected = ward.object_ids()
        for _ in range(self.random.randrange(_MOST_WARDS)):
            self._add(self._copy(ward))

    def _close_wards(self) -> None:
        for ward in self._wards:
            ward.store.close()

    def run(self) -> str:
        self._road.trouble = self.random.random() * 0.25
        for _ in range(12 + self.random.randrange(16)):
            self._befall(self.random.choice(_TABLE))
            fault = next(self._look(), "")
            if fault:
                return fault
        return self._converge()

    def _befall(self, event: str) -> None:
        self.steps += 1
        idle = [ward for ward in self._wards if ward.name not in self._busy]
        if not idle:
            return
        ward = self.random.choice(idle)
        self.trace.append(f"{event} {ward.name}")
        match event:
            case "pass":
                self._pass(ward)
            case "seal":
                self._seal(ward)
            case "back up":
                self._backups.append((ward.name, self._copy(ward)))
            case "restore":
                self._restore(ward)
            case "clone" if len(self._wards) < _MOST_WARDS:
                self._add(self._copy(ward))
            case "destroy" if len(self._wards) > 1:
                ward.store.close()
                self._wards.remove(ward)
                self._take_stock()
            case "clock":
                ward.clock.advance(seconds=self.random.choice((1, -1, 0.001)) * TEN_YEARS.total_seconds())
            case "late":
                self._road.deliver_late()
            case "revoke":
                self._county.revoke(ward.store.require_installation().device_id or "")
            case "clone" | "destroy":  # too many computers, or the last one
                pass
            case _:
                self._befall_county(event)

    def _befall_county(self, event: str) -> None:
        before = set(self._county.object_ids())
        self._made += 1
        match event:
            case "county backup":
                self._county_backups.append(self._county.back_up(self._folder / f"backup{self._made}"))
                return
            case "county restore" if self._county_backups:
                backup = self.random.choice(self._county_backups)
                self._county.restore(backup, with_epoch=self.random.random() < 0.5)
            case "county wiped":
                self._county.wipe(self._folder / f"county{self._made}")
                self._county_backups = []  # of another machine, with other keys
            case "county restore":  # there is no backup
                return
            case _:
                self._county.new_epoch()
        self._lost |= before - set(self._county.object_ids())
        self._take_stock()

    def _meanwhile(self) -> None:
        """While one computer waits for an answer, something else happens now and then."""
        if self.random.random() < self._road.trouble / 10:
            self._befall(self.random.choice(_TABLE))

    def _pass(self, ward: Ward) -> PassReport | None:
        """None if the power went."""
        self._busy.add(ward.name)
        try:
            report = run_pass(ward.store, transport=self._road, clock=ward.clock, random=self.random)
        except PowerCutError:
            self.trace.append(f"{ward.name}: the power went")
            ward.reopen()
            return None
        finally:
            self._busy.discard(ward.name)
        self.trace.append(
            f"{ward.name}: {report.sent} {report.received} {report.left} {report.reason} {report.notices}"
        )
        if report.reason.startswith(_NOT_KNOWN):
            self._enrol(ward)
        return report

    def _enrol(self, ward: Ward) -> None:
        trouble, self._road.trouble = self._road.trouble, 0.0
        enrol(ward.store, server_url="http://127.0.0.1", code=self._county.code(), transport=self._road)
        self._road.trouble = trouble

    def _add(self, source: Path) -> Ward:
        self._made += 1
        ward = Ward.open(source, self._folder / f"ward{self._made}")
        self._wards.append(ward)
        return ward

    def _copy(self, ward: Ward) -> Path:
        """Between two transactions its files are whole."""
        self._made += 1
        return Path(shutil.copytree(ward.home, self._folder / f"copy{self._made}"))

    def _seal(self, ward: Ward) -> None:
        before = ward.object_ids(), ward.photos()
        ward.seal(self.random)
        self._expected |= ward.object_ids() - before[0]
        self._photos |= ward.photos() - before[1]

    def _restore(self, ward: Ward) -> None:
        own = [home for name, home in self._backups if name == ward.name]
        if own:
            ward.restore(self.random.choice(own))
            self._take_stock()

    def _take_stock(self) -> None:
        """After something was destroyed on purpose: what nobody has any more can't be asked for."""
        self._expected &= set(self._county.object_ids()).union(*(ward.object_ids() for ward in self._wards))
        self._photos &= self._county.whole_blobs().union(*(ward.photos() for ward in self._wards))

    def _look(self) -> Iterator[str]:
        here = self._county.object_ids()
        at_county = set(here)
        if len(here) != len(at_county):
            yield "the county holds an object twice"
        self._lost -= at_county
        if vanished := self._expected - at_county.union(*(ward.object_ids() for ward in self._wards)):
            yield f"{len(vanished)} objects are nowhere any more"
        for ward in self._wards:
            for object_id, delivery, problem in ward.rows():
                if delivery in DELIVERED and object_id not in at_county | self._lost:
                    yield f"{ward.name}: acknowledged, but not at the county"
                if delivery == "quarantined" and not problem:
                    yield f"{ward.name}: set apart without a reason"

    def _look_at_end(self) -> Iterator[str]:
        at_county = set(self._county.object_ids())
        if missing := self._expected - at_county:
            yield f"the county lacks {len(missing)} objects"
        if missing := self._photos - self._county.whole_blobs():
            yield f"the county lacks {len(missing)} photos"
        for ward in self._wards:
            if missing := self._expected - ward.object_ids():
                yield f"{ward.name} lacks {len(missing)} objects"
            if missing := self._photos - ward.photos():
                yield f"{ward.name} lacks {len(missing)} photos"
            for _, delivery, problem in ward.rows():
                if delivery not in DELIVERED:
                    yield f"{ward.name}: still {delivery}: {problem}"
        if not self._county.is_sound():
            yield "the county's own check finds a fault"

    def _converge(self) -> str:
        """The faults stop, the clocks are set right. What is still under way arrives."""
        self.trace.append("the faults stop")
        self._road.trouble = 0.0
        self._road.deliver_late()
        for ward in self._wards:
            ward.clock.advance(seconds=(self._clock.now() - ward.clock.now()).total_seconds())
        for _ in range(_ROUNDS):
            self._clock.advance(hours=4)
            is_quiet = True
            for ward in self._wards:
                ward.clock.advance(hours=4)
                report = self._pass(ward)
                is_quiet &= report is not None and report.is_clear and not report.sent + report.received
                fault = next(self._look(), "")
                if fault:
                    return fault
            if is_quiet and not next(self._look_at_end(), ""):
                return ""
        return next(self._look_at_end(), "it does not come to rest")
