"""The benchmarks measure what they say: generated records are real ones, and verdicts follow the figures."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks import county_records
from benchmarks.many_records import WAITING, lay_out
from benchmarks.measuring import by_turns, percentile
from benchmarks.result import Limit, Result
from benchmarks.rows import ROWS
from benchmarks.table import line
from forms.clock import SystemClock, to_text
from models.queries import records
from models.queries.outbox import summary
from models.queries.people import get_person
from models.queries.records import RecordFilter
from models.store import Store
from models.verifying import verify
from server import verification
from server.county import County, open_county
from server.database import Database
from server.examining import Kept, examine
from server.intake import Arrival, take_in
from server.projections.apply import project
from server.schema import migrate
from server.settings import Settings
from server.tables.contents import HazardRow, RevisionRow, SignatureRow
from server.tables.facilities import Facility
from server.tables.metadata import CountyTable
from server.tables.objects import StoredObject
from sync.wire.push import Item

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("many")
    lay_out(home, 300, until=datetime.now(UTC))
    opened = Store.open(home, clock=SystemClock())
    yield opened
    opened.close()


def test_generated_records_pass_every_check_of_the_program(store: Store) -> None:
    report = verify(store)
    assert report.faults == ()
    assert report.objects > 300


def test_generated_records_reach_back_ten_years_under_different_serial_numbers(store: Store) -> None:
    with store.read() as session:
        reader = get_person(session, "0107")
        assert reader is not None
        page = records.find(session, store.catalog, RecordFilter(), reader, limit=1000)
    years = {row.claimed_at.year for row in page.rows}
    assert len(years) >= 10
    assert len({row.serial for row in page.rows}) == len(page.rows)


def test_only_the_newest_generated_operations_wait_for_delivery(store: Store) -> None:
    with store.read() as session:
        assert summary(session).pending == WAITING


@pytest.fixture
def counties(tmp_path: Path) -> Iterator[tuple[County, County]]:
    """One whose tables are laid out, and an empty one."""
    with ExitStack() as closing:
        made = []
        for name in ("laid-out", "empty"):
            settings = Settings.embedded(tmp_path / name)
            database = Database(settings.database_url)
            closing.callback(database.close)
            migrate(database.engine)
            made.append(open_county(settings, database))
        yield made[0], made[1]


def test_a_laid_out_county_holds_what_it_would_have_taken_in_itself(
    tmp_path: Path, counties: tuple[County, County]
) -> None:
    laid_out, empty = counties
    until = datetime.now(UTC)
    families = county_records.models(tmp_path / "models", until=until)
    county_records.fill(laid_out.database.engine, families, 1000, until=until, first=None)
    with laid_out.database.read() as session:
        assert verification.verify(session, laid_out).faults == ()
        hospital = session.execute(select(Facility)).scalars().first()
        assert hospital is not None
        facility_id = str(hospital.facility_id)
        sent = session.execute(
            select(StoredObject.kind, StoredObject.object_id, StoredObject.sealed)
            .where(StoredObject.facility_id == facility_id)
            .order_by(StoredObject.server_seq)
        ).all()
    _take_in(
        empty,
        facility_id,
        [Item(op_id=f"{n}", op_seq=n, kind=k, object_id=i, sealed=b) for n, (k, i, b) in enumerate(sent, 1)],
    )
    for table in (RevisionRow, SignatureRow, HazardRow):
        assert _rows(laid_out, table, facility_id) == _rows(empty, table, facility_id)


def _take_in(county: County, facility_id: str, items: list[Item]) -> None:
    with county.database.write() as session:
        session.add(
            Facility(
                register_id="r",
                name="示范县",
                facility_id=facility_id,
                created_at=to_text(county.clock.now()),
            )
        )
        session.flush()
        arrivals = []
        for item in items:
            verdict = examine(item, facility_id, county.catalog)
            assert isinstance(verdict, Kept)
            assert not verdict.problem
            arrivals.append(
                Arrival(
                    object_id=item.object_id, kind=item.kind, sealed=item.sealed, device_id="d", kept=verdict
                )
            )
        stored = take_in(
            session,
            facility_id=facility_id,
            arrivals=arrivals,
            now=county.clock.now(),
            key=county.signing_key,
        )
        project(session, facility_id, arrivals, stored, county.catalog)


def _rows(county: County, table: type[CountyTable], facility_id: str) -> set[tuple[object, ...]]:
    """All but when it was received."""
    columns = [column for column in table.__table__.columns if column.name != "received_at"]
    with county.database.read() as session:
        rows = session.execute(select(*columns).where(table.__table__.c.facility_id == facility_id))
        found = {tuple(row) for row in rows}
    assert found
    return found


def result(**changes: object) -> Result:
    facts: dict[str, object] = {
        "name": "x",
        "title": "例",
        "value": 3.0,
        "unit": "ms",
        "floor": 1.0,
        "ratios": {"floor": 3.0},
        "budget": {"floor": 2.5},
    }
    return Result(**{**facts, **changes})  # type: ignore[arg-type]


def test_a_budget_is_missed_when_its_ratio_is_above_it() -> None:
    document = result().to_json()
    assert document["met"] is False
    assert document["missed"] == ["floor"]


def test_a_throughput_is_missed_when_its_ratio_is_below_its_budget() -> None:
    assert result(ratios={"floor": 0.2}, budget={"floor": 0.3}, at_least=True).missed == ("floor",)
    assert result(ratios={"floor": 0.4}, budget={"floor": 0.3}, at_least=True).missed == ()


def test_an_absolute_limit_counts_beside_the_ratios() -> None:
    slow = result(ratios={"floor": 1.0}, limits={"first page": Limit(value=80, at_most=50, unit="ms")})
    assert slow.missed == ("first page",)


def test_a_budget_without_its_ratio_is_refused() -> None:
    with pytest.raises(ValueError, match="without a ratio"):
        result(budget={"another floor": 1.0})


def test_the_table_says_which_budget_is_missed() -> None:
    text = line(result().to_json())
    assert "MISSED" in text
    assert "≤ 2.5 ×" in text


def test_subject_and_floor_are_run_in_turns_and_warm_ups_are_not_counted() -> None:
    order: list[str] = []

    def runner(name: str) -> float:
        order.append(name)
        return float(len(order))

    seconds = by_turns({"a": lambda: runner("a"), "b": lambda: runner("b")}, runs=2, warm_ups=1)
    assert order == ["a", "b"] * 3
    assert seconds == {"a": [3.0, 5.0], "b": [4.0, 6.0]}


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(1, 101)]
    assert percentile(values, 0.99) == 99.0
    assert percentile([7.0], 0.99) == 7.0


def test_one_row_prints_one_json_document_with_its_floor() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "a4_page", "--json", "--runs", "1"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    document = json.loads(done.stdout)
    assert document["name"] == "a4_page"
    assert document["ratios"]["bare_reportlab"] == pytest.approx(
        document["value"] / document["floor"], rel=0.02
    )
    assert document["conditions"]["journal_mode"] in {"WAL", "DELETE"}


def test_every_row_names_a_function_that_is_there() -> None:
    assert len(set(ROWS.values())) == len(ROWS)
    for row in ROWS.values():
        module, _, function = row.partition(":")
        source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert f"\ndef {function}(options: Options) -> Result:" in source
