"""Records as CSV and XLSX: one row each, nothing a formula, nobody's name unless it is asked for by right."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from forms.clock import FixedClock
from forms.table import Table
from models.bookmaking import write_book
from models.plain_cells import harmless, write_csv
from models.queries.people import PersonView, get_person
from models.queries.records import RecordFilter
from models.store import Store
from models.tables.audit import AuditEntry
from models.workflow import exporting
from models.workflow.permitting import NotAllowed
from tests.hospital import (
    ADMIN,
    HEAD,
    LEADER,
    NURSE,
    OFFICER,
    QUALITY,
    STAFF,
    START,
    abnormal,
    open_hospital,
    patrol_with,
    seal_sample,
)
from tests.released_forms import FORMS

PATROL = "fire.daily_patrol"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", FixedClock(START))
    yield opened
    opened.close()


def person(store: Store, staff_no: str) -> PersonView:
    with store.read() as session:
        found = get_person(session, staff_no)
    assert found is not None
    return found


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("+86 10", "'+86 10"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("2026-11-20", "2026-11-20"),
        ("张某（0231）", "张某（0231）"),
        ("a\x00b\x07", "ab"),
    ],
)
def test_a_text_that_a_spreadsheet_would_compute_is_made_harmless(text: str, kept: str) -> None:
    assert harmless(text) == kept


def test_a_sheet_holds_texts_as_texts_and_numbers_as_numbers() -> None:
    table = Table(
        name="t", title="一/二[三]", heads=("甲", "=乙"), rows=(("=1+1", Decimal("-3.5")), (None, 2))
    )
    sheet = load_workbook(BytesIO(write_book((table, table)))).worksheets[0]
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
    assert cells[0] == [("甲", "s"), ("=乙", "s")]
    assert cells[1] == [("=1+1", "s"), (-3.5, "n")]
    assert sheet["A2"].quotePrefix
    assert rows_of(write_csv(table))[1:] == [["'=1+1", "-3.5"], ["", "2"]]


def test_a_record_is_a_row_and_its_tables_and_findings_are_sheets(store: Store) -> None:
    answers = patrol_with(store, {0: {"exits": abnormal(text="=HYPERLINK(1)")}})
    seal_sample(store, PATROL, answers=answers)
    made = exporting.export(store, store.catalog.latest(PATROL), RecordFilter(), person(store, OFFICER))
    book = load_workbook(BytesIO(made.files[".xlsx"]))
    rows = answers["places"]
    assert isinstance(rows, list)
    assert [len(list(sheet.rows)) for sheet in book.worksheets][:3] == [2, len(rows) + 1, 2]
    assert book.worksheets[2]["D2"].value == "=HYPERLINK(1)"
    assert book.worksheets[2]["D2"].data_type == "s"


def test_csv_puts_each_table_into_a_file_of_its_own(store: Store) -> None:
    seal_sample(store, PATROL)
    made = exporting.export(
        store, store.catalog.latest(PATROL), RecordFilter(), person(store, OFFICER), how="csv"
    )
    assert set(made.files) == {".csv", ".places.csv", ".about.csv"}
    head, row = rows_of(made.files[".csv"])
    assert len(head) == len(set(head)) == len(row)


def test_who_a_patient_is_stays_behind_unless_it_is_asked_for(store: Store) -> None:
    secret = "住院号9031"
    form = "event.adverse_event"
    seal_sample(store, form, author=QUALITY, answers={"report_kind": "full", "patient_number": secret})
    quality = person(store, QUALITY)
    without = exporting.export(store, store.catalog.latest(form), RecordFilter(), quality, how="csv")
    assert not any(secret.encode() in data for data in without.files.values())
    including = exporting.export(
        store, store.catalog.latest(form), RecordFilter(), quality, how="csv", identifying=True
    )
    assert secret.encode() in including.files[".csv"]
    with store.read() as session:
        notes = list(session.scalars(select(AuditEntry).where(AuditEntry.action == "records.exported")))
    assert [note.detail["identifying"] for note in notes] == [False, True]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_right_to_export_is_that_of_the_form(roles_store: Store, form: object) -> None:
    assert hasattr(form, "rights")
    for staff_no in (ADMIN, OFFICER, HEAD, NURSE, LEADER, STAFF, QUALITY):
        who = person(roles_store, staff_no)
        may = "*" in form.rights.export or bool(set(form.rights.export) & set(who.roles))
        expected = exporting.NothingToExport if may else NotAllowed
        with pytest.raises(expected):
            exporting.export(roles_store, form, RecordFilter(since=START.replace(year=2030)), who)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def roles_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_hospital(tmp_path_factory.mktemp("roles") / "home", FixedClock(START))
    yield opened
    opened.close()


def test_it_stops_when_it_is_told_to_and_notes_nothing(store: Store) -> None:
    seal_sample(store, PATROL)
    with pytest.raises(exporting.Stopped):
        exporting.export(
            store,
            store.catalog.latest(PATROL),
            RecordFilter(),
            person(store, OFFICER),
            on_progress=lambda _: False,
        )
    with store.read() as session:
        assert session.scalar(select(AuditEntry).where(AuditEntry.action == "records.exported")) is None
