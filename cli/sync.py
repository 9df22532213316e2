"""``sync``: one pass until nothing is due, or the same objects by USB stick."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from random import SystemRandom

from cli.opening import opened
from cli.output import DONE, Output, Refused, refuse
from models.installation import is_host
from models.queries import outbox
from models.store import Store
from sync.bundle.reading import import_bundle
from sync.bundle.writing import export_bundle
from sync.house.server_process import ServerProcess
from sync.ledger import make_due
from sync.report import PassReport
from sync.round import run_round


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("sync", help="送到县里", parents=[common])
    stick = parser.add_mutually_exclusive_group()
    stick.add_argument(
        "--export", type=Path, metavar="BUNDLE", help="写到 U 盘上的一个文件里，带到有网的电脑"
    )
    stick.add_argument("--import", dest="bundle", type=Path, metavar="BUNDLE", help="从 U 盘上的文件收进来")
    parser.add_argument("--for-hospital", action="store_true", help="导出全部，给本院的另一台电脑")
    parser.set_defaults(run=sync)


def sync(arguments: argparse.Namespace) -> int:
    if arguments.export is not None:
        return _export(arguments)
    if arguments.bundle is not None:
        return _import(arguments)
    return _send_and_fetch(arguments)


def _send_and_fetch(arguments: argparse.Namespace) -> int:
    """Status 0 only when nothing is undelivered."""
    with opened(arguments) as store:
        report = _round(arguments, store)
        with store.read() as session:
            problems = [
                {"record": item.record_id, "title": item.title, "problem": item.problem}
                for item in outbox.waiting(session)
            ]
    facts = {key: value for key, value in asdict(report).items() if key != "wait_s"} | {"waiting": problems}
    Output.of(arguments).document(facts, "\n".join((_line(report), *report.notices)))
    return DONE if report.is_clear else refuse(report.reason)


def _round(arguments: argparse.Namespace, store: Store) -> PassReport:
    """On an 院内主机 its own house as well, whose server runs for so long if it does not anyway."""
    with store.write() as session:
        installation = store.require_installation()
        if installation.server_url is None and installation.is_enrolled:
            raise Refused("这台电脑没有县里的网址，记录都在本机。用 sync --export 写到 U 盘，带到县里。")
        if installation.server_url is None and not is_host(session):
            raise Refused("这台电脑还没有加入县里，记录都在本机。用 enrol --server URL --code CODE 加入。")
        make_due(session)
    server = ServerProcess(arguments.home, arguments.server_command)
    try:
        return run_round(store, random=SystemRandom(), server=server)
    finally:
        server.stop()


def _line(report: PassReport) -> str:
    line = f"已送达 {report.sent} 条，收到 {report.received} 条"
    if report.left or report.quarantined:
        line += f"；还有 {report.left} 条待报，{report.quarantined} 条需处理，都在本机"
    return line


def _export(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        made = export_bundle(store, arguments.export, for_hospital=arguments.for_hospital)
    return Output.of(arguments).document(
        {"file": arguments.export, **asdict(made)},
        f"已写到 {arguments.export}：{made.objects} 件，其中 {made.waiting} 件待报。记录仍在本机。"
        + ("" if made.for_county else "这台电脑还没有接入县里，这个文件只有本院的电脑能打开。"),
    )


def _import(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        got = import_bundle(store, arguments.bundle)
    line = f"收进 {got.new} 件新的，{got.known} 件原来就有；{got.passed_on} 件等着代送，{got.proved} 件已送达县里。"
    if got.asked:
        line += f"县里还要 {got.asked} 个附件，下次导出会带上。"
    if got.refused:
        line += f"{got.refused} 件没有收。"
    line = "\n".join((line, *got.notices))
    Output.of(arguments).document(asdict(got), line)
    return DONE if not got.refused else refuse("有几条没有收，记录都在本机。请在“同步”里看原因。")
