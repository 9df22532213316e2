"""Listing, filtering and searching the records of ten years, beside the same with a twentieth of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from benchmarks.hospital import PATROL, SAFETY_OFFICER, person
from benchmarks.machine import conditions
from benchmarks.many_records import home_with
from benchmarks.measuring import Timed, by_turns, median_of
from benchmarks.options import Options
from benchmarks.result import Limit, Plain, Result
from forms.clock import SystemClock
from models.queries import records
from models.queries.people import PersonView
from models.queries.records import Page, RecordFilter
from models.queries.search import palette
from models.store import Store
from models.tables.projections import RecordRow

FEW = 10_000
MANY = 200_000
VERY_MANY = 1_000_000
FIRST_PAGE_MS = 50

_TODAY = datetime.now(UTC)
FILTERS: Mapping[str, RecordFilter] = {
    "list": RecordFilter(),
    "filter by form and month": RecordFilter(
        form_id=PATROL, since=_TODAY - timedelta(days=430), until=_TODAY - timedelta(days=400)
    ),
    "filter by place": RecordFilter(place="P10"),
    "filter by person": RecordFilter(person="0236"),
    "filter by chapter": RecordFilter(chapter="management"),
    "filter unsigned": RecordFilter(unsigned=True),
    "filter late": RecordFilter(late=True),
    "filter abnormal": RecordFilter(abnormal=True),
    "filter not yet delivered": RecordFilter(delivery="pending"),
    "search rare words": RecordFilter(text="疏散通道堆放"),
    "search words in every title": RecordFilter(text="巡查"),
    "search a form's label": RecordFilter(text="F06"),
}

TYPED = ("巡", "巡查", "疏散通道堆放", "fhxc", "fanghuo", "zm", "张某", "F06", "0236")


def measure(options: Options) -> Result:
    with ExitStack() as stack:
        sizes = (FEW, MANY, VERY_MANY) if options.full else (FEW, MANY)
        stores = {size: Store.open(home_with(size), clock=SystemClock()) for size in sizes}
        for store in stores.values():
            stack.callback(store.close)
        seconds = {
            name: by_turns(
                {f"{size}": _timed(store, question) for size, store in stores.items()}, runs=options.runs * 2
            )
            for name, question in _questions().items()
        }
    milliseconds = {
        name: {size: median_of(values) * 1000 for size, values in by_size.items()}
        for name, by_size in seconds.items()
    }
    return _result(milliseconds, full=options.full)


Question = Callable[[Store, PersonView], object]


def _questions() -> dict[str, Question]:
    def finds(wanted: RecordFilter) -> Question:
        def find(store: Store, reader: PersonView) -> Page:
            with store.read() as session:
                return records.find(session, store.catalog, wanted, reader)

        return find

    def next_page(store: Store, reader: PersonView) -> Page:
        with store.read() as session:
            middle = (_TODAY - timedelta(days=1800), "")
            return records.find(session, store.catalog, RecordFilter(), reader, cursor=middle)

    def types(words: str) -> Question:
        def type_in_palette(store: Store, reader: PersonView) -> object:
            with store.read() as session:
                return palette(session, store.catalog, words, reader)

        return type_in_palette

    def find_serial(store: Store, reader: PersonView) -> Page:
        with store.read() as session:
            serial = session.scalar(select(RecordRow.serial).where(RecordRow.form_id == PATROL).limit(1))
            wanted = RecordFilter(text=str(serial))
            return records.find(session, store.catalog, wanted, reader)

    found: dict[str, Question] = {name: finds(wanted) for name, wanted in FILTERS.items()}
    return {
        **found,
        "search a serial number": find_serial,
        "a page five years back": next_page,
        **{f"search field: {words}": types(words) for words in TYPED},
    }


def _timed(store: Store, question: Question) -> Timed:
    reader = person(store, SAFETY_OFFICER)

    def run() -> float:
        start = time.perf_counter()
        question(store, reader)
        return time.perf_counter() - start

    return run


def _result(milliseconds: Mapping[str, Mapping[str, float]], *, full: bool) -> Result:
    many, few = str(MANY), str(FEW)
    ratios = {name: taken[many] / taken[few] for name, taken in milliseconds.items()}
    worst = max(ratios, key=lambda name: ratios[name])
    slowest = max(milliseconds, key=lambda name: milliseconds[name][many])
    details: dict[str, Plain] = {
        name: {f"{size}_ms": round(value, 2) for size, value in taken.items()}
        for name, taken in milliseconds.items()
    }
    by_question = {f"the same at 10,000: {name}": ratio for name, ratio in ratios.items()}
    return Result(
        name="list",
        title="20 万条记录里列表、筛选、搜索",
        value=milliseconds[worst][many],
        unit="ms",
        floor=milliseconds[worst][few],
        ratios={"the_same_at_10000": ratios[worst], **by_question},
        budget={"the_same_at_10000": 2.0},
        limits={
            "slowest first page": Limit(value=milliseconds[slowest][many], at_most=FIRST_PAGE_MS, unit="ms")
        },
        conditions={**conditions(), "records": MANY, "records_of_the_floor": FEW},
        details=details,
        notes=(
            f"The headline is the question that grows most: {worst}. The slowest first page: {slowest}.",
            "A question that finds fewer than 1000 among 10,000 also counts less there.",
            *(() if full else ("1,000,000 records are measured as well with --full.",)),
        ),
    )
