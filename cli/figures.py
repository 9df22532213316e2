"""``indicators``: every indicator with its numerator, denominator, target, trend and the records behind it."""

from __future__ import annotations

import argparse
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from cli.opening import add_reader, opened, reader_of
from cli.output import Output, Refused
from forms.functions import plain
from forms.indicator import Amount, Point, Series, Side
from forms.indicator_loader import load_indicators
from forms.period import Period, parse_period
from models.queries import indicators
from models.queries.people import PersonView
from models.queries.profile import profile_facts
from models.queries.records import by_ids
from models.store import Store


def add_to(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    parser = verbs.add_parser("indicators", help="指标：分子、分母、目标、趋势", parents=[common])
    parser.add_argument("--period", metavar="PERIOD", help="2026-10、2026Q4 或 2026；不写就是各指标的当期")
    parser.add_argument("--all", action="store_true", help="连同本院用不上的")
    add_reader(parser)
    parser.set_defaults(run=list_indicators)


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
