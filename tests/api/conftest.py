"""The same tests against both databases: embedded SQLite, and PostgreSQL from a wheel."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.clock import FixedClock
from server.settings import Settings
from tests.county import (
    HOSPITAL,
    NOON,
    Computer,
    RunningCounty,
    fresh_database,
    running_county,
    running_postgres,
)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    # PostgreSQL gives its folder to a user of its own, so it can't be below pytest's private one.
    folder = Path(tempfile.mkdtemp(prefix="yian-postgres-"))
    try:
        with running_postgres(folder / "data") as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A database of its own for each test, with a clock that stands."""
    clock = FixedClock(NOON)
    if request.param == "sqlite":
        return Settings.embedded(tmp_path / "county", clock=clock)
    return Settings.at(fresh_database(request.getfixturevalue("postgres_url")), clock=clock)


@pytest.fixture
def county(settings: Settings) -> Iterator[RunningCounty]:
    with running_county(settings) as county:
        county.add_hospital(HOSPITAL)
        yield county


@pytest.fixture
def computer(county: RunningCounty) -> Computer:
    """An enrolled computer of the hospital."""
    return Computer(county.url).enrol(county.code())
