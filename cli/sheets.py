"""``sheet show | sign``: the rows of a log that stand on one sheet, what they lack, and signing them in one act."""

from __future__ import annotations

import argparse
from datetime import date

from cli.forms import find_form
from cli.opening import add_reader, opened, pin_of, reader_of
from cli.output import Output, Refused
from forms.clock import local
from models.queries.people import PersonView
from models.queries.sheets import SheetView, read_sheet
from models.store import Store
from models.workflow.sheet_signing import sign_sheet


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("sheet", help="逐条登记的表：看一张，一次签一张", parents=[common])
    acts = parser.add_subparsers(dest="act", required=True, metavar="做什么")
    shown = acts.add_parser("show", help="一张上的记录和缺的", parents=[common])
    add_sheet(shown)
    add_reader(shown)
    shown.set_defaults(run=show)
    signed = acts.add_parser("sign", help="一次签完一张", parents=[common])
    add_sheet(signed)
    signed.add_argument("--role", required=True)
    signed.add_argument("--as", dest="person", required=True, metavar="STAFF_NO")
    signed.set_defaults(run=sign)


def add_sheet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("form")
    parser.add_argument("--day", type=date.fromisoformat, help="这张表里的一天，如 2026-11-20；不写是今天")


def show(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        view = sheet_of(store, arguments, reader_of(store, arguments.person))
    document = {
        "form": view.form.id,
        "title": view.form.title,
        "from": view.period.start,
        "until": view.period.end,
        "rows": [
            {
                "id": row.record_id,
                "rev_id": row.rev_id,
                "serial": row.serial,
                "claimed_at": row.claimed_at,
                "author": row.author,
                "timeliness": row.timeliness,
                "abnormal": row.abnormal,
                "awaiting": row.awaiting,
                "answers": row.revision.answers,
            }
            for row in view.rows
        ],
        "awaiting": {one.signer.role: len(one.rev_ids) for one in view.waiting},
        "flaws": view.flaws,
    }
    return Output.of(arguments).document(document, _outline(view))


def sign(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        view = sheet_of(store, arguments, reader_of(store, arguments.person))
        waiting = next((one for one in view.waiting if one.signer.role == arguments.role), None)
        done = sign_sheet(
            store,
            waiting.rev_ids if waiting else (),
            role=arguments.role,
            person=arguments.person,
            pin=pin_of(arguments.person),
        )
    document = {"signed": done.signed, "left": [{"rev_id": o.rev_id, "reason": o.reason} for o in done.left]}
    left = f"，{len(done.left)} 条没有签：{done.left[0].reason}" if done.left else ""
    return Output.of(arguments).document(document, f"已签 {len(done.signed)} 条，保存在本机{left}")


def sheet_of(store: Store, arguments: argparse.Namespace, reader: PersonView) -> SheetView:
    """The sheet that was asked for; Refused if the form is no log."""
    form = find_form(store.catalog, arguments.form)
    day = arguments.day or local(store.clock.now()).date()
    with store.read() as session:
        view = read_sheet(session, store.catalog, form.id, day, reader, now=store.clock.now())
    if view is None:
        raise Refused(f"《{form.title}》不是逐条登记的表，或这个人不能看它。记录用 records list 看。")
    return view


def _outline(view: SheetView) -> str:
    waiting = "、".join(f"{one.signer.title} {len(one.rev_ids)} 条" for one in view.waiting) or "没有"
    return "\n".join(
        (
            f"{view.form.title} {view.period.title}，共 {len(view.rows)} 条，等签：{waiting}",
            *(f"  {local(row.claimed_at):%m-%d %H:%M} {row.author_name} {row.serial}" for row in view.rows),
            *(f"  要看：{flaw}" for flaw in view.flaws),
        )
    )
