"""``check-paper FILE``: what each scanned page is, and whether it is current."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli.opening import add_reader, opened, reader_of
from cli.output import DONE, Output, Refused, refuse
from forms.reading.files import UnreadableFileError, pages_of
from forms.reading.finding import codes_on
from models.files import why
from models.queries.paper_pages import LEDGERS, PageView, look_up
from models.queries.paper_words import paper_line, said


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser(
        "check-paper", help="扫描的或拍下的一页纸是什么，是不是现行的", parents=[common]
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="PDF、TIFF、JPG、PNG")
    add_reader(parser)
    parser.set_defaults(run=check_paper)


def check_paper(arguments: argparse.Namespace) -> int:
    """0 if every page is current; otherwise 1, with the reasons printed."""
    views = _views(arguments)
    pages = [_page(number, view) for number, view in enumerate(views, 1)]
    lines = [_line(number, view) for number, view in enumerate(views, 1)]
    Output.of(arguments).document({"file": arguments.file, "pages": pages}, "\n".join(lines))
    stale = sum(not view.is_good for view in views)
    if not stale:
        return DONE
    return refuse(
        f"{len(views)} 页里有 {stale} 页不能当现行的用。没有改动任何东西。每一页要怎么办，上面写着。"
    )


def _views(arguments: argparse.Namespace) -> list[PageView]:
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        raise Refused(f"{arguments.file} 读不出来（{why(error)}）。请核对位置，再试一次。") from error
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        try:
            with store.read() as session:
                return [
                    look_up(session, store.catalog, codes_on(page.grey), reader) for page in pages_of(data)
                ]
        except UnreadableFileError as error:
            raise Refused(str(error)) from error


def _line(number: int, view: PageView) -> str:
    fact, advice = said(view)
    return f"文件第 {number} 页：{'，'.join(part for part in (paper_line(view), fact) if part)}。{advice}。"


def _page(number: int, view: PageView) -> dict[str, object]:
    fact, advice = said(view)
    return {
        "page_of_file": number,
        "standing": view.standing,
        "is_current": view.is_good,
        "title": view.title or None,
        "serial": view.serial or None,
        "page": view.page or None,
        "pages": view.pages or None,
        "version": view.version or None,
        "newest_version": view.newest or None,
        "rows": [view.first_row, view.first_row + len(view.row_revs) - 1] if view.row_revs else None,
        "rows_changed": view.changed,
        "record": view.record_id or None,
        "rev_id": (view.rev_id or None) if view.standing not in LEDGERS else None,
        "ledger": (view.rev_id or None) if view.standing in LEDGERS else None,
        "is_filed": view.is_filed,
        "pages_missing": view.missing,
        "fact": fact,
        "advice": advice,
    }
