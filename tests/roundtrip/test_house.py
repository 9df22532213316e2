"""A hospital whose computers share through one of their own: real processes on real ports, the county near or far."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from sqlalchemy import inspect, select

from forms.clock import FixedClock
from forms.json_value import Json
from models.faults import AnotherProcess
from models.queries import hazards
from models.queries.delivery import deliveries
from models.queries.hazards import HazardView
from models.store import Store
from models.tables.anonymous import AnonymousReport
from models.tables.attachments import Attachment
from models.tables.sealed import SealedObject
from models.workflow import anonymous, attachments
from models.workflow.approving import approve_device
from models.workflow.revisions import Sealed
from server.blobs import read_blob
from server.serving import open_port
from server.tables.contents import HazardRow as CountyHazard
from server.tables.objects import AnonymousObject
from sync.county_client import CountyClient
from sync.enrolment import enrol
from sync.house.hosting import make_host
from sync.house.server_process import ServerProcess
from sync.outcomes import Delivered
from sync.report import PassReport
from sync.round import run_round
from sync.transport import HttpTransport
from tests.county import RunningCounty
from tests.hospital import (
    ADMIN,
    OFFICER,
    STAFF,
    START,
    abnormal,
    patrol_with,
    seal_sample,
)

SERVER = (sys.executable, str(Path(__file__).resolve().parents[2] / "main.py"), "server")
NOBODY = "http://127.0.0.1:9"  # the port that throws everything away, and on which nobody listens


@dataclass
class Computer:
    """One computer of the hospital; on the 院内主机 with a server of its own, as a process."""

    store: Store
    server: ServerProcess
    random: Random = field(default_factory=lambda: Random(7))
    away: str = ""  # an address that nobody answers at

    def round(self) -> PassReport:
        def connect(address: str) -> HttpTransport:
            return HttpTransport(NOBODY if address == self.away else address)

        return run_round(self.store, random=self.random, server=self.server, connect=connect)

    def holds(self, object_id: str) -> bool:
        with self.store.read() as session:
            return session.get(SealedObject, object_id) is not None

    def delivery(self, record_id: str) -> str:
        with self.store.read() as session:
            return deliveries(session, [record_id])[record_id]

    def hazard(self, hazard_id: str) -> HazardView:
        with self.store.read() as session:
            found = hazards.get(session, hazard_id)
        assert found is not None
        return found

    def photo(self, sha256: str) -> bytes | None:
        with self.store.read() as session:
            if session.get(Attachment, sha256) is None:
                return None
            return attachments.read(session, self.store.keys, sha256)


@dataclass
class House:
    """The 院内主机 and the computers that join it."""

    folder: Path
    host: Computer
    closing: contextlib.ExitStack

    def code(self) -> str:
        return self.host.server.make_code(self.host.store.require_installation().facility_id)

    def join(self, name: str) -> Computer:
        """A computer with nothing on it joins and is approved."""
        joined = Computer(
            store=self.closing.enter_context(opened(self.folder / name)),
            server=ServerProcess(self.folder / name, SERVER),
        )
        enrol(joined.store, server_url=self.host.server.address, code=self.code())
        approve_device(self.host.store, ADMIN, joined.store.keys.device.exchange_public)
        self.host.round()
        joined.round()
        return joined


@contextlib.contextmanager
def opened(home: Path) -> Iterator[Store]:
    store = Store.open(home, clock=FixedClock(START))
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def house(tmp_path: Path, furnished: Path) -> Iterator[House]:
    with contextlib.ExitStack() as closing:
        home = tmp_path / "host"
        shutil.copytree(furnished, home)
        server = ServerProcess(home, SERVER)
        closing.callback(server.stop)
        host = Computer(store=closing.enter_context(opened(home)), server=server)
        take_any_port(server)
        make_host(host.store, server, ADMIN)
        yield House(folder=tmp_path, host=host, closing=closing)


def take_any_port(server: ServerProcess) -> None:
    """Tests run side by side: one that is free now is kept from start to start, as a person's would be."""
    server.folder.mkdir(parents=True, exist_ok=True)
    with open_port("127.0.0.1:0") as port:
        (server.folder / "port").write_text(str(port.getsockname()[1]), "ascii")


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 80).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def seal_with_photo(computer: Computer) -> tuple[Sealed, str]:
    """A patrol with a hazard, and the name of its photo."""
    sha256 = attachments.add(computer.store, picture(), "image/jpeg")
    finding = abnormal()
    assert isinstance(finding, dict)
    assert isinstance(finding["finding"], dict)
    finding["finding"]["photos"] = [sha256]
    answers = patrol_with(computer.store, {1: {"exits": finding}})
    return seal_sample(computer.store, "fire.daily_patrol", answers=answers), sha256


def test_a_ward_and_the_officer_share_without_the_county_which_gets_all_of_it_later_and_once(
    house: House, county: RunningCounty, at_county: Callable[[], list[str]]
) -> None:
    host = house.host
    enrol(host.store, server_url=county.url, code=county.code())
    host.away = county.url
    ward, officer = house.join("ward"), house.join("officer")

    sealed, photo = seal_with_photo(ward)
    assert ward.round().is_clear
    assert ward.delivery(sealed.record_id) == "hosted"
    officer.round()
    assert officer.holds(sealed.rev_id)
    assert officer.photo(photo) == ward.photo(photo)
    assert "没连上" in host.round().reason
    assert at_county() == []

    host.away = ""
    assert host.round().is_clear
    assert at_county().count(sealed.rev_id) == 1
    assert len(at_county()) == len(set(at_county()))
    with county.county.database.read() as session:
        facility_id = host.store.require_installation().facility_id
        assert read_blob(session, facility_id, photo) == ward.photo(photo)
    ward.round()
    officer.round()
    assert ward.delivery(sealed.record_id) == officer.delivery(sealed.record_id) == "received"
    again = len(at_county())
    host.round()
    assert len(at_county()) == again


def test_two_people_who_act_on_one_hazard_apart_are_both_kept_and_a_person_decides(
    house: House, county: RunningCounty
) -> None:
    ward, officer = house.join("ward"), house.join("officer")
    everybody = (ward, house.host, officer, ward, house.host, officer)
    sealed, _ = seal_with_photo(ward)
    (hazard_id,) = sealed.hazards
    for one in everybody:
        one.round()

    step(ward, hazard_id, "rectify", STAFF, done="纸箱清走", done_by=[STAFF])
    step(officer, hazard_id, "order", OFFICER, **ORDER)
    for one in everybody:
        one.round()
    for one in (ward, officer, house.host):
        assert one.hazard(hazard_id).item.in_conflict
        assert len(one.hazard(hazard_id).heads) == 2

    step(officer, hazard_id, "rectify", STAFF, done="按要求都清走了", done_by=[STAFF])
    enrol(house.host.store, server_url=county.url, code=county.code())
    for one in everybody:
        one.round()
    states = {one.hazard(hazard_id).item.state for one in (ward, officer, house.host)}
    assert len(states) == 1
    assert not any(one.hazard(hazard_id).item.in_conflict for one in (ward, officer, house.host))
    with county.county.database.read() as session:
        at_the_county = session.scalars(select(CountyHazard.state)).one()
    assert {at_the_county} == states


ORDER: dict[str, Json] = {
    "measures": "清走纸箱，画出禁放线",
    "funds_source": "own",
    "funds": "200",
    "owner": STAFF,
    "owner_department": "总务科",
    "due": "2026-11-25T18:00+08:00",
    "contingency": "清走以前每班查看，备两具灭火器",
}


def step(computer: Computer, hazard_id: str, action: str, author: str, **answers: Json) -> Sealed:
    clock = computer.store.clock
    assert isinstance(clock, FixedClock)
    clock.advance(minutes=5)
    form = f"hazard.{action}"
    return seal_sample(computer.store, form, author=author, subject=hazard_id, answers=answers)


@pytest.mark.fault(38)
def test_a_server_that_was_killed_and_a_disk_that_was_lost_cost_nothing(
    house: House, county: RunningCounty, at_county: Callable[[], list[str]]
) -> None:
    enrol(house.host.store, server_url=county.url, code=county.code())
    ward, officer = house.join("ward"), house.join("officer")
    kill(house.host.server)
    first, photo = seal_with_photo(ward)
    assert "院内主机" in ward.round().reason
    house.host.round()  # starts it again, on the port that the others know
    assert ward.round().is_clear
    officer.round()
    assert officer.holds(first.rev_id)
    house.host.round()
    assert first.rev_id in at_county()

    kill(house.host.server)  # and now all of that computer is gone
    house.host.store.close()
    second = seal_sample(officer.store, "fire.daily_patrol")
    take_any_port(ward.server)
    house.closing.callback(ward.server.stop)
    make_host(ward.store, ward.server, ADMIN)
    house.host = ward
    enrol(officer.store, server_url=ward.server.address, code=house.code())
    for one in (ward, officer, ward):
        one.round()
    assert ward.holds(second.rev_id)

    enrol(ward.store, server_url=county.url, code=county.code())
    ward.round()
    assert ward.round().is_clear
    assert {first.rev_id, second.rev_id} <= set(at_county())
    assert len(at_county()) == len(set(at_county()))
    assert officer.round().is_clear
    assert officer.delivery(first.record_id) == officer.delivery(second.record_id) == "received"
    with county.county.database.read() as session:
        facility_id = ward.store.require_installation().facility_id
        assert read_blob(session, facility_id, photo) == ward.photo(photo)


def kill(server: ServerProcess) -> None:
    process = server._process
    assert process is not None
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_service_serves_beside_the_verbs_and_leaves_nothing_running_when_it_is_killed(house: House) -> None:
    host = house.host
    host.server.stop()
    host.store.close()
    home = host.server.folder.parent
    command = [*SERVER[:2], "--home", str(home), "host", "run"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as service:
        assert service.stdout is not None
        assert "院内主机开着" in service.stdout.readline()
        assert answers(host.server)
        with contextlib.closing(open_in_turn(home)) as store:
            assert seal_sample(store, "fire.daily_patrol").rev_id
        service.kill()
    end = time.monotonic() + 120
    while answers(host.server):
        assert time.monotonic() < end, "a server without its starter"


def answers(server: ServerProcess) -> bool:
    with contextlib.closing(HttpTransport(server.address)) as transport:
        return isinstance(CountyClient(transport).meta(), Delivered)


def open_in_turn(home: Path) -> Store:
    """The service lets go of the store between its passes."""
    end = time.monotonic() + 120
    while True:
        try:
            return Store.open(home, clock=FixedClock(START))
        except AnotherProcess:
            assert time.monotonic() < end


def test_an_anonymous_report_goes_through_the_house_and_leaves_no_trace_on_its_way(
    house: House, county: RunningCounty
) -> None:
    host = house.host
    enrol(host.store, server_url=county.url, code=county.code())
    ward = house.join("ward")
    for one in (host, ward, host, ward):
        one.round()
    before = rows(host), rows(ward)
    answers: dict[str, Json] = {
        "what_happened": "夜间换瓶时拿错，发现后立即停下",
        "occurred_on": "2026-11-20",
        "outcome": "no_harm",
        "report_kind": "quick",
        "photos": ["chosen"],
    }
    files = {"chosen": anonymous.File(data=picture(), mime="image/jpeg")}
    anonymous.submit(ward.store, form="event.adverse_event", answers=answers, attachments=files)
    for _ in range(40):
        ward.round()
        host.round()
        if at_the_county(county):
            break
    (sealed,) = at_the_county(county)
    with ward.store.read() as session:
        assert session.scalars(select(AnonymousReport.bytes)).one() == sealed
    with host.store.read() as session:
        assert session.scalars(select(AnonymousReport.state)).one() == "here"
    with county.county.database.read() as session:
        (photo,) = json.loads(sealed)["attachments"]
        facility_id = host.store.require_installation().facility_id
        assert read_blob(session, facility_id, photo["sha256"])
    assert (rows(host), rows(ward)) == before


def at_the_county(county: RunningCounty) -> list[bytes]:
    with county.county.database.read() as session:
        return list(session.scalars(select(AnonymousObject.sealed)))


def rows(computer: Computer) -> dict[str, int]:
    """How many rows there are in every table but those of anonymous reports."""
    with computer.store.read() as session:
        connection = session.connection()
        return {
            table: connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one()
            for table in inspect(connection).get_table_names()
            if not table.startswith("anonymous")
        }
