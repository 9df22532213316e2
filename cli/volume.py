"""``volume --chapter fire | --form F01 --since DAY --out FILE.pdf``: papers bound into one file from the records."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from cli.days import add_days, end_of, start_of
from cli.forms import find_form
from cli.opening import add_reader, opened, reader_of
from cli.output import Output, Refused
from cli.records import keep
from forms.volume import volume_of, volume_titles
from models.queries.people import PersonView
from models.queries.records import RecordFilter
from models.store import Store
from models.workflow.batch import Batch, MadeBatch, chosen, make_batch
from models.workflow.binding import BoundVolume, bind_volume

KINDS = ("record", "log", "event", "step", "card")


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser(
        "volume", help="装订成册：消防档案、迎检成册，或一张表的全部记录", parents=[common]
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--chapter", choices=[code for code, _ in volume_titles()])
    what.add_argument("--form", metavar="FORM", help="这张表的记录装成一册，如 F01")
    add_days(parser, required=True)
    parser.add_argument(
        "--plain", action="store_true", help="同 --form：一份接一份，不加封面、目录和连续页码"
    )
    parser.add_argument("--layout", choices=["sheet", "ledger"], help="同 --form：每份一张，或按月做成台账")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    add_reader(parser)
    parser.set_defaults(run=bind)


def bind(arguments: argparse.Namespace) -> int:
    if arguments.out.suffix.lower() != ".pdf":
        raise Refused(f"{arguments.out} 不是 .pdf，没有存文件。换一个文件名再试。")
    if arguments.chapter and (arguments.plain or arguments.layout):
        raise Refused("--plain 和 --layout 只和 --form 一起用，没有存文件。去掉它们，或写 --form。")
    with opened(arguments) as store:
        reader = reader_of(store, arguments.person)
        since, until = start_of(arguments.since), end_of(arguments.until) or store.clock.now()
        if since is None or since >= until:
            raise Refused("开始的日子在结束的日子之后，没有存文件。改一改 --since 和 --until 再试。")
        made: BoundVolume | MadeBatch
        if arguments.form:
            made = _records(arguments, store, reader, since, until)
        else:
            volume = volume_of(arguments.chapter, store.catalog.current())
            made = bind_volume(store, volume, reader, since=since, until=until, on_progress=_tell)
    keep({arguments.out.suffix: made.pdf}, arguments.out)
    document: dict[str, object] = {"out": arguments.out, "pages": made.pages}
    if isinstance(made, BoundVolume):
        document |= {"chapter": arguments.chapter, "headings": made.headings}
    else:
        document |= {"form": arguments.form, "records": made.records, "left_out": made.left_out}
    said = "".join(f"\n{one}" for one in getattr(made, "left_out", ()))
    return Output.of(arguments).document(
        document, f"《{made.title}》{made.pages} 页，已存为 {arguments.out}{said}"
    )


def _records(
    arguments: argparse.Namespace, store: Store, reader: PersonView, since: datetime, until: datetime
) -> MadeBatch:
    form = find_form(store.catalog, arguments.form)
    wanted = RecordFilter(form_id=form.id, kinds=KINDS, status="sealed", since=since, until=until)
    batch = Batch(
        record_ids=chosen(store, wanted, reader),
        is_bound=not arguments.plain,
        layout=arguments.layout or "",
        since=since,
        until=until,
        whole=(form.id,),
    )
    return make_batch(store, batch, reader, on_progress=_tell)


def _tell(what: str, done: int, whole: int) -> bool:
    """How far it has come, where somebody looks on."""
    if sys.stderr.isatty():
        print(f"\r{what} {done} / {whole}", end="\n" if done == whole else "", file=sys.stderr, flush=True)
    return True
