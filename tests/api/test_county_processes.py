"""Several county servers on one PostgreSQL at once: real processes, the same records to all of them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from server import verbs
from server.county import County, open_county
from server.database import Database
from server.facilities import RegisterError
from server.serving import serve
from server.settings import Settings
from sync.wire.codec import decode
from sync.wire.enrolment import Meta
from sync.wire.outcomes import Outcome
from sync.wire.pull import PullPage
from sync.wire.push import Item, ItemResult
from sync.wire.receipt import is_genuine
from tests.county import HOSPITAL, Computer, fresh_database, sealed_revision
from tools.campaign import order

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.postgres


@dataclass
class Process:
    running: subprocess.Popen[str]
    url: str = ""

    def wait_until_it_listens(self) -> None:
        assert self.running.stdout is not None
        line = self.running.stdout.readline().strip()
        assert line.startswith("listening on http://"), line
        self.url = line.removeprefix("listening on ")


@contextlib.contextmanager
def processes(database_url: str, count: int, *more: str) -> Iterator[list[Process]]:
    """So many servers, all begun in the same moment on whatever is there."""
    command = [sys.executable, "-m", "server", "run", "--quiet", "--database-url", database_url]
    started = [
        Process(
            subprocess.Popen(
                [*command, "--listen", "127.0.0.1:0", *more], cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
        )
        for _ in range(count)
    ]
    try:
        for process in started:
            process.wait_until_it_listens()
        yield started
    finally:
        for process in started:
            process.running.terminate()
        for process in started:
            process.running.wait(30)
            assert process.running.stdout is not None
            process.running.stdout.close()


@dataclass
class Pair:
    county: County
    urls: tuple[str, str]

    def computer(self, at: int, *, facility_id: str | None = None) -> Computer:
        return Computer(self.urls[at], facility_id=facility_id).enrol(
            verbs.say_code(self.county, HOSPITAL).lines[-1]
        )


@pytest.fixture(scope="module")
def pair(postgres_url: str) -> Iterator[Pair]:
    """Two servers that began at once on an empty database."""
    url = fresh_database(postgres_url)
    with processes(url, 2) as (first, second):
        settings = Settings.at(url)
        database = Database(settings.database_url)
        county = open_county(settings, database)
        verbs.say_facility_added(county, HOSPITAL)
        try:
            yield Pair(county=county, urls=(first.url, second.url))
        finally:
            database.close()


def test_two_servers_that_begin_at_once_on_an_empty_database_have_one_schema_one_key_one_epoch(
    pair: Pair,
) -> None:
    assert len(pair.county.public_keys) == 1
    metas = [Meta.from_json(decode(requests.get(f"{url}/v1/meta", timeout=10).content)) for url in pair.urls]
    assert metas[0].server_epoch == metas[1].server_epoch


@pytest.mark.fault(23, 34)
def test_the_same_records_through_both_at_once_are_there_once_with_one_receipt(pair: Pair) -> None:
    computer = pair.computer(0)
    twin = pair.computer(1, facility_id=computer.facility)
    sealed = [sealed_revision(computer.facility) for _ in range(60)]
    results: dict[str, list[ItemResult]] = {}
    faults: list[BaseException] = []
    start = threading.Barrier(8)

    def send(sender: Computer, batches: list[list[Item]]) -> None:
        try:
            start.wait()
            for batch in batches:
                for item, result in zip(batch, sender.push(*batch).results, strict=True):
                    results.setdefault(item.object_id, []).append(result)
        except BaseException as fault:  # noqa: BLE001 - told by the test below
            faults.append(fault)

    threads = []
    for number in range(8):
        sender = (computer, twin)[number % 2]
        order = sealed[number * 7 :] + sealed[: number * 7]
        batches = [[sender.item(one) for one in order[at : at + 15]] for at in range(0, 60, 15)]
        threads.append(threading.Thread(target=send, args=[sender, batches]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(results) == 60
    for answers in results.values():
        assert len(answers) == 8
        assert [answer.outcome for answer in answers].count(Outcome.STORED) == 1
        assert {answer.receipt for answer in answers} == {answers[0].receipt}
        assert answers[0].receipt is not None
        assert is_genuine(answers[0].receipt, computer.county_keys)
    assert sorted(
        answers[0].receipt.leaf.server_seq for answers in results.values() if answers[0].receipt
    ) == (list(range(1, 61)))
    assert verbs.say_verified(pair.county).is_well
    page = PullPage.from_json(decode(twin.pull(mine="true").content))
    assert {item.object_id for item in page.items} == set(results)


@pytest.mark.fault(37)
def test_a_new_epoch_is_said_by_both_at_once_and_no_cursor_of_the_old_one_holds(pair: Pair) -> None:
    computer = pair.computer(0, facility_id=pair_facility(pair))
    computer.push_one(sealed_revision(computer.facility))
    cursor = PullPage.from_json(decode(computer.pull().content)).next_cursor
    computer.url = pair.urls[1]
    assert computer.pull(cursor=cursor).status_code == 200, "a cursor of the one is good at the other"
    verbs.say_new_epoch(pair.county)
    for url in pair.urls:
        computer.url = url
        answer = computer.pull(cursor=cursor)
        assert (answer.status_code, computer.problem(answer)) == (410, "cursor-unknown")
    epochs = {
        Meta.from_json(decode(requests.get(f"{url}/v1/meta", timeout=10).content)).server_epoch
        for url in pair.urls
    }
    assert len(epochs) == 1


@pytest.mark.fault(40)
def test_a_computer_revoked_through_one_is_refused_by_the_other_at_once(pair: Pair) -> None:
    computer = pair.computer(0, facility_id=pair_facility(pair))
    verbs.say_device_revoked(pair.county, computer.device_id)
    computer.url = pair.urls[1]
    answer = computer.try_push([computer.item(sealed_revision(computer.facility))])
    assert (answer.status_code, computer.problem(answer)) == (403, "device-revoked")


@pytest.mark.fault(42)
def test_a_cursor_skips_nothing_when_transactions_commit_in_another_order_than_they_began(
    postgres_url: str,
) -> None:
    trial = order.run_on(fresh_database(postgres_url), seed=42, rounds=100, told=lambda _done, _of: None)
    assert trial.is_clean, trial.faults
    assert int(trial.figures["objects"]) > 200


def pair_facility(pair: Pair) -> str | None:
    """The hospital's own id, once its first computer has brought it."""
    document = verbs.say_facilities(pair.county).document
    assert isinstance(document, list)
    assert isinstance(document[0], dict)
    bound = document[0]["facility_id"]
    assert bound is None or isinstance(bound, str)
    return bound


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to find the workers")
def test_a_worker_that_dies_is_started_again_and_all_end_when_asked(postgres_url: str) -> None:
    url = fresh_database(postgres_url)
    with processes(url, 1, "--workers", "2") as (process,):
        assert requests.get(f"{process.url}/ready", timeout=20).status_code == 200
        first = children(process.running.pid)
        assert len(first) == 2
        os.kill(first[0], signal.SIGKILL)
        while not (new := set(children(process.running.pid)) - set(first)):
            threading.Event().wait(0.1)
        assert requests.get(f"{process.url}/ready", timeout=20).status_code == 200
        process.running.send_signal(signal.SIGTERM)
        assert process.running.wait(30) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in {*first, *new})


def test_several_processes_on_an_embedded_database_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="几个进程一起跑要用 PostgreSQL"):
        serve(Settings.embedded(tmp_path), "127.0.0.1:0", workers=2)
