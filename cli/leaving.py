"""``leave``: may this computer be emptied or the program taken off it? Asked by the installer; deletes nothing."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from cli.opening import opened_to_look
from cli.output import DONE, Output, refuse
from models.home import is_new
from models.queries.leaving import Leaving, leaving


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("leave", help="卸载或清空前：这台电脑上还有多少没送出去", parents=[common])
    parser.add_argument(
        "--knowing", type=int, metavar="N", help="知道还有 N 份只在这台电脑上，仍要离开；数目要对得上"
    )
    parser.set_defaults(run=leave)


def leave(arguments: argparse.Namespace) -> int:
    """Status 0 when nothing is only here, or its count was named."""
    if is_new(arguments.home):
        left = Leaving(operations=0, anonymous=0, drafts=0)
    else:
        with opened_to_look(arguments) as store, store.read() as session:
            left = leaving(session)
    may_leave = left.total in (0, arguments.knowing)
    facts = {**asdict(left), "total": left.total, "may_leave": may_leave, "home": arguments.home}
    Output.of(arguments).document(facts, _line(left))
    if may_leave:
        return DONE
    return refuse(
        f"这台电脑上还有 {left.total} 份别处没有，没有同意清空，什么都没有删。"
        f"先送一次（sync）或导出到 U 盘（sync --export）；确实不要了，用 --knowing {left.total} 再说一遍。"
    )


def _line(left: Leaving) -> str:
    if not left.total:
        return "这台电脑上的记录县里都有了，可以离开。"
    return f"还没送到县里 {left.operations} 件，匿名报告 {left.anonymous} 份，草稿 {left.drafts} 份。"
