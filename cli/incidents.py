"""``incidents``: the reports with a name, who was told outside, and what came of an anonymous report."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from cli.opening import add_reader, opened, reader_of
from cli.output import Output, Refused
from models.files import why, write_durably
from models.queries import incidents, outside_register
from models.workflow.pick_up import pick_up

MANY = 100_000  # rows; a program wants all of them


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    reported = verbs.add_parser("incidents", help="署名的事件", parents=[common])
    add_reader(reported)
    what = reported.add_mutually_exclusive_group()
    what.add_argument("--told", action="store_true", help="对外报告登记：已报和待报")
    what.add_argument("--next", metavar="RECORD", help="一件事的环节、时限和下一步")
    what.add_argument("--code", metavar="取件码", help="匿名报告的反馈；什么都不记")
    reported.add_argument("--csv", type=Path, metavar="FILE.csv", help="连同 --told：存成表格")
    reported.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if arguments.code:
        return _picked_up(arguments)
    if arguments.next:
        return _one(arguments)
    if arguments.told or arguments.csv:
        return _told(arguments)
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        with store.read() as session:
            rows = [asdict(item) for item in incidents.find(session, store.catalog, reader, limit=MANY)]
    return Output.of(arguments).rows(
        rows, ("grade", "state", "title", "department", "reported_at"), "没有署名的事件报告。"
    )


def _one(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        with store.read() as session:
            view = incidents.get(session, store.catalog, reader, arguments.next)
    if view is None:
        raise Refused(f"没有编号 {arguments.next} 的事件，或你的角色不能看它。什么都没有改动。")
    steps = [
        {"record_id": one.record_id, "form_id": one.form_id, "at": one.at, "counts": one.counts}
        for one in view.steps
    ]
    document = asdict(view.item) | {
        "heads": view.heads,
        "problems": view.problems,
        "feedback": view.feedback,
        "steps": steps,
        "next": [asdict(one) for one in view.next],
    }
    lines = [f"{one.form_id}\t{one.why}" for one in view.next]
    return Output.of(arguments).document(document, "\n".join(lines) or "这件事已经办完。")


def _told(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        with store.read() as session:
            rows = outside_register.read(session, store.catalog, reader)
    if arguments.csv is None:
        return Output.of(arguments).rows(
            [asdict(row) for row in rows],
            ("state", "title", "receiver", "stage", "told_at", "number"),
            "没有对外报告，也没有待报的。",
        )
    try:
        write_durably(arguments.csv, outside_register.as_csv(rows))
    except OSError as error:
        raise Refused(f"表格存不到 {arguments.csv}（{why(error)}）。登记没有动过。换个位置再试。") from error
    return Output.of(arguments).document(
        {"out": arguments.csv, "rows": len(rows)}, f"已存 {len(rows)} 行到 {arguments.csv}"
    )


def _picked_up(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        found = pick_up(store, arguments.code)
    lines = [f"{one.day}\t{one.text}" for one in found.answers] or ["还没有写反馈"]
    stages = "、".join(found.stages) or "已收到"
    return Output.of(arguments).document(asdict(found), "\n".join([stages, *lines]))
