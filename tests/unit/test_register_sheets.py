"""A register from a real .xlsx and back: every bad row is told, none is lost, the rest is one act that can be revoked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from forms.definition import Field, FieldType, Form
from models.projections import rebuild
from models.queries import assets
from models.queries.records import get
from models.spreadsheet import SheetProblem
from models.store import Store
from models.workflow import correcting
from models.workflow.card_cells import NamedHere, answer_of, columns_of, title_of, words_of
from models.workflow.card_sheets import MOST_CARDS, export, read_cards, template
from models.workflow.importing import import_cards
from models.workflow.judging import STEP, BadCell, ImportStopped
from models.workflow.people import AlreadyThere
from models.workflow.permitting import NotAllowed
from tests.hospital import ADMIN, NURSE, OFFICER, PIN, open_hospital
from tests.released_forms import CATALOG

EXTINGUISHER = CATALOG.latest("fire.extinguisher_card")
GOOD = {
    "编号": "M-901",
    "规格型号": "MFZ/ABC4",
    "类型": "干粉",
    "设置点": "P01",
    "出厂日期": "2024-05-01",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home")
    yield opened
    opened.close()


def book_of(form: Form, *rows: dict[str, object]) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    titles = [title_of(field) for field in columns_of(form)]
    sheet.append(titles)
    for row in rows:
        unknown = set(row) - set(titles)
        assert not unknown
        sheet.append([row.get(title) for title in titles])
    return book


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(data: bytes) -> list[Sequence[object]]:
    sheet = load_workbook(BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def count_of(store: Store) -> int:
    with store.read() as session:
        return len(assets.find(session, register="fire_extinguisher"))


def test_what_a_register_exports_another_hospital_can_import(store: Store, tmp_path: Path) -> None:
    exported = export(store, EXTINGUISHER)
    with store.read() as session:
        here = assets.find(session, register="fire_extinguisher")
    assert len(rows_of(exported)) == len(here) + 1
    plan = read_cards(store, EXTINGUISHER, exported)
    assert (len(plan.known), plan.ready, plan.bad) == (len(here), (), ())


def test_the_template_names_every_column_and_nothing_below_them(store: Store) -> None:
    rows = rows_of(template(EXTINGUISHER))
    assert [str(title).rstrip(" *") for title in rows[0]] == [
        title_of(one) for one in columns_of(EXTINGUISHER)
    ]
    assert all(cell is None for row in rows[1:] for cell in row)


def test_good_rows_become_entries_in_one_act(store: Store) -> None:
    data = saved(book_of(EXTINGUISHER, row("M-901"), row("M-902", 出厂日期="2024年5月1日")))
    plan = read_cards(store, EXTINGUISHER, data)
    assert [card.code for card in plan.ready] == ["M-901", "M-902"]
    done = import_cards(store, OFFICER, EXTINGUISHER, plan, pin=PIN)
    with store.read() as session:
        entries = [assets.get(session, record_id) for record_id in done.record_ids]
        views = [get(session, store.catalog, record_id, None) for record_id in done.record_ids]
    assert [entry.code for entry in entries if entry] == ["M-901", "M-902"]
    assert {view.revision.import_id for view in views if view} == {done.import_id}
    assert rebuild.compare(store) == ()


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"编号": None}, "编号"),
        ({"出厂日期": "去年"}, "不是日期"),
        ({"出厂日期": "2024-02-30"}, "不是日期"),
        ({"出厂日期": "2036-01-01"}, ""),
        ({"类型": "水管"}, "写成其中一个"),
        ({"设置点": "P99"}, "没有这个地点"),
        ({"规格型号": "#REF!"}, "Excel 算错"),
    ],
)
def test_a_bad_row_is_told_with_its_number_and_the_others_stay_ready(
    store: Store, change: dict[str, object], part: str
) -> None:
    data = saved(book_of(EXTINGUISHER, row("M-901"), {**row("M-902"), **change}, row("M-903")))
    plan = read_cards(store, EXTINGUISHER, data)
    assert [card.code for card in plan.ready] == ["M-901", "M-903"]
    (bad,) = plan.bad
    assert bad.number == 3
    assert part in bad.reason
    assert len(plan.ready) + len(plan.known) + len(plan.bad) == 3


@pytest.mark.parametrize("cell", ["2026-10", "2026年10月", "202610", "2026-10-31"])
def test_a_month_in_a_cell_is_read_and_written_without_a_day(cell: str) -> None:
    month = Field(name="m", label="月份", type=FieldType.DATE, line=1, precision="month")
    nobody = NamedHere(people={}, places={}, assets={})
    assert answer_of(month, cell, nobody) == "2026-10-01"
    assert words_of(month, "2026-10-01", nobody) == "2026-10"
    with pytest.raises(BadCell, match="不是月份。写成 2026-11"):
        answer_of(month, "2026-13", nobody)


def test_the_same_number_twice_is_told_at_the_second_row(store: Store) -> None:
    plan = read_cards(store, EXTINGUISHER, saved(book_of(EXTINGUISHER, row("M-901"), row("M-901"))))
    assert len(plan.ready) == 1
    assert plan.bad[0].number == 3
    assert "和第 2 行一样" in plan.bad[0].reason


def test_merged_cells_are_named_as_the_reason_why_a_row_lacks_something(store: Store) -> None:
    book = book_of(EXTINGUISHER, row("M-901"), row("M-902"))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    column = [title_of(one) for one in columns_of(EXTINGUISHER)].index("规格型号") + 1
    sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    plan = read_cards(store, EXTINGUISHER, saved(book))
    assert [bad.number for bad in plan.bad] == [3]
    assert "合并" in plan.bad[0].reason


def test_a_formula_counts_with_what_excel_last_made_of_it(store: Store) -> None:
    """A file that no Excel has opened has no result: the row is told, nothing is guessed."""
    plan = read_cards(store, EXTINGUISHER, saved(book_of(EXTINGUISHER, row("M-901", 规格型号="=A2"))))
    assert plan.ready == ()
    assert "规格型号" in plan.bad[0].reason or "型号" in plan.bad[0].reason


def test_more_rows_than_allowed_are_refused_with_the_number_that_is(store: Store) -> None:
    data = saved(book_of(EXTINGUISHER, *(row(f"M-{number}") for number in range(51))))
    with pytest.raises(SheetProblem, match="最多导入 50 行，这里有 51 行"):
        read_cards(store, EXTINGUISHER, data, most=50)
    assert len(read_cards(store, EXTINGUISHER, data, most=51).ready) == 51
    assert MOST_CARDS == 20_000


def test_an_import_tells_how_far_it_is_and_stopped_leaves_nothing(store: Store) -> None:
    data = saved(book_of(EXTINGUISHER, *(row(f"M-{number}") for number in range(STEP + 10))))
    heard: list[tuple[str, int, int]] = []

    def listen(what: str, done: int, whole: int) -> bool:
        heard.append((what, done, whole))
        return not (what == "正在登记" and done)

    with pytest.raises(ImportStopped, match="一件都没有登记"):
        read_cards(store, EXTINGUISHER, data, tell=lambda _what, done, _whole: done == 0)
    plan = read_cards(store, EXTINGUISHER, data, tell=listen)
    before = count_of(store)
    with pytest.raises(ImportStopped, match="一件都没有登记"):
        import_cards(store, OFFICER, EXTINGUISHER, plan, pin=PIN, tell=listen)
    assert count_of(store) == before
    whole = STEP + 10
    assert heard == [
        ("正在核对", 0, whole),
        ("正在核对", STEP, whole),
        ("正在登记", 0, whole),
        ("正在登记", STEP, whole),
    ]


def test_wrong_headings_are_named(store: Store) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["号码", "款式"])
    with pytest.raises(SheetProblem, match="编号"):
        read_cards(store, EXTINGUISHER, saved(book))


def test_an_import_is_revoked_as_a_whole_but_for_what_has_changed_since(store: Store) -> None:
    data = saved(book_of(EXTINGUISHER, row("M-901"), row("M-902"), row("M-903")))
    done = import_cards(store, OFFICER, EXTINGUISHER, read_cards(store, EXTINGUISHER, data), pin=PIN)
    correcting.void(store, done.record_ids[0], reason="本来就没有这一只", person=OFFICER, pin=PIN)
    revoked = correcting.revoke_import(store, done.import_id, reason="导错了表", person=OFFICER, pin=PIN)
    assert set(revoked) == set(done.record_ids[1:])
    with store.read() as session:
        states = [assets.get(session, record_id) for record_id in done.record_ids]
    assert {entry.status for entry in states if entry} == {"void"}
    with pytest.raises(correcting.CannotCorrect):
        correcting.revoke_import(store, done.import_id, reason="再撤一次", person=OFFICER, pin=PIN)


def test_who_may_not_keep_the_register_imports_nothing(store: Store) -> None:
    plan = read_cards(store, EXTINGUISHER, saved(book_of(EXTINGUISHER, row("M-901"))))
    with pytest.raises(NotAllowed):
        import_cards(store, NURSE, EXTINGUISHER, plan, pin=PIN)
    import_cards(store, ADMIN, EXTINGUISHER, plan, pin=PIN)
    with pytest.raises(AlreadyThere):
        import_cards(store, ADMIN, EXTINGUISHER, plan, pin=PIN)


def row(code: str, **changes: object) -> dict[str, object]:
    return {**GOOD, "编号": code, **changes}
