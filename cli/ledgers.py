"""``today | hazards | assets | incidents``: what the records add up to."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from cli.opening import PROGRAM, add_reader, opened, reader_of
from cli.output import Output
from models.queries import assets, hazards, incidents, today

MANY = 100_000  # rows; a program wants all of them


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    day = verbs.add_parser("today", help="今日该做的", parents=[common])
    add_reader(day)
    day.set_defaults(run=list_today)
    found = verbs.add_parser("hazards", help="隐患", parents=[common])
    found.add_argument("--all", action="store_true", help="连同已销号和作废的")
    found.set_defaults(run=list_hazards)
    verbs.add_parser("assets", help="台账", parents=[common]).set_defaults(run=list_assets)
    reported = verbs.add_parser("incidents", help="署名的事件", parents=[common])
    add_reader(reported)
    reported.set_defaults(run=list_incidents)


def list_today(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        person = reader_of(store, arguments.person)
        view = today.read(
            store.path,
            store.catalog.current(),
            staff_no=person.staff_no,
            roles=person.roles if person is not PROGRAM else ("nurse", "head", *PROGRAM.roles),
            department=person.department,
            now=store.clock.now(),
            area_names={choice.code: choice.label for choice in store.catalog.choice_list("place_area")},
        )
    rows = [asdict(task) for task in view.tasks]
    return Output.of(arguments).rows(
        rows, ("group", "due_at", "form_title", "subject_name", "label"), "现在没有该做的。"
    )


def list_hazards(arguments: argparse.Namespace) -> int:
    states = (*hazards.OPEN_STATES, "closed", "void") if arguments.all else hazards.OPEN_STATES
    with opened(arguments, read_only=True) as store, store.read() as session:
        rows = [
            asdict(item) | {"heads": view.heads if (view := hazards.get(session, item.hazard_id)) else ()}
            for item in hazards.find(session, states=states, limit=MANY)
        ]
    return Output.of(arguments).rows(
        rows, ("number", "state", "level", "title", "place", "owner_name", "due"), "没有隐患。"
    )


def list_assets(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store, store.read() as session:
        rows = [asdict(item) for item in assets.find(session, limit=MANY)]
    return Output.of(arguments).rows(
        rows, ("code", "title", "place", "status", "next_expiry"), "台账是空的。"
    )


def list_incidents(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        with store.read() as session:
            rows = [asdict(item) for item in incidents.find(session, store.catalog, reader, limit=MANY)]
    return Output.of(arguments).rows(
        rows, ("grade", "title", "department", "reported_at"), "没有署名的事件报告。"
    )
