"""``setup`` makes the hospital on this computer; ``enrol`` joins it to the county."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from cli.opening import opened, pin_of
from cli.output import DONE, Output, Refused, refuse
from models.faults import Refusal
from models.store import Store
from models.workflow import demo
from models.workflow.setup import LEVELS, set_up
from sync.enrolment import enrol as enrol_here
from sync.stick_enrolment import take_answer, write_request

MOST_BEDS = 20_000


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    setup = verbs.add_parser("setup", help="首次设置", parents=[common])
    setup.add_argument("--hospital", required=True, metavar="NAME")
    setup.add_argument("--level", required=True, choices=LEVELS)
    setup.add_argument("--admin", required=True, metavar="STAFF_NO")
    setup.add_argument("--admin-name", default="管理员")
    setup.add_argument("--department", action="append", default=[])
    setup.add_argument("--switch", action="append", default=[], metavar="CODE", help="本院有的，如 boiler")
    setup.add_argument("--beds", type=int, metavar="N", help="开放床位")
    setup.add_argument("--demo", action="store_true", help="放进一所虚构医院的人员和部位")
    setup.add_argument("--server", metavar="URL")
    setup.add_argument("--code")
    setup.set_defaults(run=set_up_here)
    enrol = verbs.add_parser("enrol", help="加入县里", parents=[common])
    road = enrol.add_mutually_exclusive_group(required=True)
    road.add_argument("--server", metavar="URL")
    road.add_argument("--request", type=Path, metavar="FILE", help="没有网：写一个报到文件，用 U 盘交到县里")
    road.add_argument(
        "--answer", type=Path, metavar="FILE", help="没有网：县里的回信，--code 是县里报的核对码"
    )
    enrol.add_argument("--code")
    enrol.set_defaults(run=enrol_this)


def set_up_here(arguments: argparse.Namespace) -> int:
    if bool(arguments.server) != bool(arguments.code):
        raise Refused("--server 和 --code 要一起给，或都不给、以后用 enrol 加入。没有设置任何东西。")
    admin_pin = pin_of(arguments.admin)
    refusal: Refusal | None = None
    with opened(arguments, before_set_up=True) as store:
        result = set_up(
            store,
            hospital=arguments.hospital,
            level=arguments.level,
            admin_no=arguments.admin,
            admin_name=arguments.admin_name,
            admin_pin=admin_pin,
            departments=arguments.department or (demo.DEPARTMENTS if arguments.demo else ()),
            switches=_known_switches(store, arguments.switch),
            figures=_figures(arguments.beds),
            demo=arguments.demo,
            pins=_demo_pins() if arguments.demo else None,
        )
        if arguments.server:
            try:
                _enrol(store, arguments)
            except Refusal as error:
                refusal = error  # the recovery code is shown once: not even a county that is away may hide it
    facts = {
        "facility_id": result.facility_id,
        "admin": result.admin_no,
        "recovery_code": result.recovery_code,
        "enrolled": bool(arguments.server) and refusal is None,
    }
    Output.of(arguments).document(
        facts,
        f"{arguments.hospital} 已在这台电脑上设好，管理员 {result.admin_no}。\n"
        f"恢复码（只显示这一次，抄下来锁好）：{result.recovery_code}",
    )
    if refusal is None:
        return DONE
    return refuse(f"医院已经设好，只是没有加入县里：{refusal}以后用 enrol --server URL --code CODE 再试。")


def enrol_this(arguments: argparse.Namespace) -> int:
    if not arguments.code and not arguments.request:
        raise Refused("还要写上 --code：县里给的报到码或核对码。什么都没有改动。")
    with opened(arguments, before_set_up=True) as store:
        if arguments.request:
            write_request(store, arguments.request)
            line = f"已写到 {arguments.request}。交到县里登记，再把回信和核对码带回来，用 enrol --answer 收。"
            return Output.of(arguments).document({"file": arguments.request}, line)
        if arguments.answer:
            taken = take_answer(store, arguments.answer, arguments.code)
            facts: dict[str, object] = {"device_id": taken.device_id, "facility_id": taken.facility_id}
            return Output.of(arguments).document(facts, "已加入县里。以后用 sync --export 和 --import 来往。")
        facts = _enrol(store, arguments)
    return Output.of(arguments).document(facts, f"已加入 {arguments.server}，以后有网就自己送。")


def _enrol(store: Store, arguments: argparse.Namespace) -> dict[str, object]:
    enrolled = enrol_here(store, server_url=arguments.server, code=arguments.code)
    return {"device_id": enrolled.device_id, "facility_id": enrolled.facility_id, "server": arguments.server}


def _known_switches(store: Store, given: list[str]) -> list[str]:
    known = {choice.code for choice in store.catalog.choice_list("profile_switch")}
    unknown = [code for code in given if code not in known]
    if unknown:
        raise Refused(f"没有叫 {unknown[0]} 的开关，没有设置任何东西。有的是：{'、'.join(sorted(known))}。")
    return given


def _figures(beds: int | None) -> dict[str, int]:
    if beds is None:
        return {}
    if not 0 <= beds <= MOST_BEDS:
        raise Refused(f"床位 {beds} 不对，没有设置任何东西。写 0 到 {MOST_BEDS} 的整数。")
    return {"beds": beds}


def _demo_pins() -> dict[str, str]:
    """Every demo person whose PIN the environment gives; the others keep the demo's own."""
    given = ((person[0], os.environ.get(f"YIAN_PIN_{person[0]}")) for person in demo.PEOPLE)
    return {staff_no: pin for staff_no, pin in given if pin is not None}
