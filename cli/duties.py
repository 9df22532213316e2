"""``duties list | set | calendar | holidays``: what has to be done here, since when, and how it was kept."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from cli.days import day_of
from cli.opening import opened, pin_of
from cli.output import Output, Refused
from forms.clock import local
from forms.duty_settings import Local
from forms.holiday_calendar import HolidayFileError, read_year
from models.files import why
from models.queries import duty_coverage, duty_list, duty_year
from models.workflow.duty_setting import Change, set_duties
from models.workflow.holidays import record_holidays

FIRST, LAST = 2000, 2100  # years that a calendar is made of


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    duties = verbs.add_parser("duties", help="本院要做的事").add_subparsers(required=True, metavar="做什么")
    listing = duties.add_parser("list", help="有哪些事，做不做，从哪天起", parents=[common])
    listing.add_argument("--all", action="store_true", help="连同本院不用做的")
    listing.set_defaults(run=list_duties)
    setting = duties.add_parser("set", help="打开、关掉、改严", parents=[common])
    setting.add_argument("duty", nargs="+", metavar="FORM/DUTY")
    setting.add_argument("--author", required=True, metavar="STAFF_NO")
    setting.add_argument("--off", action="store_true", help="关掉，要写原因和同意的院领导")
    setting.add_argument("--start", metavar="DAY", help="从哪天起，不写就是今天")
    setting.add_argument("--reason", default="")
    setting.add_argument("--leader", default="", metavar="STAFF_NO")
    setting.add_argument("--every", default="", metavar="PERIOD", help="改成更短的周期，如 month")
    for name, words in (
        ("times-day", "白天几次"),
        ("times-night", "夜间几次"),
        ("hours", "隔几小时"),
        ("days", "几天"),
        ("early", "提前几天"),
    ):
        setting.add_argument(f"--{name}", type=int, metavar="N", help=words)
    setting.set_defaults(run=set_some)
    year = duties.add_parser("calendar", help="一年里每件事做得怎样", parents=[common])
    year.add_argument("--year", type=int)
    year.add_argument("--by", choices=tuple(duty_coverage.PARTS), help="只要做了多少：按事、区域或科室")
    year.set_defaults(run=show_year)
    days = duties.add_parser("holidays", help="导入一年的节假日", parents=[common])
    days.add_argument("file", type=Path, metavar="FILE.json")
    days.add_argument("--author", required=True, metavar="STAFF_NO")
    days.set_defaults(run=import_holidays)


def list_duties(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        found = duty_list.duty_list(store.path, store.catalog.current(), now=store.clock.now())
    rows = [asdict(one) | {"key": one.key} for one in found.rows if arguments.all or one.applies]
    return Output.of(arguments).rows(
        rows, ("key", "title", "often_here", "is_on", "starts", "next_due", "source"), "没有要做的事。"
    )


def set_some(arguments: argparse.Namespace) -> int:
    rule = Local(
        every=arguments.every,
        times_day=arguments.times_day,
        times_night=arguments.times_night,
        hours=arguments.hours,
        days=arguments.days,
        early=arguments.early or 0,
    )
    pin = pin_of(arguments.author)
    with opened(arguments) as store:
        start = day_of(arguments.start) if arguments.start else local(store.clock.now()).date()
        changes = [Change(key=key, is_on=not arguments.off, local_rule=rule) for key in arguments.duty]
        word = "不做" if arguments.off else "做"
        sealed = set_duties(
            store,
            changes,
            author=arguments.author,
            pin=pin,
            start=start,
            summary=f"{word} {len(changes)} 项",
            reason=arguments.reason,
            leader=arguments.leader,
        )
    waits = "，院领导签字以后才停" if sealed.awaiting else ""
    return Output.of(arguments).document(
        {
            "record_id": sealed.record_id,
            "rev_id": sealed.rev_id,
            "serial": sealed.serial,
            "awaiting": sealed.awaiting,
        },
        f"已设定 {len(changes)} 项{waits}，编号 {sealed.serial}。",
    )


def show_year(arguments: argparse.Namespace) -> int:
    with opened(arguments, read_only=True) as store:
        now, entries = store.clock.now(), store.catalog.current()
        names = store.catalog.labels("place_area")
        asked = local(now).year if arguments.year is None else arguments.year
        if not FIRST <= asked <= LAST:
            raise Refused(f"没有 {asked} 年的日历，什么都没有做。请写 {FIRST} 到 {LAST} 之间的一年。")
        if arguments.by:
            rows = [
                asdict(one)
                for one in duty_coverage.coverage_of_year(
                    store.path, entries, year=asked, now=now, by=arguments.by, area_names=names
                )
            ]
            return Output.of(arguments).rows(
                rows, ("title", "due", "on_time", "late", "missed", "explained"), "这一年没有到期的事。"
            )
        found = duty_year.year(store.path, entries, year=asked, now=now, area_names=names)
    lines = [
        f"{one.title}\t{one.often}\t应做 {one.due}\t按时 {one.on_time}\t补录 {one.late}\t漏做 {one.missed}"
        for one in found.lines
    ]
    return Output.of(arguments).document(
        found, "\n".join([*lines, *filter(None, [found.note])]) or "没有要做的事。"
    )


def import_holidays(arguments: argparse.Namespace) -> int:
    try:
        year = read_year(arguments.file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"文件 {arguments.file} 打不开（{why(error)}）。没有改动。看看路径对不对。") from error
    except UnicodeDecodeError as error:
        raise Refused(f"文件 {arguments.file} 不是 UTF-8 编码。没有改动。另存为 UTF-8 再试。") from error
    except HolidayFileError as error:
        raise Refused(str(error)) from error
    pin = pin_of(arguments.author)
    with opened(arguments) as store:
        sealed = record_holidays(store, year, author=arguments.author, pin=pin)
    return Output.of(arguments).document(
        {"record_id": sealed.record_id, "year": year.year, "days": len(year.days)},
        f"{year.year} 年的 {len(year.days)} 个节假日已记下，编号 {sealed.serial}。",
    )
