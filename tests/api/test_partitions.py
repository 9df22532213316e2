"""The same schema cut into partitions by hospital: what a county that outgrows one table would do, tried on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Table, text

from forms.clock import FixedClock
from server import verbs
from server.database import Database
from server.schema import migrate
from server.settings import Settings
from server.tables.metadata import CountyTable
from sync.wire.digest import sha256_hex
from sync.wire.outcomes import Outcome
from tests.county import (
    HOSPITAL,
    NOON,
    Computer,
    RunningCounty,
    fresh_database,
    running_county,
    sealed_revision,
)
from tools.campaign import order

pytestmark = pytest.mark.postgres

PARTITIONS = 4


def of_hospitals() -> list[Table]:
    """The tables whose rows belong to one hospital and are found by it first."""
    return [
        table
        for table in CountyTable.metadata.sorted_tables
        if next(column.name for column in table.primary_key) == "facility_id"
    ]


def cut_into_partitions(database: Database) -> None:
    with database.write() as session:
        for name in (table.name for table in of_hospitals()):
            session.execute(text(f"ALTER TABLE {name} RENAME TO {name}_whole"))
            session.execute(
                text(f"CREATE TABLE {name} (LIKE {name}_whole INCLUDING ALL) PARTITION BY HASH (facility_id)")
            )
            for number in range(PARTITIONS):
                session.execute(
                    text(
                        f"CREATE TABLE {name}_{number} PARTITION OF {name} "
                        f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
                    )
                )
            session.execute(text(f"DROP TABLE {name}_whole"))


def partitioned(url: str) -> Settings:
    settings = Settings.at(url, clock=FixedClock(NOON))
    database = Database(settings.database_url)
    migrate(database.engine)
    cut_into_partitions(database)
    database.close()
    return settings


@pytest.fixture
def county(postgres_url: str) -> Iterator[RunningCounty]:
    with running_county(partitioned(fresh_database(postgres_url))) as county:
        county.add_hospital(HOSPITAL)
        yield county


def test_every_row_of_a_hospital_is_found_by_the_hospital_first() -> None:
    # What is left belongs to the county itself, or binds a hospital and its computers to the register.
    own = {table.name for table in CountyTable.metadata.sorted_tables} - {
        table.name for table in of_hospitals()
    }
    known = {
        *("county_state", "county_keys", "officers", "audit", "attempts", "used_nonces"),
        *("form_versions", "updates", "update_chunks"),  # the same for every hospital
    }
    assert own - known == {"facilities", "devices", "enrolment_codes"}


def test_a_partitioned_county_keeps_every_promise_of_a_whole_one(county: RunningCounty) -> None:
    computer = Computer(county.url).enrol(county.code())
    first = sealed_revision(computer.facility, record_id="01930000-0000-7000-8000-000000000001")
    children = [
        sealed_revision(
            computer.facility,
            record_id="01930000-0000-7000-8000-000000000001",
            parents=[sha256_hex(first)],
        )
        for _ in range(2)
    ]
    outcomes = [computer.push_one(sealed).outcome for sealed in (first, *children, first)]
    assert outcomes == [Outcome.STORED, Outcome.STORED, Outcome.STORED_CONFLICT, Outcome.DUPLICATE]
    item = computer.item(sealed_revision(computer.facility), op_id="same")
    computer.push(item)
    (reused,) = computer.push(computer.item(sealed_revision(computer.facility), op_id="same")).results
    assert reused.problem == "id-reuse"
    assert len(computer.pull(mine="true").json()["items"]) == 4
    assert len(list(verbs.exported(county.county))) == 4
    assert verbs.say_verified(county.county).is_well
    with county.county.database.read() as session:
        question = "SELECT object_id FROM objects WHERE facility_id = :facility AND server_seq > 0 ORDER BY server_seq"
        plan = session.execute(text(f"EXPLAIN {question}"), {"facility": computer.facility}).scalars()
        touched = {number for line in plan for number in range(PARTITIONS) if f"objects_{number}" in line}
    assert len(touched) == 1, "a hospital's page is read from its own partition only"


def test_the_cursor_skips_nothing_in_a_partitioned_county_either(postgres_url: str) -> None:
    url = fresh_database(postgres_url)
    partitioned(url)
    assert order.run_on(url, seed=7, rounds=10, told=lambda _done, _of: None).is_clean
