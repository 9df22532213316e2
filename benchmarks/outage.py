"""200 computers come back at once after a week without a network: the county's memory, and every receipt."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from benchmarks.county_server import ROOT, county_server, postgres
from benchmarks.machine import conditions
from benchmarks.options import Options
from benchmarks.progress import say
from benchmarks.push import insert_bare
from benchmarks.result import Limit, Result
from benchmarks.weeks import lay_out_week, make_template
from forms.clock import SystemClock
from forms.json_value import Json
from models.store import Store
from server import verbs
from server.county import County, open_county
from server.database import Database
from server.settings import Settings
from sync.enrolment import enrol
from sync.ledger import DELIVERED

COMPUTERS = 200
PROCESSES = 4
RECORDS = 70  # of one township hospital in a week: about two objects each
MEMORY = Path("/dev/shm")  # the clients' disks are not the subject


def measure(options: Options) -> Result:  # noqa: ARG001 - one storm: its end is every receipt
    until = datetime.now(UTC)
    shelf = MEMORY if MEMORY.is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="yian-bench-") as disk,
        tempfile.TemporaryDirectory(prefix="yian-bench-", dir=shelf) as memory,
        postgres(Path(disk) / "pg") as database_url,
        county_server(database_url) as server,
    ):
        homes = _computers(Path(memory), database_url, server.url, until)
        _drain(server.url, [homes.pop()])  # the forms are read, the connections are open
        idle = resident_mb(server.pid)
        with watched(server.pid) as seen:
            came = _drain(server.url, homes)
        proved, lost = _compare(database_url, homes)
        with psycopg.connect(database_url) as bare:
            bare.execute(
                "CREATE TABLE bare (facility text, object_id text, sealed bytea, PRIMARY KEY (facility, object_id))"
            )
            objects = bare.execute("SELECT facility_id, object_id, sealed FROM objects").fetchall()
            floor = len(objects) / insert_bare(bare, [(str(f), str(i), bytes(b)) for f, i, b in objects])
    waits = sorted(float(str(one["seconds"])) for one in came)
    rate = sum(int(str(one["sent"])) for one in came) / waits[-1]
    left = sum(max(0, int(str(one["left"]))) for one in came)
    return Result(
        name="outage",
        title=f"{len(homes)} 台电脑断网一周后同时回来：县里的内存",
        value=seen.peak_mb,
        unit="MB",
        floor=idle,
        ratios={"idle": seen.peak_mb / idle, "drained, to executemany_200_per_commit": rate / floor},
        budget={"idle": 2.0},
        limits={
            "objects left": Limit(value=left, at_most=0, unit="objects"),
            "acknowledged and not at the county": Limit(value=lost, at_most=0, unit="objects"),
        },
        conditions=conditions(),
        details={
            "computers": len(homes),
            "objects": proved,
            "objects_per_s": round(rate),
            "first_computer_done_s": round(waits[0], 1),
            "last_computer_done_s": round(waits[-1], 1),
            "passes": sum(int(str(one["passes"])) for one in came),
            "calls_sent_away_for_now": sum(int(str(one["shed"])) for one in came),
            "idle_mb": round(idle),
            "peak_mb": round(seen.peak_mb),
        },
        notes=(
            f"All call in the same instant, from {PROCESSES} processes on the same computer as the county and its "
            "PostgreSQL. Memory is the resident set of the server's processes.",
            "Afterwards every object that a computer counts as received is looked up at the county by its digest.",
        ),
    )


def _computers(folder: Path, database_url: str, url: str, until: datetime) -> list[Path]:
    """Their homes: each of another hospital, enrolled, one more than are measured."""
    settings = Settings.at(database_url)
    template = make_template(folder / "template", until=until)
    homes = []
    with closing(Database(settings.database_url)) as database:
        county = open_county(settings, database)
        for number in range(COMPUTERS + 1):
            if number % 50 == 0:
                say(f"{number} of {COMPUTERS} computers laid out …")
            home = folder / f"{number:03d}"
            lay_out_week(template, home, number, RECORDS, until=until)
            with closing(Store.open(home, clock=SystemClock())) as store:
                enrol(store, server_url=url, code=_code(county, f"示范县第{number + 1}卫生院"))
            homes.append(home)
    return homes


def _code(county: County, hospital: str) -> str:
    verbs.say_facility_added(county, hospital)
    document = verbs.say_code(county, hospital).document
    assert isinstance(document, dict)
    return str(document["code"])


def _drain(url: str, homes: Sequence[Path]) -> list[dict[str, Json]]:
    """Lets all of them loose in one instant, and waits for the last."""
    shares = [homes[start::PROCESSES] for start in range(min(PROCESSES, len(homes)))]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.probes.drain", url, *map(str, share)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for share in shares
    ]
    found: list[dict[str, Json]] = []
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()  # ready
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        out, _ = process.communicate()
        found += json.loads(out)
    return found


def _compare(database_url: str, homes: Sequence[Path]) -> tuple[int, int]:
    """Objects that the computers count as received, and those of them that are not at the county."""
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "SELECT object_id, server_seq FROM objects WHERE encode(sha256(sealed), 'hex') = object_id"
        )
        held = {(str(object_id), int(server_seq)) for object_id, server_seq in rows.fetchall()}
    proved = lost = 0
    for home in homes:
        with closing(Store.open(home, clock=SystemClock())) as store, store.read() as session:
            marks = ", ".join(f"'{delivery}'" for delivery in DELIVERED)
            query = f"SELECT object_id, server_seq FROM outbox WHERE delivery IN ({marks})"
            received = {(str(row[0]), int(row[1])) for row in session.connection().exec_driver_sql(query)}
        proved += len(received)
        lost += len(received - held)
    return proved, lost


@dataclass(slots=True)
class Memory:
    peak_mb: float = 0.0
    stopped: threading.Event = field(default_factory=threading.Event)


@contextmanager
def watched(pid: int) -> Iterator[Memory]:
    """The most memory that a process and its children held at once, looked at five times a second."""
    memory = Memory()

    def look() -> None:
        while not memory.stopped.wait(0.2):
            memory.peak_mb = max(memory.peak_mb, resident_mb(pid))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield memory
    finally:
        memory.stopped.set()
        thread.join()


def resident_mb(pid: int) -> float:
    """Resident set of a process and its children; 0 where the system does not tell."""
    total = 0.0
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) / 1024
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            total += resident_mb(int(child))
    return total
