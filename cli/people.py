"""``people add | list | retire``."""

from __future__ import annotations

import argparse

from cli.opening import opened, pin_of
from cli.output import Output
from models.queries.people import all_people
from models.store import Store
from models.workflow import people


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("people", help="人员", parents=[common])
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", parents=[common])
    add.add_argument("staff_no")
    add.add_argument("name")
    add.add_argument("--role", required=True, choices=people.ROLES, action="append")
    add.add_argument("--department", default="未分科")
    add.add_argument("--as", dest="actor", metavar="STAFF_NO", help="由谁登记；缺省是第一位管理员")
    add.set_defaults(run=add_person)
    listing = actions.add_parser("list", parents=[common])
    listing.add_argument("--all", action="store_true", help="连同离岗的")
    listing.set_defaults(run=list_people)
    retire = actions.add_parser("retire", parents=[common])
    retire.add_argument("staff_no")
    retire.add_argument("--reason", default="离岗")
    retire.add_argument("--as", dest="actor", metavar="STAFF_NO")
    retire.set_defaults(run=retire_person)


def add_person(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        actor = arguments.actor or _administrator(arguments, store)
        people.verify_pin(store, actor, pin_of(actor))
        people.add_person(
            store,
            actor,
            staff_no=arguments.staff_no,
            name=arguments.name,
            role=arguments.role,
            department=arguments.department,
            pin=pin_of(arguments.staff_no),
        )
    facts = {"staff_no": arguments.staff_no, "name": arguments.name, "roles": arguments.role}
    return Output.of(arguments).document(facts, f"已登记 {arguments.name}（{arguments.staff_no}）。")


def list_people(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store, store.read() as session:
        rows = [
            {
                "staff_no": one.staff_no,
                "name": one.name,
                "roles": one.roles,
                "department": one.department,
                "active": one.active,
            }
            for one in all_people(session, active_only=not arguments.all)
        ]
    return Output.of(arguments).rows(rows, ("staff_no", "name", "roles", "department"), "还没有登记人员。")


def retire_person(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        actor = arguments.actor or _administrator(arguments, store)
        people.verify_pin(store, actor, pin_of(actor))
        people.retire_person(store, actor, staff_no=arguments.staff_no, reason=arguments.reason)
    return Output.of(arguments).document(
        {"staff_no": arguments.staff_no}, f"{arguments.staff_no} 已离岗，不能再登录。以前的记录都在。"
    )


def _administrator(arguments: argparse.Namespace, store: Store) -> str:
    with store.read() as session:
        found = [one.staff_no for one in all_people(session) if "admin" in one.roles]
    return found[0] if found else str(arguments.staff_no)
