"""``host on | off | run | code | status | revoke``: this computer as the 院内主机 of its hospital."""

from __future__ import annotations

import argparse
import signal
import threading
from contextlib import closing, suppress
from pathlib import Path
from random import SystemRandom

from cli.opening import opened, pin_of
from cli.output import DONE, Output, Refused
from forms.clock import SystemClock
from models.faults import AnotherProcess
from models.installation import is_host
from models.store import Store
from models.workflow.credentials import verify_pin
from sync import bookmarks
from sync.county_client import CountyClient
from sync.house.addresses import lan_addresses
from sync.house.hosting import hospital_of, make_host, unmake_host, visit_house
from sync.house.server_process import ServerProcess
from sync.outcomes import Delivered
from sync.round import run_round
from sync.transport import HttpTransport
from sync.wire.enrolment import DeviceEntry

EVERY_S = 20.0


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("host", help="院内主机：没有外网时，本院的电脑都连它", parents=[common])
    actions = parser.add_subparsers(dest="action", required=True)
    on = actions.add_parser("on", help="这台电脑做院内主机", parents=[common])
    on.add_argument("--as", dest="actor", required=True, metavar="STAFF_NO", help="哪位管理员")
    on.set_defaults(run=turn_on)
    off = actions.add_parser("off", help="不再做院内主机", parents=[common])
    off.add_argument("--as", dest="actor", required=True, metavar="STAFF_NO")
    off.set_defaults(run=turn_off)
    run = actions.add_parser("run", help="一直开着，不用窗口", parents=[common])
    run.add_argument("--every", type=float, default=EVERY_S, metavar="SECONDS", help="多久收送一次")
    run.set_defaults(run=keep_running)
    actions.add_parser("code", help="给另一台电脑一个报到码", parents=[common]).set_defaults(run=give_code)
    actions.add_parser("status", help="地址和加入的电脑", parents=[common]).set_defaults(run=tell)
    revoke = actions.add_parser("revoke", help="停用一台加入的电脑", parents=[common])
    revoke.add_argument("number", type=int, metavar="NUMBER", help="编号，见 host status")
    revoke.add_argument("--as", dest="actor", required=True, metavar="STAFF_NO")
    revoke.set_defaults(run=revoke_one)


def turn_on(arguments: argparse.Namespace) -> int:
    server = _server(arguments)
    with opened(arguments) as store:
        verify_pin(store, arguments.actor, pin_of(arguments.actor))
        try:
            make_host(store, server, arguments.actor)
            visit_house(store, server, connect=HttpTransport, random=SystemRandom())
        finally:
            server.stop()
    addresses = _addresses(server)
    return Output.of(arguments).document(
        {"on": True, "address": _first(addresses)},
        f"这台电脑已是院内主机，地址 {'、'.join(addresses) or '（还没有连上院内的网）'}。"
        "打开窗口或运行 host run，别的电脑才连得上。",
    )


def turn_off(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        verify_pin(store, arguments.actor, pin_of(arguments.actor))
        unmake_host(store, _server(arguments), arguments.actor)
    return Output.of(arguments).document({"on": False}, "不再是院内主机。收到过的记录都还在。")


def keep_running(arguments: argparse.Namespace) -> int:
    """Serves until it is told to stop; the store is open during a pass only, so that verbs and a window can come in."""
    server = _server(arguments)
    with opened(arguments, read_only=True) as store:
        _require_host(store)
        hospital = hospital_of(store)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    try:
        server.run(hospital)
        Output.of(arguments).document(
            {"address": _first(_addresses(server))}, f"院内主机开着：{'、'.join(_addresses(server))}"
        )
        while True:
            server.run(hospital)
            with suppress(AnotherProcess), closing(Store.open(arguments.home, clock=SystemClock())) as store:
                run_round(store, random=SystemRandom(), server=server, cancelled=stop.is_set)
            if stop.wait(arguments.every):
                return DONE
    finally:
        server.stop()


def give_code(arguments: argparse.Namespace) -> int:
    server = _server(arguments)
    with opened(arguments, read_only=True) as store:
        _require_host(store)
        code = server.make_code(store.require_installation().facility_id)
    addresses = _addresses(server)
    return Output.of(arguments).document(
        {"code": code, "minutes": 20, "address": _first(addresses)},
        f"地址 {'、'.join(addresses)}\n报到码 {code}（20 分钟内用一次）\n在另一台电脑上打开医安，选“加入已有的医院”，照着填。",
    )


def tell(arguments: argparse.Namespace) -> int:
    server = _server(arguments)
    with opened(arguments, read_only=True) as store, store.read() as session:
        is_on = is_host(session)
        devices = bookmarks.read_devices(session, bookmarks.HOUSE)
    facts = {
        "on": is_on,
        "running": is_on and _answers(server),
        "address": _first(_addresses(server)) if is_on else None,
        "computers": [_facts(device) for device in devices],
    }
    if not is_on:
        return Output.of(arguments).document(facts, "这台电脑不是院内主机。")
    lines = [f"院内主机{'开着' if facts['running'] else '没有开'}：{'、'.join(_addresses(server))}"]
    lines += [
        f"{device.number} 号电脑  {device.label}  最近 {device.last_seen_at or '还没来过'}"
        + ("  已停用" if device.is_revoked else "")
        for device in devices
    ]
    return Output.of(arguments).document(facts, "\n".join(lines))


def revoke_one(arguments: argparse.Namespace) -> int:
    server = _server(arguments)
    with opened(arguments) as store:
        _require_host(store)
        verify_pin(store, arguments.actor, pin_of(arguments.actor))
        with store.read() as session:
            devices = bookmarks.read_devices(session, bookmarks.HOUSE)
        found = next((device for device in devices if device.number == arguments.number), None)
        if found is None:
            raise Refused(f"没有 {arguments.number} 号电脑，没有停用任何一台。用 host status 看看。")
        server.revoke(found.device_id)
        try:
            visit_house(store, server, connect=HttpTransport, random=SystemRandom())
        finally:
            server.stop()
    return Output.of(arguments).document(
        {"number": found.number, "label": found.label, "revoked": True},
        f"已停用 {found.number} 号电脑（{found.label}）。它送来过的都在。请接着用 key rotate 换医院密钥。",
    )


def _server(arguments: argparse.Namespace) -> ServerProcess:
    return ServerProcess(Path(arguments.home), arguments.server_command)


def _require_host(store: Store) -> None:
    with store.read() as session:
        if not is_host(session):
            raise Refused("这台电脑不是院内主机，什么都没有改动。先用 host on --as 管理员工号。")


def _addresses(server: ServerProcess) -> list[str]:
    return [f"{address}:{server.port}" for address in lan_addresses()] if server.port else []


def _first(addresses: list[str]) -> str | None:
    """The likeliest; None on a computer without a network."""
    return addresses[0] if addresses else None


def _answers(server: ServerProcess) -> bool:
    with closing(HttpTransport(server.address)) as transport:
        return isinstance(CountyClient(transport).meta(), Delivered)


def _facts(device: DeviceEntry) -> dict[str, object]:
    return {
        "number": device.number,
        "label": device.label,
        "last_seen_at": device.last_seen_at,
        "revoked": device.is_revoked,
    }
