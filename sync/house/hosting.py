"""Making this computer the 院内主机, and its place in the server of its own house."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from dataclasses import replace
from random import Random

from models.installation import change_installation, read_installation
from models.program import VERSION
from models.store import Store
from models.workflow import auditing
from models.workflow.permitting import require_role
from sync import bookmarks, county_proofs, wording
from sync.county_client import CountyClient
from sync.house.house_pass import HousePass, run_house_pass
from sync.house.road import FIRST_NUMBER, HouseRoad, keep_road, read_road
from sync.house.server_process import Hospital, HostProblem, ServerProcess
from sync.outcomes import Delivered
from sync.report import PassReport
from sync.transport import HttpTransport, Transport
from sync.wire.enrolment import EnrolmentRequest, Role

Connect = Callable[[str], HttpTransport]


def hospital_of(store: Store) -> Hospital:
    with store.read() as session:
        installation = read_installation(session)
        if installation is None:
            raise LookupError("not set up")
        known = [int(installation.segment)] if installation.segment.isdigit() else []
        for road in (bookmarks.COUNTY, bookmarks.HOUSE):
            known += [device.number for device in bookmarks.read_devices(session, road)]
    return Hospital(
        facility_id=installation.facility_id,
        name=installation.facility_name,
        first_number=max(FIRST_NUMBER, *(number + 1 for number in known)),
    )


def make_host(store: Store, server: ServerProcess, actor: str, *, connect: Connect = HttpTransport) -> None:
    """From now on this computer serves the others. NotAllowed for whoever is no administrator; HostProblem.

    A computer that belonged to another house leaves it: that one is gone, or soon will be. What it has is sent to the
    county anew, which keeps everything once.
    """
    with store.write() as session:
        require_role(session, store.catalog, actor, ["admin"], "把这台电脑设为院内主机")
    server.run(hospital_of(store))
    with store.read() as session:
        road = read_road(session)
    if road is None or not road.device_id:
        _enrol_at_house(store, server, connect)
    with store.write() as session:
        keep_road(session, replace(read_road(session) or HouseRoad(is_on=True), is_on=True))
        if bookmarks.server_role(session) is Role.HOST:
            county_proofs.leave_host(session)
            bookmarks.keep_role(session, Role.COUNTY)
            change_installation(
                session, {"device_id": None, "server_url": None, "is_enrolled": False, "county_keys": ()}
            )
        auditing.note(session, at=store.clock.now(), actor=actor, action="host.on", subject=server.address)


def unmake_host(store: Store, server: ServerProcess, actor: str) -> None:
    """The others find nobody there any more; nothing that was kept is lost. NotAllowed as above."""
    with store.write() as session:
        require_role(session, store.catalog, actor, ["admin"], "停用院内主机")
        road = read_road(session)
        if road is not None:
            keep_road(session, replace(road, is_on=False))
        auditing.note(session, at=store.clock.now(), actor=actor, action="host.off", subject=server.address)
    server.stop()


def visit_house(
    store: Store,
    server: ServerProcess,
    *,
    connect: Connect,
    random: Random,
    cancelled: Callable[[], bool] = lambda: False,
) -> PassReport | None:
    """One pass to the house, whose server runs from then on; None where this computer is no host."""
    with store.read() as session:
        road = read_road(session)
    if road is None or not road.is_on:
        return None
    try:
        server.run(hospital_of(store))
        came = _pass(store, server, road, connect, random, cancelled)
        if (
            came.is_stranger
        ):  # its server's folder was lost: the house begins anew, and the records come from here
            _enrol_at_house(store, server, connect)
            with store.read() as session:
                road = read_road(session) or road
            came = _pass(store, server, road, connect, random, cancelled)
    except HostProblem as problem:
        return PassReport(sent=0, received=0, left=0, quarantined=0, reason=str(problem))
    return came.report


def _pass(
    store: Store,
    server: ServerProcess,
    road: HouseRoad,
    connect: Connect,
    random: Random,
    cancelled: Callable[[], bool],
) -> HousePass:
    with contextlib.closing(connect(server.address)) as transport:
        return run_house_pass(
            store, road, transport=transport, clock=store.clock, random=random, cancelled=cancelled
        )


def _enrol_at_house(store: Store, server: ServerProcess, connect: Connect) -> None:
    installation = store.require_installation()
    code = server.make_code(installation.facility_id)
    with contextlib.closing(connect(server.address)) as transport:
        _present(store, transport, code)


def _present(store: Store, transport: Transport, code: str) -> None:
    installation, device = store.require_installation(), store.keys.device
    request = EnrolmentRequest(
        code=code,
        facility_id=installation.facility_id,
        level=installation.level,
        device_key=device.public,
        wrapping_key=device.exchange_public,
        label=socket.gethostname(),
        app_version=VERSION,
    )
    outcome = CountyClient(transport).enrol(request)
    if not isinstance(outcome, Delivered):
        raise HostProblem(wording.of_host(wording.explain(outcome)))
    answer = outcome.message
    with store.write() as session:
        road = read_road(session) or HouseRoad(is_on=False)
        keep_road(
            session,
            replace(
                road,
                device_id=answer.device_id,
                credential=answer.anonymous_credential,
                keys=tuple(key.hex() for key in answer.county_keys),
            ),
        )
