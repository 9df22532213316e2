"""What the county is asked all day, with the revisions of years, beside the same with few of them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import requests
from sqlalchemy import create_engine, select

from benchmarks.county_records import Hospital, fill, models
from benchmarks.county_server import OFFICER, PASSWORD, CountyServer, county_server, postgres
from benchmarks.machine import conditions
from benchmarks.many_records import Families, lay_out
from benchmarks.measuring import Timed, by_turns, median_of, timed
from benchmarks.options import Options
from benchmarks.progress import say
from benchmarks.result import Plain, Result
from forms.clock import SystemClock
from forms.identity import new_random_id
from models.installation import read_installation
from models.store import Store
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from server.settings import Settings
from sync.county_client import CountyClient, Identity
from sync.enrolment import enrol
from sync.outcomes import Delivered
from sync.transport import HttpTransport
from sync.wire.push import Item, PushRequest

FEW = 30_000
MANY = 300_000
VERY_MANY = 3_000_000
PUSH = 200  # objects at a time
PAGES = ("/", "/records", "/records?late=1", "/hazards")


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """One server with so many revisions, a hospital's computer and an officer's browser."""

    revisions: int
    client: CountyClient
    browser: requests.Session
    url: str
    record: str  # path of one record's page
    batches: list[PushRequest]

    def push(self) -> None:
        _delivered(self.client.push(self.batches.pop()))

    def pull(self) -> None:
        _delivered(self.client.pull("", mine=True))

    def show(self, path: str) -> None:
        answer = self.browser.get(self.url + path, timeout=600)
        answer.raise_for_status()
        if "/sign-in" in answer.url:
            raise RuntimeError("signed out")


def measure(options: Options) -> Result:
    sizes = (FEW, VERY_MANY if options.full else MANY)
    turns = options.runs * 2
    with tempfile.TemporaryDirectory(prefix="yian-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        until = datetime.now(UTC)
        families = models(folder / "models", until=until)
        admin = stack.enter_context(postgres(folder / "pg"))
        counties = {
            size: _county(stack, folder / f"{size}", _database(admin, size), families, size, turns + 1)
            for size in sizes
        }
        seconds = {
            name: by_turns({f"{size}": work(county) for size, county in counties.items()}, runs=turns)
            for name, work in _questions().items()
        }
        written = {size: county.revisions for size, county in counties.items()}
    return _result(seconds, written, sizes)


def _questions() -> Mapping[str, Callable[[County], Timed]]:
    def page(path: str) -> Callable[[County], Timed]:
        return lambda county: timed(lambda: county.show(path))

    return {
        "push of 200": lambda county: timed(county.push),
        "first page of a pull": lambda county: timed(county.pull),
        "one record's page": lambda county: timed(lambda: county.show(county.record)),
        **{f"page {path}": page(path) for path in PAGES},
    }


def _result(
    seconds: Mapping[str, Mapping[str, list[float]]], written: Mapping[int, int], sizes: tuple[int, int]
) -> Result:
    few, many = sizes
    taken = {
        name: {size: median_of(by_size[f"{size}"]) * 1000 for size in sizes}
        for name, by_size in seconds.items()
    }
    ratios = {name: milliseconds[many] / milliseconds[few] for name, milliseconds in taken.items()}
    worst = max(ratios, key=lambda name: ratios[name])
    details: dict[str, Plain] = {
        name: {f"{size}_ms": round(value, 1) for size, value in milliseconds.items()}
        for name, milliseconds in taken.items()
    }
    smaller = (
        ()
        if many == VERY_MANY
        else (f"Measured at {many:,} revisions; the budget's {VERY_MANY:,} with --full.",)
    )
    return Result(
        name="county",
        title=f"县里有 {many:,} 个版本时的每一问",
        value=taken[worst][many],
        unit="ms",
        floor=taken[worst][few],
        ratios={
            f"the_same_at_{few}": ratios[worst],
            **{f"the same at {few:,}: {name}": ratio for name, ratio in ratios.items()},
        },
        budget={f"the_same_at_{few}": 1.5},
        conditions={**conditions(), "revisions": written[many], "revisions_of_the_floor": written[few]},
        details=details,
        notes=(f"The headline is the question that grows most: {worst}.", *smaller),
    )


def _county(
    stack: ExitStack, folder: Path, database_url: str, families: Families, size: int, turns: int
) -> County:
    server = stack.enter_context(county_server(database_url))
    home = folder / "hospital"
    now = datetime.now(UTC)
    lay_out(home, PUSH * turns // 2 + PUSH, until=now, waiting=None)
    store = stack.enter_context(closing(Store.open(home, clock=SystemClock())))
    enrol(store, server_url=server.url, code=server.code_for("示范县第一卫生院"))
    identity = _identity(store)
    say(f"laying out {size:,} revisions at the county …")
    engine = create_engine(Settings.at(database_url).database_url)
    first = Hospital(facility_id=identity.facility_id, device_id=identity.device_id)
    written = fill(engine, families, size, until=now, first=first)
    engine.dispose()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        found = connection.execute(
            "SELECT facility_id, rev_id FROM revisions WHERE facility_id = %s LIMIT 1", (first.facility_id,)
        ).fetchone()
    assert found is not None
    transport = stack.enter_context(closing(HttpTransport(server.url)))
    return County(
        revisions=written,
        client=CountyClient(transport, identity),
        browser=stack.enter_context(_signed_in(server)),
        url=server.url,
        record=f"/records/{found[0]}/{found[1]}",
        batches=_batches(store)[:turns],
    )


def _batches(store: Store) -> list[PushRequest]:
    with store.read() as session:
        rows = session.execute(
            select(OutboxRow.op_id, OutboxRow.op_seq, OutboxRow.kind, OutboxRow.object_id, SealedObject.bytes)
            .join(SealedObject, SealedObject.object_id == OutboxRow.object_id)
            .order_by(OutboxRow.op_seq)
        ).all()
    items = [
        Item(op_id=op_id, op_seq=op_seq, kind=kind, object_id=object_id, sealed=sealed)
        for op_id, op_seq, kind, object_id, sealed in rows
    ]
    incarnation = new_random_id()
    batches = [items[at : at + PUSH] for at in range(0, len(items), PUSH)]
    return [PushRequest(incarnation=incarnation, last_receipt=None, items=tuple(batch)) for batch in batches]


def _identity(store: Store) -> Identity:
    with store.read() as session:
        installation = read_installation(session)
    assert installation is not None
    assert installation.device_id is not None
    return Identity(
        device_id=installation.device_id,
        facility_id=installation.facility_id,
        anonymous_credential="",
        sign=store.keys.device.sign,
    )


def _signed_in(server: CountyServer) -> requests.Session:
    server.add_officer()
    browser = requests.Session()
    browser.trust_env = False
    answer = browser.post(f"{server.url}/sign-in", data={"name": OFFICER, "password": PASSWORD}, timeout=60)
    answer.raise_for_status()
    return browser


def _database(admin_url: str, size: int) -> str:
    """A database of its own in the same PostgreSQL."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE county_{size}")
    return admin_url.replace("/postgres?", f"/county_{size}?")


def _delivered(outcome: object) -> None:
    if not isinstance(outcome, Delivered):
        raise RuntimeError(f"the county answered {outcome}")  # noqa: TRY004 - an outcome, not a type
