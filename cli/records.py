"""``records list | show ID | history ID | export FORM``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from cli.days import add_days, end_of, start_of
from cli.forms import find_form
from cli.opening import add_reader, opened, pin_of, reader_of
from cli.output import Output, Refused
from models.files import why, write_durably
from models.queries import records
from models.queries.people import PersonView
from models.queries.records import RecordFilter, RecordView
from models.store import Store
from models.workflow import drafts, exporting
from models.workflow.credentials import verify_pin


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("records", help="记录", parents=[common])
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[common])
    listing.add_argument("--form")
    listing.add_argument("--text", default="")
    listing.add_argument("--all-kinds", action="store_true", help="连同登记卡和隐患步骤")
    add_reader(listing)
    listing.set_defaults(run=list_records)
    add_export(actions, common)
    for name, run in (("show", show), ("history", history)):
        one = actions.add_parser(name, parents=[common])
        one.add_argument("record")
        add_reader(one)
        one.set_defaults(run=run)


def add_export(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = actions.add_parser("export", help="一张表的记录，一条一行", parents=[common])
    parser.add_argument("form")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx|FILE.csv")
    add_days(parser)
    parser.add_argument("--identifying", action="store_true", help="连同能认出病人的内容；要 --as 和 PIN")
    add_reader(parser)
    parser.set_defaults(run=export_records)


def export_records(arguments: argparse.Namespace) -> int:
    how = arguments.out.suffix.lower().removeprefix(".")
    if how not in exporting.FORMATS:
        raise Refused(f"{arguments.out} 不是 .xlsx 也不是 .csv，没有存文件。换一个文件名再试。")
    with opened(arguments) as store:
        reader = reader_of(store, arguments.person)
        if arguments.identifying:
            if not arguments.person:
                raise Refused("能认出病人的内容要写明是谁导出（--as 工号），并给 PIN。没有存文件。")
            verify_pin(store, arguments.person, pin_of(arguments.person))
        made = exporting.export(
            store,
            find_form(store.catalog, arguments.form),
            RecordFilter(since=start_of(arguments.since), until=end_of(arguments.until)),
            reader,
            how=how,
            identifying=arguments.identifying,
        )
        files = keep(made.files, arguments.out)
    document = {"form": made.form_id, "records": made.count, "files": files}
    return Output.of(arguments).document(
        document, f"{made.count} 条记录，已存为 {'、'.join(map(str, files))}"
    )


def keep(files: Mapping[str, bytes], out: Path) -> list[Path]:
    """Written beside each other under the chosen name; Refused with the system's reason."""
    kept = []
    for ending, data in files.items():
        path = out.with_name(out.stem + ending)
        try:
            write_durably(path, data)
        except OSError as error:
            raise Refused(f"存不到 {path}（{why(error)}）。记录没有动过。换个位置再试。") from error
        kept.append(path)
    return kept


def list_records(arguments: argparse.Namespace) -> int:
    kinds = (
        ("record", "log", "card", "event", "step")
        if arguments.all_kinds
        else ("record", "log", "step", "event")
    )
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        form_id = find_form(store.catalog, arguments.form).id if arguments.form else None
        wanted = RecordFilter(form_id=form_id, kinds=kinds, text=arguments.text)
        begun = [] if arguments.text else _drafts(store, form_id, arguments.person)
        rows = [*begun, *_sealed(store, wanted, reader)]
    return Output.of(arguments).rows(
        rows, ("serial", "title", "status", "delivery", "claimed_at"), "还没有记录。"
    )


def show(arguments: argparse.Namespace) -> int:
    view = _view(arguments)
    document = {
        "id": view.item.record_id,
        "rev_id": view.item.rev_id,
        "form": view.item.form_id,
        "version": view.version,
        "status": view.item.status,
        "delivery": view.item.delivery,
        "awaiting": view.awaiting,
        "revision": view.revision.data,
        "signatures": [one.data for one in view.signatures],
        "hazards": view.hazards,
        "receipts": view.receipts,
    }
    return Output.of(arguments).document(document, _outline(view))


def history(arguments: argparse.Namespace) -> int:
    view = _view(arguments)
    rows = [
        {
            "version": number,
            "rev_id": one.rev_id,
            "sealed_at": one.sealed_at,
            "author": one.author,
            "reason": one.reason,
            "parents": one.parents,
            "void": one.void,
        }
        for number, one in enumerate(view.revisions, 1)
    ]
    return Output.of(arguments).rows(rows, ("version", "sealed_at", "author", "reason"), "")


def _view(arguments: argparse.Namespace) -> RecordView:
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        with store.read() as session:
            view = records.get(session, store.catalog, arguments.record, reader)
    if view is None:
        raise Refused(f"没有编号为 {arguments.record} 的记录，或这个人不能看它。用 records list 看全部编号。")
    return view


def _drafts(store: Store, form_id: str | None, person: str | None) -> list[dict[str, object]]:
    return [
        {
            "id": draft.draft_id,
            "rev_id": None,
            "form": draft.form_id,
            "title": store.catalog.get(draft.form_id, draft.form_version).title,
            "serial": None,
            "status": "draft",
            "delivery": "none",
            "claimed_at": None,
            "timeliness": None,
            "awaiting": [],
        }
        for draft in drafts.open_drafts(store, person)
        if form_id in (None, draft.form_id)
    ]


def _sealed(store: Store, wanted: RecordFilter, reader: PersonView) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    with store.read() as session:
        cursor = None
        while True:
            page = records.find(session, store.catalog, wanted, reader, limit=500, cursor=cursor)
            rows.extend(_row(item) for item in page.rows)
            cursor = page.cursor
            if cursor is None:
                return rows


def _row(item: records.RecordItem) -> dict[str, object]:
    return {
        "id": item.record_id,
        "rev_id": item.rev_id,
        "form": item.form_id,
        "title": item.title,
        "serial": item.serial,
        "status": item.status,
        "delivery": item.delivery,
        "claimed_at": item.claimed_at,
        "timeliness": item.timeliness,
        "awaiting": item.awaiting,
    }


def _outline(view: RecordView) -> str:
    item = view.item
    signed = "、".join(f"{one.role} {one.person_name}" for one in view.signatures) or "只有填表人"
    return "\n".join(
        (
            f"{item.title} {item.serial} 第 {view.version} 版",
            f"  {item.places} {item.author_name} 送达：{item.delivery} 签名：{signed}",
            *(f"  隐患 {hazard.number} {hazard.title}（{hazard.state}）" for hazard in view.hazards),
        )
    )
