"""``records list | show ID | history ID``."""

from __future__ import annotations

import argparse

from cli.opening import PROGRAM, opened
from cli.output import Output, Refused
from models.queries import records
from models.queries.records import RecordFilter, RecordView
from models.store import Store
from models.workflow import drafts


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("records", help="记录", parents=[common])
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", parents=[common])
    listing.add_argument("--form")
    listing.add_argument("--text", default="")
    listing.add_argument("--all-kinds", action="store_true", help="连同登记卡和隐患步骤")
    listing.set_defaults(run=list_records)
    for name, run in (("show", show), ("history", history)):
        one = actions.add_parser(name, parents=[common])
        one.add_argument("record")
        one.set_defaults(run=run)


def list_records(arguments: argparse.Namespace) -> int:
    kinds = (
        ("record", "log", "card", "event", "step")
        if arguments.all_kinds
        else ("record", "log", "step", "event")
    )
    with opened(arguments, read_only=True) as store:
        form_id = store.catalog.find(arguments.form).id if arguments.form else None
        wanted = RecordFilter(form_id=form_id, kinds=kinds, text=arguments.text)
        rows = [*_drafts(store), *_sealed(store, wanted)]
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
    with opened(arguments, read_only=True) as store, store.read() as session:
        view = records.get(session, store.catalog, arguments.record, None)
    if view is None:
        raise Refused(f"没有编号为 {arguments.record} 的记录。用 records list 看全部编号。")
    return view


def _drafts(store: Store) -> list[dict[str, object]]:
    return [
        {"id": draft.draft_id, "rev_id": None, "form": draft.form_id, "status": "draft", "delivery": "none"}
        for draft in drafts.open_drafts(store)
    ]


def _sealed(store: Store, wanted: RecordFilter) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    with store.read() as session:
        cursor = None
        while True:
            page = records.find(session, store.catalog, wanted, PROGRAM, limit=500, cursor=cursor)
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
