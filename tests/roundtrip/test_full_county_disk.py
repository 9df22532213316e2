"""The county's disk is full: the hospital is told to come again, nothing counts as received that is not there."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg
import pytest

from forms.clock import FixedClock
from models.store import Store
from server import verbs
from server.settings import Settings
from sync.enrolment import enrol
from tests.county import HOSPITAL, RunningCounty, running_county
from tests.hospital import START, seal_sample
from tests.roundtrip.conftest import Ward
from tools.campaign.postgres import running_postgres

ROOMS = (0, 24, 192)  # KiB left on the disk
BIG = 1024 * 1024


@contextlib.contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own; only an administrator may mount one."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small disk without the right to mount one: {mounted.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path, *, leave: int) -> None:
    """Leave so many KiB, and not a byte more."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    room = shutil.disk_usage(disk).free - leave * 1024
    with filler.open("wb") as file:
        for size in (*[BIG] * (room // BIG), room % BIG):
            file.write(bytes(size))


def make_room(disk: Path) -> None:
    (disk / "filler").unlink()


@dataclass
class CrampedCounty:
    disk: Path
    settings: Settings
    crash: Callable[[], None] = lambda: None  # the database gives up for want of room
    start: Callable[[], None] = lambda: None  # again, when there is some


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def cramped(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CrampedCounty]:
    clock = FixedClock(START)
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            disk = stack.enter_context(small_disk(tmp_path / "disk", 12))
            settings = Settings.embedded(disk / "county", clock=clock)
            yield CrampedCounty(disk=disk, settings=settings)
            return
        disk = stack.enter_context(small_disk(tmp_path / "disk", 160))
        tmp_path.chmod(0o755)
        postgres = stack.enter_context(running_postgres(disk / "postgres"))
        yield CrampedCounty(
            disk=disk,
            settings=Settings.at(postgres.url, clock=clock),
            crash=lambda: panic(postgres.url),
            start=postgres.server.ensure_postgres_running,
        )


def panic(url: str) -> None:
    """PostgreSQL finds no room for the next file of its log of changes, and stops at once."""
    with psycopg.connect(url, autocommit=True) as connection:
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_logical_emit_message(true, 'fill', repeat('x', 20000000))")
        assert connection.broken


def at_county(county: RunningCounty) -> list[str]:
    document = verbs.say_export(county.county).document
    assert isinstance(document, list)
    return [str(row["rev_id"]) for row in document if isinstance(row, dict)]


@pytest.mark.fault(31)
def test_a_full_disk_at_the_county_loses_and_promises_nothing(
    cramped: CrampedCounty, furnished: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(furnished, tmp_path / "home")
    clock = FixedClock(START)
    store = Store.open(home, clock=clock)
    with running_county(cramped.settings) as county:
        county.add_hospital(HOSPITAL)
        enrol(store, server_url=county.url, code=county.code())
        ward = Ward(store=store, clock=clock, url=county.url, random=Random(7))
        assert ward.sync().is_clear
        refused = 0
        for room in ROOMS:
            seal_sample(store, "hazard.register")
            fill(cramped.disk, leave=room)
            report = ward.sync()
            refused += not report.is_clear
            received = [one for one in ward.deliveries() if one == "received"]
            assert len(received) == len(ward.deliveries()) - report.left
            if not report.is_clear:
                assert report.reason.startswith("县里的服务器现在腾不出手。记录都已保存在本机")
            clock.advance(hours=1)
        assert refused >= 2
        fill(cramped.disk, leave=0)
        cramped.crash()
        seal_sample(store, "hazard.register")
        assert not ward.sync().is_clear
        make_room(cramped.disk)
        cramped.start()
        assert ward.sync().is_clear
        acknowledged = set(ward.object_ids())
    store.close()
    with running_county(cramped.settings) as county:
        there = at_county(county)
        assert len(there) == len(set(there)) > len(ROOMS)
        assert set(there) <= acknowledged
        assert verbs.say_verified(county.county).is_well
