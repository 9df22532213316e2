"""``today | hazards | cases | assets``: what the records add up to."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from cli.opening import PROGRAM, add_reader, opened, reader_of
from cli.output import Output, Refused
from models.files import why, write_durably
from models.queries import assets, cases, hazards, tasks, today

MANY = 100_000  # rows; a program wants all of them
STEP_FACTS = (
    "record_id",
    "rev_id",
    "form_id",
    "action",
    "title",
    "author_name",
    "at",
    "counts",
    "state_label",
    "awaiting",
)


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    day = verbs.add_parser("today", help="今日该做的", parents=[common])
    add_reader(day)
    day.set_defaults(run=list_today)
    left = verbs.add_parser("tasks", help="记录留给人做的事", parents=[common])
    add_reader(left)
    left.add_argument("--all", action="store_true", help="连同做完的")
    left.add_argument("--of", metavar="STAFF_NO", help="只看这个人的")
    left.add_argument("--record", metavar="RECORD", help="只看这份记录留下的")
    left.set_defaults(run=list_tasks)
    found = verbs.add_parser("hazards", help="隐患", parents=[common])
    found.add_argument("--all", action="store_true", help="连同已销号和作废的")
    found.add_argument(
        "--paper",
        choices=("problems", "rectification", "disclosure"),
        help="问题清单、整改清单或向职工公示的 PDF，连同 --out",
    )
    found.add_argument("--out", type=Path, metavar="FILE.pdf")
    found.set_defaults(run=list_hazards)
    worked_off = verbs.add_parser("cases", help="按步办理的事项", parents=[common])
    acts = worked_off.add_subparsers(dest="act", required=True, metavar="做什么")
    listed = acts.add_parser("list", help="在办的", parents=[common])
    add_reader(listed)
    listed.add_argument("--all", action="store_true", help="连同已了结的")
    listed.add_argument("--form", metavar="FORM_ID")
    listed.set_defaults(run=list_cases)
    shown = acts.add_parser("show", help="一件的全部环节和下一步", parents=[common])
    add_reader(shown)
    shown.add_argument("record_id")
    shown.set_defaults(run=show_case)
    verbs.add_parser("assets", help="台账", parents=[common]).set_defaults(run=list_assets)


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
            area_names=store.catalog.labels("place_area"),
        )
    rows = [asdict(task) for task in view.tasks]
    return Output.of(arguments).rows(
        rows, ("group", "due_at", "form_title", "subject_name", "label"), "现在没有该做的。"
    )


def list_tasks(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        with store.read() as session:
            found = tasks.find(
                session,
                store.catalog,
                reader,
                person=arguments.of,
                record_id=arguments.record,
                is_open=not arguments.all,
            )
    rows = [asdict(task) for task in found]
    return Output.of(arguments).rows(rows, ("due_at", "person", "text", "fill"), "没有留下要做的事。")


def list_hazards(arguments: argparse.Namespace) -> int:
    if arguments.paper or arguments.out:
        return _hazard_paper(arguments)
    states = (*hazards.OPEN_STATES, "closed", "void") if arguments.all else hazards.OPEN_STATES
    with opened(arguments, read_only=True) as store, store.read() as session:
        rows = [
            asdict(item) | {"heads": view.heads if (view := hazards.get(session, item.hazard_id)) else ()}
            for item in hazards.find(session, states=states, limit=MANY)
        ]
    return Output.of(arguments).rows(
        rows, ("number", "state", "level", "title", "place", "owner_name", "due"), "没有隐患。"
    )


def list_cases(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        with store.read() as session:
            found = cases.find(
                session,
                store.catalog,
                reader,
                over=None if arguments.all else False,
                form_id=arguments.form,
                limit=MANY,
            )
    return Output.of(arguments).rows(
        [asdict(item) for item in found],
        ("record_id", "state_label", "title", "opened_at", "due"),
        "没有在办的事项。",
    )


def show_case(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        with store.read() as session:
            view = cases.get(session, store.catalog, arguments.record_id, reader)
    if view is None:
        raise Refused(f"没有编号为 {arguments.record_id} 的事项。没有改动。用 cases list 看在办的。")
    steps = [{name: getattr(step, name) for name in STEP_FACTS} for step in view.steps]
    document = asdict(view.item) | {
        "heads": view.heads,
        "problems": view.problems,
        "steps": steps,
        "following": [asdict(step) for step in view.following],
    }
    lines = [f"{view.item.title}\t{view.item.state_label}"]
    lines += [f"{step.title}\t{step.author_name}\t{step.state_label}" for step in view.steps]
    lines += [f"下一步\t{step.form_id}\t{step.title}" for step in view.following]
    return Output.of(arguments).document(document, "\n".join((*lines, *view.problems)))


def list_assets(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store, store.read() as session:
        rows = [asdict(item) for item in assets.find(session, limit=MANY)]
    return Output.of(arguments).rows(
        rows, ("code", "title", "place", "status", "next_expiry"), "台账是空的。"
    )


def _hazard_paper(arguments: argparse.Namespace) -> int:
    if not (arguments.paper and arguments.out):
        raise Refused("清单要同时写 --paper 和 --out。什么都没有改动。补上再试。")
    # Imported here: listing hazards must not wait for the PDF library.
    from models.workflow.hazard_papers import hazard_list_pdf  # noqa: PLC0415

    with opened(arguments, read_only=True) as store:
        pdf = hazard_list_pdf(store, arguments.paper)
    try:
        write_durably(arguments.out, pdf)
    except OSError as error:
        raise Refused(f"PDF 存不到 {arguments.out}（{why(error)}）。记录没有动过。换个位置再试。") from error
    return Output.of(arguments).document({"out": arguments.out, "bytes": len(pdf)}, f"已存为 {arguments.out}")
