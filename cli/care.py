"""``verify | backup DIR | restore FILE | rebuild``: what the part-timer does to keep the records safe."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.opening import opened, opened_to_look
from cli.output import Output, refuse
from forms.clock import SystemClock
from models import vault
from models.projections import rebuild


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    verbs.add_parser("verify", help="核对全部记录", parents=[common]).set_defaults(run=verify)
    backup = verbs.add_parser("backup", help="备份到文件夹", parents=[common])
    backup.add_argument("folder", type=Path, metavar="DIR")
    backup.set_defaults(run=back_up)
    restore = verbs.add_parser("restore", help="用备份恢复", parents=[common])
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run=restore_from)
    verbs.add_parser("rebuild", help="重建由记录算出的表", parents=[common]).set_defaults(run=rebuild_tables)


def verify(arguments: argparse.Namespace) -> int:
    with opened_to_look(arguments) as store:
        report = vault.verify(store)
    counts = f"{report.objects} 件封存、{report.attachments} 个附件、{report.audit_entries} 条留痕"
    if report.is_clean:
        return Output.of(arguments).document(
            {"clean": True, "report": report}, f"核对完毕，没有差错：{counts}。"
        )
    Output.of(arguments).document({"clean": False, "report": report}, "\n".join(report.faults))
    return refuse(f"核对了 {counts}，有 {len(report.faults)} 处不符。什么都没有改动，请信息员用备份恢复。")


def back_up(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        made = vault.backup(store, arguments.folder)
    return Output.of(arguments).document({"file": made}, f"已备份并核对：{made}")


def restore_from(arguments: argparse.Namespace) -> int:
    restored = vault.restore(arguments.home, arguments.file, clock=SystemClock())
    lines = (*(f"{name}：{value}" for name, value in restored.facts()), restored.advice())
    return Output.of(arguments).document(restored, "\n".join(lines))


def rebuild_tables(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        found = rebuild.rebuild(store)
    line = (
        "、".join(f"{one.table} 改了 {one.missing + one.surplus} 行" for one in found)
        or "和记录一致，没有要改的。"
    )
    return Output.of(arguments).document({"changed": found}, line)
