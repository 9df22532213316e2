"""A county server and hospitals' computers, both real, in one temporary folder."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from forms.clock import FixedClock
from models.store import Store
from models.tables.outbox import OutboxRow
from server import verbs
from server.settings import Settings
from sync.engine import run_pass
from sync.enrolment import enrol
from sync.report import PassReport
from sync.transport import HttpTransport, Transport
from tests.county import HOSPITAL, RunningCounty, running_county
from tests.hospital import START, open_hospital


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hospital that is set up once; each test works on a copy."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    open_hospital(home).close()
    return home


@pytest.fixture
def county(tmp_path: Path) -> Iterator[RunningCounty]:
    with running_county(Settings.embedded(tmp_path / "county", clock=FixedClock(START))) as county:
        county.add_hospital(HOSPITAL)
        yield county


@dataclass
class Ward:
    """One computer of a hospital: its store, and passes on demand."""

    store: Store
    clock: FixedClock
    url: str
    random: Random

    def sync(self, url: str | None = None, *, transport: Transport | None = None) -> PassReport:
        if transport is not None:
            return run_pass(self.store, transport=transport, clock=self.clock, random=self.random)
        with contextlib.closing(HttpTransport(url or self.url)) as transport:
            return run_pass(self.store, transport=transport, clock=self.clock, random=self.random)

    def deliveries(self) -> list[str]:
        with self.store.read() as session:
            return list(session.scalars(select(OutboxRow.delivery)))

    def object_ids(self) -> set[str]:
        with self.store.read() as session:
            return set(session.scalars(select(OutboxRow.object_id)))


@pytest.fixture
def open_ward(tmp_path: Path, county: RunningCounty) -> Iterator[Callable[[Path | None, str], Ward]]:
    """Opens a computer: a copy of a furnished home, or an empty one that joins."""
    with contextlib.ExitStack() as closing:

        def make(source: Path | None, name: str) -> Ward:
            home = tmp_path / name
            if source is not None:
                shutil.copytree(source, home)
            clock = FixedClock(START)
            store = Store.open(home, clock=clock)
            closing.callback(store.close)
            return Ward(store=store, clock=clock, url=county.url, random=Random(7))

        yield make


@pytest.fixture
def ward(furnished: Path, county: RunningCounty, open_ward: Callable[[Path | None, str], Ward]) -> Ward:
    """An enrolled computer of a hospital that is set up."""
    ward = open_ward(furnished, "first")
    enrol(ward.store, server_url=county.url, code=county.code())
    return ward


@pytest.fixture
def second(county: RunningCounty, ward: Ward, open_ward: Callable[[Path | None, str], Ward]) -> Ward:
    """Another computer that joins the same hospital with nothing in it."""
    second = open_ward(None, "second")
    enrol(second.store, server_url=county.url, code=county.code())
    return second


@pytest.fixture
def at_county(county: RunningCounty) -> Callable[[], list[str]]:
    """The rev_ids at the county, each as often as it is there."""

    def rev_ids() -> list[str]:
        document = verbs.say_export(county.county).document
        assert isinstance(document, list)
        return [str(row["rev_id"]) for row in document if isinstance(row, dict)]

    return rev_ids
