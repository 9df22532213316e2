"""``print RECORD | --blank FORM | --ledger FORM --out FILE.pdf``."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from cli.forms import find_form
from cli.opening import opened, reader_of
from cli.output import Output, Refused
from forms.definition import Form
from forms.sheet_period import period_of
from models.faults import NewerDatabase
from models.files import why, write_durably
from models.queries import records
from models.queries.people import PersonView
from models.queries.records import RecordFilter
from models.store import Store
from models.workflow import paper


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("print", help="打印成 PDF", parents=[common])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("record", nargs="?")
    what.add_argument("--blank", metavar="FORM", help="空白表")
    what.add_argument("--ledger", metavar="FORM", help="台账：这张表的全部记录")
    parser.add_argument("--day", type=date.fromisoformat, help="台账只要这一天所在的那一张，如 2026-11-20")
    parser.add_argument(
        "--version", type=int, default=0, metavar="N", help="更正过的记录，打印第几版；旧版纸上会注明"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    parser.add_argument("--as", dest="person", metavar="STAFF_NO", help="谁打印；印在页脚，并按他的权限")
    parser.set_defaults(run=print_paper)


def print_paper(arguments: argparse.Namespace) -> int:
    pdf = _pdf(arguments)
    try:
        write_durably(arguments.out, pdf)
    except OSError as error:
        raise Refused(f"PDF 存不到 {arguments.out}（{why(error)}）。记录没有动过。换个位置再试。") from error
    return Output.of(arguments).document({"out": arguments.out, "bytes": len(pdf)}, f"已存为 {arguments.out}")


def _pdf(arguments: argparse.Namespace) -> bytes:
    """Only a record is counted, so only it needs the store to itself; that of a newer program is printed uncounted."""
    if arguments.record is None:
        with opened(arguments, read_only=True) as store:
            reader = reader_of(store, arguments.person)
            if arguments.blank:
                form = find_form(store.catalog, arguments.blank)
                return paper.print_blank(store, form, person=arguments.person)
            form = find_form(store.catalog, arguments.ledger)
            return paper.print_ledger(
                store, _record_ids(store, form, reader, arguments.day), person=arguments.person
            )
    try:
        with opened(arguments) as store:
            reader_of(store, arguments.person)
            return paper.print_record(
                store, arguments.record, person=arguments.person, version=arguments.version
            )
    except NewerDatabase:
        with opened(arguments, read_only=True) as store:
            return paper.prepare(
                store, arguments.record, person=arguments.person, version=arguments.version
            ).pdf


def _record_ids(store: Store, form: Form, reader: PersonView, day: date | None) -> list[str]:
    period = period_of(form.printing.period, day) if day is not None else None
    wanted = RecordFilter(
        form_id=form.id,
        kinds=("record", "log", "event", "step", "card"),
        status="sealed",
        since=period.start if period else None,
        until=period.end if period else None,
    )
    with store.read() as session:
        page = records.find(session, store.catalog, wanted, reader, limit=paper.LEDGER_ROWS)
    return [item.record_id for item in page.rows]
