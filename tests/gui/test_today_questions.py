"""What the page of today asks of the database is found by its indexes, however many years of records there are."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from forms.catalog import Catalog
from models.home import DATABASE
from models.queries import today
from models.queries.today_file import TodayFile
from tools.demo_days import NOW

GROWING = frozenset(
    {
        *("p_records", "p_place_visits", "p_signatures", "p_scans", "p_search_rows"),
        *("sealed_objects", "private_parts", "attachments", "attachment_chunks", "outbox", "audit"),
    }
)
"""Tables that have more rows with every record; of hazards and incidents there are some hundred in ten years."""
PEOPLE = {"0231": ("nurse",), "0107": ("safety_officer",), "0188": ("head",), "0001": ("admin",)}


def walked(connection: sqlite3.Connection, statement: str) -> list[str]:
    """The growing tables that a statement reads from one end to the other."""
    names = {
        alias: table
        for table, alias in re.findall(r"\b(?:FROM|JOIN) (\w+)(?: (?:AS )?(\w+))?", statement)
        if table in GROWING
    } | {table: table for table in GROWING}
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    scans = (re.match(r"SCAN (\w+)", step[3]) for step in plan)
    return [names[found[1]] for found in scans if found and found[1] in names]


@pytest.mark.parametrize("staff_no", PEOPLE)
def test_today_walks_through_no_table_that_grows(demo_home: Path, staff_no: str) -> None:
    catalog = Catalog.load()
    connection = sqlite3.connect(demo_home / DATABASE)
    connection.row_factory = sqlite3.Row
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables >= GROWING
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    today.read_open(
        TodayFile(connection),
        catalog.current(),
        staff_no=staff_no,
        roles=PEOPLE[staff_no],
        department="内科病区",
        now=NOW,
        area_names={one.code: one.label for one in catalog.choice_list("place_area")},
    )
    connection.set_trace_callback(None)
    assert len(asked) > 10
    found = [(table, one) for one in asked for table in walked(connection, one)]
    connection.close()
    assert found == []
