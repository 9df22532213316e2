"""``volume --chapter fire --since DAY --out FILE.pdf``: an inspection volume bound from the records."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.days import add_days, end_of, start_of
from cli.opening import add_reader, opened, reader_of
from cli.output import Output, Refused
from cli.records import keep
from forms.volume import volume_of, volume_titles
from models.workflow.binding import bind_volume


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser(
        "volume", help="消防档案、迎检成册：目录、签名、缺项和全部记录", parents=[common]
    )
    parser.add_argument("--chapter", required=True, choices=[code for code, _ in volume_titles()])
    add_days(parser, required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    add_reader(parser)
    parser.set_defaults(run=bind)


def bind(arguments: argparse.Namespace) -> int:
    if arguments.out.suffix.lower() != ".pdf":
        raise Refused(f"{arguments.out} 不是 .pdf，没有存文件。换一个文件名再试。")
    with opened(arguments) as store:
        reader = reader_of(store, arguments.person)
        since, until = start_of(arguments.since), end_of(arguments.until) or store.clock.now()
        if since is None or since >= until:
            raise Refused("开始的日子在结束的日子之后，没有存文件。改一改 --since 和 --until 再试。")
        made = bind_volume(
            store,
            volume_of(arguments.chapter, store.catalog.current()),
            reader,
            since=since,
            until=until,
        )
    keep({arguments.out.suffix: made.pdf}, arguments.out)
    document = {
        "chapter": arguments.chapter,
        "out": arguments.out,
        "pages": made.pages,
        "headings": made.headings,
    }
    return Output.of(arguments).document(document, f"《{made.title}》{made.pages} 页，已存为 {arguments.out}")
