"""``update status | check FILE | apply FILE | prove``: a new version of the program, from a file."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from cli.opening import opened, pin_of
from cli.output import Output, refuse
from forms.clock import SystemClock
from models.home import is_new
from models.migrations.history import HEAD
from models.migrations.proof import Proof, prove
from models.program import read_program
from models.versions import Versions
from models.workflow.credentials import verify_pin
from sync.updates.applying import apply_update
from sync.updates.looking import look_at
from sync.wire.update_file import Update


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("update", help="更新医安：一个签了名的文件", parents=[common])
    actions = parser.add_subparsers(dest="action", required=True)
    status = actions.add_parser("status", help="现在是哪一版", parents=[common])
    status.set_defaults(run=tell)
    check = actions.add_parser("check", help="这个文件能不能用；什么都不装", parents=[common])
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=look)
    apply = actions.add_parser("apply", help="装上；下次打开就是新版本", parents=[common])
    apply.add_argument("file", type=Path, metavar="FILE")
    apply.add_argument("--as", dest="actor", required=True, metavar="STAFF_NO", help="哪位管理员")
    apply.set_defaults(run=put_in)
    trial = actions.add_parser("prove", help="在记录库的副本上试升级；记录不动", parents=[common])
    trial.set_defaults(run=try_on_copy)


def tell(arguments: argparse.Namespace) -> int:
    program = read_program()
    versions = Versions(root=program.root) if program.root else None
    facts = {
        "version": program.version,
        "platform": program.platform,
        "release": program.is_release,
        "schema": HEAD,
        "root": program.root,
        "current": versions.current if versions else None,
        "previous": versions.previous if versions else None,
        "fallen": versions.fallen if versions else None,
    }
    line = f"医安 {program.version}（{program.platform}）"
    if versions and versions.current != program.version and not versions.is_unsettled:
        line += f"，下次打开是 {versions.current}"
    return Output.of(arguments).document(facts, line)


def look(arguments: argparse.Namespace) -> int:
    update = look_at(arguments.file, read_program())
    manifest = update.manifest
    return Output.of(arguments).document(
        _facts(update), f"可以从 {read_program().version} 更新到 {manifest.version}。什么都还没有装。"
    )


def put_in(arguments: argparse.Namespace) -> int:
    said = ""

    def told(what: str, _done: int, _whole: int) -> bool:
        nonlocal said
        if what != said:
            said = what
            print(what, file=sys.stderr, flush=True)
        return True

    with opened(arguments) as store:
        verify_pin(store, arguments.actor, pin_of(arguments.actor))
        done = apply_update(store, read_program(), arguments.file, actor=arguments.actor, told=told)
    return Output.of(arguments).document(
        asdict(done),
        f"{done.version} 已装好，下次打开就是它。在副本上核对过 {done.rows} 行、{done.objects} 件封存，备份在 {done.backup}。",
    )


def try_on_copy(arguments: argparse.Namespace) -> int:
    """Status 0 if nothing is lost. A folder without a hospital proves itself."""
    if is_new(arguments.home):
        nothing = Proof(schema_before=HEAD, schema_after=HEAD, tables=0, rows=0, objects=0, faults=())
        return Output.of(arguments).document(nothing, "这里还没有记录，没有什么要试的。")
    proof = prove(arguments.home, clock=SystemClock())
    counts = f"{proof.tables} 张表 {proof.rows} 行、{proof.objects} 件封存"
    Output.of(arguments).document(proof, "\n".join(proof.faults) or f"副本升级后一样不少：{counts}。")
    if proof.faults:
        return refuse(
            f"副本升级后有 {len(proof.faults)} 处对不上。记录没有动过。请不要换这一版，告诉信息员。"
        )
    return 0


def _facts(update: Update) -> dict[str, object]:
    manifest = update.manifest
    return {
        "version": manifest.version,
        "platform": manifest.platform,
        "lowest": manifest.lowest,
        "schema": manifest.schema,
        "signer": update.signer,
        "bytes": update.payload_at + manifest.payload_size,
        "unpacked_bytes": manifest.unpacked_size,
        "from": read_program().version,
    }
