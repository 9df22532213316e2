"""``sync``: one pass until nothing is due, or the same messages by USB stick."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import asdict
from random import SystemRandom

from cli.opening import opened
from cli.output import DONE, Output, Refused, refuse
from forms.clock import SystemClock
from models.queries import outbox
from models.store import Store
from sync.engine import run_pass
from sync.ledger import make_due
from sync.report import PassReport
from sync.transport import HttpTransport


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("sync", help="送到县里", parents=[common])
    parser.set_defaults(run=sync)


def sync(arguments: argparse.Namespace) -> int:
    """Status 0 only when nothing is undelivered."""
    with opened(arguments) as store:
        report = _pass(store)
        with store.read() as session:
            problems = [
                {"record": item.record_id, "title": item.title, "problem": item.problem}
                for item in outbox.waiting(session)
            ]
    facts = {key: value for key, value in asdict(report).items() if key != "wait_s"} | {"waiting": problems}
    Output.of(arguments).document(facts, "\n".join((_line(report), *report.notices)))
    return DONE if report.is_clear else refuse(report.reason)


def _pass(store: Store) -> PassReport:
    installation = store.require_installation()
    if installation.server_url is None:
        raise Refused("这台电脑还没有加入县里，记录都在本机。用 enrol --server URL --code CODE 加入。")
    with store.write() as session:
        make_due(session)
    with closing(HttpTransport(installation.server_url)) as transport:
        return run_pass(store, transport=transport, clock=SystemClock(), random=SystemRandom())


def _line(report: PassReport) -> str:
    line = f"已送达 {report.sent} 条，收到 {report.received} 条"
    if report.left or report.quarantined:
        line += f"；还有 {report.left} 条待报，{report.quarantined} 条需处理，都在本机"
    return line
