"""``repair | rescue HOME OUT``: when the database is damaged, and when nothing else is to be had."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.opening import pin_of
from cli.output import Output, Refused, refuse
from forms.clock import SystemClock
from models.copying import problem_of
from models.faults import NotSetUp
from models.home import DATABASE, is_new
from models.repair import give_admin_pin, repair
from models.repaired import Repaired
from models.rescue import CannotRescue, rescue, told


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    mend = verbs.add_parser("repair", help="修复损坏的记录库", parents=[common])
    mend.add_argument("--backup", type=Path, metavar="FILE", help="用这一份备份，不用最近的")
    mend.add_argument(
        "--admin", metavar="STAFF_NO", help="没有登录凭据时：凭恢复码给这位管理员设一个新 PIN，不做别的"
    )
    mend.add_argument("--recovery-code", metavar="CODE", help="恢复单上的恢复码")
    mend.set_defaults(run=repair_here)
    save = verbs.add_parser("rescue", help="不靠程序和密钥，把还读得出的都导出来", parents=[common])
    save.add_argument("source", type=Path, metavar="HOME")
    save.add_argument("out", type=Path, metavar="OUT")
    save.set_defaults(run=rescue_files)


def repair_here(arguments: argparse.Namespace) -> int:
    if arguments.admin is not None:
        return _give_pin(arguments)
    if is_new(arguments.home):
        raise NotSetUp
    database = arguments.home / DATABASE
    if arguments.backup is None and database.exists() and problem_of(database) is None:
        raise Refused("这里的记录库没有损坏，没有修。记录都在。要换成某一份备份，用 --backup FILE 指定。")
    done = repair(arguments.home, clock=SystemClock(), backup=arguments.backup)
    Output.of(arguments).document(done, lines_of(done))
    return 0 if done.is_whole else refuse(f"有 {len(done.lost)} 件没有找回，编号在上面。{done.advice()}")


def lines_of(done: Repaired) -> str:
    return "\n".join((*(f"{name}：{value}" for name, value in done.facts()), done.advice()))


def _give_pin(arguments: argparse.Namespace) -> int:
    if not arguments.recovery_code:
        raise Refused(
            "没有给恢复码，没有设 PIN。记录都在。恢复码在首次设置时打印的恢复单上，用 --recovery-code 给出。"
        )
    give_admin_pin(
        arguments.home,
        clock=SystemClock(),
        staff_no=arguments.admin,
        pin=pin_of(arguments.admin),
        recovery_code=arguments.recovery_code,
    )
    return Output.of(arguments).document(
        {"admin": arguments.admin}, f"工号 {arguments.admin} 的新 PIN 设好了，现在就能登录。"
    )


def rescue_files(arguments: argparse.Namespace) -> int:
    try:
        done = rescue(arguments.source, arguments.out)
    except CannotRescue as refusal:
        raise Refused(str(refusal)) from refusal
    return Output.of(arguments).document(done, told(done, arguments.out))
