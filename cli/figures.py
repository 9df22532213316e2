"""``indicators | report``: figures with the records behind them, and the reports made of them."""

from __future__ import annotations

import argparse
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from cli.opening import add_reader, opened, reader_of
from cli.output import Output, Refused
from cli.records import keep
from forms.functions import plain
from forms.indicator import Amount, Point, Series, Side
from forms.indicator_loader import load_indicators
from forms.period import Period, PeriodKind, parse_period
from forms.printing.report import report_pdf
from forms.report import Part
from models.queries import indicators, reports
from models.queries.people import PersonView
from models.queries.profile import profile_facts
from models.queries.records import by_ids
from models.report_book import report_book
from models.store import Store

_PERIODS = {
    PeriodKind.MONTH: "请写成 2026-10 这样的月份。",
    PeriodKind.QUARTER: "请写成 2026Q4 这样的季度。",
    PeriodKind.YEAR: "请写成 2026 这样的年份。",
}


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("indicators", help="指标：分子、分母、目标、趋势", parents=[common])
    parser.add_argument("--period", metavar="PERIOD", help="2026-10、2026Q4 或 2026；不写就是各指标的当期")
    parser.add_argument("--all", action="store_true", help="连同本院用不上的")
    add_reader(parser)
    parser.set_defaults(run=list_indicators)
    report = verbs.add_parser("report", help="月刊、季度通报、年度汇总、隐患统计", parents=[common])
    report.add_argument("kind", choices=[kind.code for kind in reports.KINDS])
    report.add_argument("--period", required=True, metavar="PERIOD", help="2026-10、2026Q4 或 2026")
    report.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|FILE.xlsx")
    add_reader(report)
    report.set_defaults(run=make_report)


def make_report(arguments: argparse.Namespace) -> int:
    kind, period = reports.kind_of(arguments.kind), period_of(arguments.period)
    if kind.period not in (None, period.kind):
        raise Refused(
            f"《{kind.title}》不按“{arguments.period}”这样的期间做，没有存文件。{_PERIODS[kind.period]}"
        )
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        now = store.clock.now()
        if period.start_at > now:
            raise Refused(f"{period.label}还没有到，没有存文件。换一个已经开始的期间再试。")
        with store.read() as session:
            made = reports.build(session, store.catalog, kind, period, reader, database=store.path, now=now)
    match arguments.out.suffix.lower():
        case ".pdf":
            data = report_pdf(
                made, printed_at=now, printed_by=f"{reader.name} {reader.staff_no}".strip() or None
            )
        case ".xlsx":
            data = report_book(made)
        case _:
            raise Refused(f"{arguments.out} 不是 .pdf 也不是 .xlsx，没有存文件。换一个文件名再试。")
    keep({arguments.out.suffix: data}, arguments.out)
    document = {
        "kind": kind.code,
        "period": period.key,
        "out": arguments.out,
        "digest": made.digest,
        "parts": [_part(part) for part in made.parts],
        "sources": made.sources,
    }
    return Output.of(arguments).document(document, f"《{kind.title}》{made.period}，已存为 {arguments.out}")


def _part(part: Part) -> dict[str, object]:
    grids = [{"heads": grid.heads, "rows": grid.rows, "note": grid.note} for grid in part.grids]
    return {
        "title": part.title,
        "said": part.said,
        "empty": part.empty if part.is_empty else "",
        "grids": grids,
    }


def list_indicators(arguments: argparse.Namespace) -> int:
    period = period_of(arguments.period) if arguments.period else None
    with opened(arguments, read_only=True) as store:
        reader = reader_of(store, arguments.person)
        with store.read() as session:
            profile = profile_facts(session, store.clock.now())
            wanted = load_indicators()
            if arguments.all:
                profile |= dict.fromkeys((switch for one in wanted for switch in one.switches), True)
            found = indicators.read(
                session,
                store.catalog,
                wanted,
                now=store.clock.now(),
                profile=profile,
                until=period.end - timedelta(days=1) if period else None,
                kind=period.kind if period else None,
            )
            rows = [_row(store, session, one, reader) for one in found]
    return Output.of(arguments).rows(
        rows, ("title", "period", "words", "aim", "verdict", "note"), "没有指标。"
    )


def period_of(text: str) -> Period:
    """Refused with how a period is written, if it is none."""
    try:
        return parse_period(text)
    except ValueError:
        raise Refused(f"“{text}”不是期间，什么都没有做。月写 2026-10，季写 2026Q4，年写 2026。") from None


def _row(store: Store, session: Session, series: Series, reader: PersonView) -> dict[str, object]:
    indicator, now = series.indicator, series.now
    return {
        "id": indicator.id,
        "title": indicator.title,
        "period": now.period.key,
        "unit": indicator.unit,
        "value": _number(now),
        "words": "—" if now.value is None else indicator.words(now.value) + indicator.per,
        "numerator": _side(store, session, indicator.numerator, now.numerator, reader),
        "denominator": _side(store, session, indicator.denominator, now.denominator, reader)
        if indicator.denominator and now.denominator
        else None,
        "target": None if indicator.target is None else plain(indicator.target),
        "aim": indicator.aim_words(),
        "better": indicator.better,
        "verdict": now.verdict,
        "worsening": series.is_worsening,
        "note": now.note,
        "source": indicator.source,
        "requirements": indicator.requirements,
        "trend": [
            {"period": one.period.key, "value": _number(one), "verdict": one.verdict} for one in series.points
        ],
    }


def _side(
    store: Store, session: Session, side: Side, amount: Amount, reader: PersonView
) -> dict[str, object]:
    ids = amount.records
    readable = by_ids(session, store.catalog, ids, reader, limit=max(len(ids), 1))
    return {
        "label": side.label,
        "value": plain(amount.value),
        "records": [item.record_id for item in readable],
        "hazards": amount.hazards,
        "unnamed": amount.unnamed,
    }


def _number(point: Point) -> str | None:
    return None if point.value is None else plain(point.value.quantize(Decimal("0.0001")))
