"""``registers export | template | import | revoke | labels``: registers as sheets of Excel, and their labels."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.forms import find_form
from cli.opening import opened, pin_of
from cli.output import Output, Refused
from forms.definition import Form, FormKind
from models.files import why, write_durably
from models.store import Store
from models.workflow import card_sheets, correcting, labelling
from models.workflow.importing import import_cards


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("registers", help="台账的表格和标签", parents=[common])
    acts = parser.add_subparsers(dest="act", required=True, metavar="做什么")
    for name, word, run in (
        ("export", "存成 Excel", export),
        ("template", "存一份空的模板", save_template),
        ("labels", "打印标签", print_labels),
    ):
        act = acts.add_parser(name, help=word, parents=[common])
        act.add_argument("form", metavar="FORM", help="台账卡片的编号，如 fire.extinguisher_card")
        act.add_argument("--out", type=Path, required=True, metavar="FILE")
        act.set_defaults(run=run)
    act.add_argument("--start", type=int, default=0, metavar="N", help="第一张纸上已用掉几个标签")
    taken = acts.add_parser("import", help="从 Excel 导入", parents=[common])
    taken.add_argument("form", metavar="FORM")
    taken.add_argument("file", type=Path, metavar="FILE.xlsx")
    taken.add_argument("--as", dest="actor", metavar="STAFF_NO", help="由谁导入；只看不导入时不用写")
    taken.add_argument("--dry-run", action="store_true", help="只看哪些行能导入，什么都不变")
    taken.set_defaults(run=take)
    undone = acts.add_parser("revoke", help="把一次导入整个撤回", parents=[common])
    undone.add_argument("import_id")
    undone.add_argument("--as", dest="actor", required=True, metavar="STAFF_NO")
    undone.add_argument("--reason", required=True)
    undone.set_defaults(run=revoke)


def export(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        return _saved(arguments, card_sheets.export(store, _card(store, arguments.form)))


def save_template(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        return _saved(arguments, card_sheets.template(_card(store, arguments.form)))


def print_labels(arguments: argparse.Namespace) -> int:
    last = labelling.PER_SHEET - 1
    if not 0 <= arguments.start <= last:
        raise Refused(f"一张纸 {labelling.PER_SHEET} 个标签，--start 写 0 到 {last}。什么都没有存。")
    with opened(arguments, read_only=True) as store:
        form = _card(store, arguments.form)
        return _saved(arguments, labelling.print_labels(store, form, person=None, start=arguments.start))


def take(arguments: argparse.Namespace) -> int:
    if arguments.actor is None and not arguments.dry_run:
        raise Refused("还没写由谁导入（--as 工号）。什么都没有改。只想看看就加 --dry-run。")
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        raise Refused(f"{arguments.file} 读不了（{why(error)}）。什么都没有改。换个文件再试。") from error
    with opened(arguments, read_only=arguments.dry_run) as store:
        form = _card(store, arguments.form)
        plan = card_sheets.read_cards(store, form, data)
        facts: dict[str, object] = {
            "form_id": form.id,
            "ready": len(plan.ready),
            "known": len(plan.known),
            "bad": [{"row": one.number, "text": one.text, "reason": one.reason} for one in plan.bad],
            "import_id": None,
        }
        if not arguments.dry_run and plan.ready:
            done = import_cards(store, arguments.actor, form, plan, pin=pin_of(arguments.actor))
            facts["import_id"] = done.import_id
    said = "可以导入" if arguments.dry_run else "导入了"
    line = f"{said} {len(plan.ready)} 行，早就登记过 {len(plan.known)} 行，有问题 {len(plan.bad)} 行。"
    told = [f"第 {one.number} 行：{one.reason}" for one in plan.bad]
    return Output.of(arguments).document(facts, "\n".join((line, *told)))


def revoke(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        records = correcting.revoke_import(
            store,
            arguments.import_id,
            reason=arguments.reason,
            person=arguments.actor,
            pin=pin_of(arguments.actor),
        )
    return Output.of(arguments).document(
        {"import_id": arguments.import_id, "record_ids": list(records)},
        f"撤回了 {len(records)} 条。它们还在，标着作废。",
    )


def _card(store: Store, name: str) -> Form:
    form = find_form(store.catalog, name)
    if form.kind is not FormKind.CARD:
        raise Refused(f"《{form.title}》不是台账卡片。什么都没有动。用 forms list 看哪些是 card。")
    return form


def _saved(arguments: argparse.Namespace, content: bytes) -> int:
    try:
        write_durably(arguments.out, content)
    except OSError as error:
        raise Refused(f"存不到 {arguments.out}（{why(error)}）。台账没有动过。换个位置再试。") from error
    return Output.of(arguments).document(
        {"out": arguments.out, "bytes": len(content)}, f"已存为 {arguments.out}"
    )
