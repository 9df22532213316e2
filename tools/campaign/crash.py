"""Power lost at any instant of the real paths: every image of the disk opens, and holds all that was promised.

The paths run in a process of their own under ``recorder.c``, for which a C compiler (``cc``) is needed.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from forms.clock import FixedClock
from models import schema
from models.faults import StoreError
from models.home import DATABASE
from tools.campaign import crash_paths
from tools.campaign.crash_controls import LOSSY, try_controls
from tools.campaign.crash_facts import Examiner, Facts, Promises
from tools.campaign.crash_paths import Recorded, Stage
from tools.campaign.hospital import START, RunningCounty, running_county
from tools.campaign.images import Disk, Fate, Image, hash_of, lay
from tools.campaign.inside import SHARED, run_inside
from tools.campaign.recorder import PRELOAD, Kind, build
from tools.campaign.trial import Told, Trial

ROUNDS = 100_000
_FATES = (*[Fate.MIXED] * 6, *Fate)
_SHARES = {
    "fill": 0.4,
    "deliver": 0.14,
    "pull": 0.1,
    "back up": 0.08,
    "restore": 0.06,
    "migrate": 0.06,
    "first day": 0.06,
}
"""Of the images; the rest are of power lost again while the program recovers from the first time."""


def run(seed: int, rounds: int, told: Told) -> Trial:
    """``rounds`` images in all, the same points and fates for the same seed."""
    with tempfile.TemporaryDirectory(prefix="crash-", dir=SHARED) as folder:
        env = {**os.environ, PRELOAD: str(build(Path(folder)))}
        return run_inside(
            "crash", str(seed), str(rounds), folder, seed=seed, rounds=rounds, told=told, env=env
        )


@dataclass(slots=True)
class Desk:
    """Where images are laid and opened; the same bytes are opened once."""

    home: Path
    examine: Callable[[Path], Facts]
    known: dict[int, Facts] = field(default_factory=dict)

    def look(self, image: Image) -> Facts:
        """What the program finds in it; if SQLite brings it to bytes that were examined before, what it found then."""
        first = hash(tuple((path, hash(data)) for path, data in image.items()))
        if first not in self.known:
            lay(image, self.home)
            self.known[first] = self._look_recovered()
        return self.known[first]

    def _look_recovered(self) -> Facts:
        for path in self.home.glob("*.db"):
            with suppress(StoreError):
                schema.version_of(path)  # the first thing a start does: SQLite takes back what was cut off
        recovered = hash_of(self.home)
        if recovered not in self.known:
            self.known[recovered] = self.examine(self.home)
        return self.known[recovered]


@dataclass(slots=True)
class Bench:
    """Tries images of one path after the other and counts."""

    seed: int
    chance: Random
    tell: Callable[[int], None]
    images: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def try_path(
        self, recorded: Recorded, desk: Desk, promises: Promises, rounds: int, *, keep: int = 0
    ) -> list[tuple[Image, Promises]]:
        """``rounds`` images; ``keep`` of those in which a transaction was cut off come back, with what was promised."""
        events, disk, kept, done = recorded.events, Disk.holding(recorded.before), [], 0
        for number, point in enumerate(sorted(self.chance.choices(range(1, len(events) + 1), k=rounds))):
            for one in events[done:point]:
                disk.take(one)
                if one.kind is Kind.ACKNOWLEDGED:
                    promises.take(one.data)
            done = point
            fate = self.chance.choice(_FATES)
            image = disk.image(fate, self.chance)
            facts = desk.look(image)
            self.images[recorded.name] += 1
            if broken := tuple(promises.broken_by(facts)):
                where = f"{recorded.name}, seed {self.seed}, after {point} of {len(events)}, {fate}"
                self.faults.append(f"{where}: {broken[0]} (one of {len(broken)})")
            if number % 50 == 0:
                self.tell(self.images.total())
            if keep and image.get(f"{DATABASE}-journal") and self.chance.random() < 0.2:
                kept.append((image, deepcopy(promises)))
        return self.chance.sample(kept, min(keep, len(kept)))


def _play(seed: int, rounds: int, folder: Path, tell: Callable[[int], None]) -> dict[str, object]:
    """The whole campaign, in the recorded process."""
    chance = Random(seed)
    controls = try_controls(folder / "controls", max(60, rounds // 20), chance)
    stage = Stage(folder=folder)
    bench = Bench(seed=seed, chance=chance, tell=tell)
    examiner = Examiner()
    desk = Desk(home=folder / "image", examine=examiner.examine)

    def share(name: str) -> int:
        return round(rounds * _SHARES[name])

    stage.home("first").mkdir()
    first_day = stage.record("first day", stage.home("first"), crash_paths.first_day)
    bench.try_path(first_day, desk, Promises(), share("first day"))
    filled = stage.record("fill", stage.home("first"), crash_paths.fill)
    cut_off = bench.try_path(
        filled,
        desk,
        Promises.of(desk.look(filled.before)),
        share("fill"),
        keep=max(4, rounds // 1000),
    )
    _recover_again(stage, bench, desk, cut_off, rounds - sum(map(share, _SHARES)))
    _keep_copies(stage, bench, desk, share)
    with running_county(folder / "county", FixedClock(START)) as county:
        _exchange(stage, bench, desk, county, share)
    older = stage.home("older")
    crash_paths.lay_older(older)
    migrated = stage.record("migrate", older, crash_paths.migrate)
    older_desk = Desk(home=folder / "older image", examine=crash_paths.examine_older)
    bench.try_path(migrated, older_desk, Promises(), share("migrate"))
    for name in LOSSY:
        if not controls[name]:
            bench.faults.append(f"control {name}: known to lose, and nothing was seen")
    for name in set(controls) - set(LOSSY):
        if controls[name]:
            bench.faults.append(f"control {name}: {controls[name]} images lack what was acknowledged")
    return {
        "trials": bench.images.total(),
        "faults": bench.faults,
        "figures": {
            "looked at in full": len(examiner.known),
            **{f"images: {name}": made for name, made in bench.images.items()},
            "opened by the whole program": examiner.opened,
            **{f"control {name}: images with a loss": lost for name, lost in controls.items()},
        },
    }


def _recover_again(
    stage: Stage, bench: Bench, desk: Desk, cut_off: Sequence[tuple[Image, Promises]], rounds: int
) -> None:
    """Power is lost while the program puts right what the first loss left."""
    home = stage.home("again")
    for image, promises in cut_off:
        lay(image, home)
        recovering = stage.record("recover", home, crash_paths.start)
        bench.try_path(recovering, desk, promises, rounds // len(cut_off))


def _keep_copies(stage: Stage, bench: Bench, desk: Desk, share: Callable[[str], int]) -> None:
    home = stage.copy("first", "copied")
    backed_up = stage.record("back up", home, crash_paths.back_up)
    bench.try_path(backed_up, desk, Promises.of(desk.look(backed_up.before)), share("back up"))
    restored = stage.record("restore", home, crash_paths.restore)
    promises = Promises.of(desk.look(restored.before))
    promises.drafts.clear()  # those begun since the backup are not in it, and a draft is in no black box
    bench.try_path(restored, desk, promises, share("restore"))


def _exchange(
    stage: Stage, bench: Bench, desk: Desk, county: RunningCounty, share: Callable[[str], int]
) -> None:
    """Receipts stored, pages pulled; then some of the images go on with the county as if nothing had been."""
    home = stage.copy("first", "delivering")
    crash_paths.join_county(home, county)
    delivered = stage.record("deliver", home, crash_paths.deliver)
    started = Promises.of(desk.look(delivered.before))
    again = bench.try_path(delivered, desk, started, share("deliver"), keep=3)
    second = stage.home("second")
    second.mkdir()
    pulled = stage.record("pull", second, crash_paths.join_and_pull(county))
    again += bench.try_path(pulled, desk, Promises(), share("pull"), keep=3)
    for image, _ in again:
        lay(image, desk.home)
        bench.faults += crash_paths.drain(desk.home, county)


def _main(words: Sequence[str]) -> None:
    logging.disable(logging.CRITICAL)
    seed, rounds, folder = int(words[0]), int(words[1]), Path(words[2])
    result = _play(seed, rounds, folder, lambda done: print(done, flush=True))
    print(json.dumps(result, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    _main(sys.argv[1:])
