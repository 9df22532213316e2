"""Staff and places from real .xlsx files: every bad row is told, none is lost, and the rest is one act."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from forms.revision import read_revision
from models.queries.people import all_people, get_person
from models.queries.places import all_places
from models.spreadsheet import MOST_LINES, SheetProblem
from models.store import Store
from models.tables.audit import AuditEntry
from models.tables.sealed import SealedObject
from models.workflow.credentials import WrongPin
from models.workflow.importing import import_people, import_places
from models.workflow.judging import (
    people_template,
    places_template,
    read_people,
    read_places,
)
from models.workflow.people import AlreadyThere, add_person, retire_person, sign_in
from models.workflow.permitting import NotAllowed
from tests.hospital import ADMIN, NURSE, PIN, open_hospital

HEAD = ("工号", "姓名", "岗位", "科室")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_hospital(tmp_path / "home")


def workbook(*rows: Sequence[object], title: str = "Sheet1") -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def filled(template: bytes, *rows: Sequence[object]) -> bytes:
    """The template as somebody fills it in, below its headings."""
    book = load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=2):
        for at, value in enumerate(row, start=1):
            sheet.cell(number, at).value = value  # type: ignore[assignment]  # what Excel would hold
    return saved(book)


def import_ids(store: Store) -> list[str | None]:
    """Of the sealed cards, newest last."""
    with store.read() as session:
        rows = session.scalars(select(SealedObject).where(SealedObject.kind == "revision")).all()
        return [read_revision(row.bytes).import_id for row in rows]


def test_people_of_the_filled_template_are_registered_and_sign_in_with_their_slips(store: Store) -> None:
    data = filled(
        people_template(store),
        ("0601", "吴某", "护士", "内科病区"),
        ("0602", "郑某", "科主任、护士长；安全员", "儿科"),
        ("0603", "冯某", "护士长", "儿科"),
    )
    plan = read_people(store, data)
    assert (plan.bad, plan.known, plan.departments) == ((), (), ("儿科",))
    done = import_people(store, ADMIN, plan, pin=PIN)
    assert [(one.staff_no, one.name, one.department) for one in done.pins] == [
        ("0601", "吴某", "内科病区"),
        ("0602", "郑某", "儿科"),
        ("0603", "冯某", "儿科"),
    ]
    assert len({one.pin for one in done.pins}) == 3
    for one in done.pins:
        assert sign_in(store, one.staff_no, one.pin).name == one.name
    with store.read() as session:
        found = get_person(session, "0602")
        acts = session.scalars(select(AuditEntry).where(AuditEntry.action == "people.imported")).all()
    assert found is not None
    assert set(found.roles) == {"head", "safety_officer"}
    assert [(act.actor, act.subject) for act in acts] == [(ADMIN, done.import_id)]
    assert import_ids(store).count(done.import_id) == 3
    assert "儿科" in store.require_installation().departments


def test_every_bad_row_is_told_with_a_sentence_and_no_row_is_lost(store: Store) -> None:
    rows = [
        ("0601", "吴某", "护士", "内科病区"),
        ("", "无号", "护士", "内科病区"),
        ("0602", "", "护士", "内科病区"),
        ("0603", "冯某", "大夫", "内科病区"),
        ("0604", "陈某", "", "内科病区"),
        ("0605", "褚某", "护士", ""),
        ("0601", "卫某", "护士", "内科病区"),
        (NURSE, "别人", "护士", "内科病区"),
        (NURSE, "张某", "护士", "内科病区"),
        ("0" * 17, "蒋某", "护士", "内科病区"),
        ("0606", "#N/A", "护士", "内科病区"),
        ("0607", "沈某", "护士", "内科病区"),
    ]
    plan = read_people(store, workbook(HEAD, *rows))
    assert [one.staff_no for one in plan.ready] == ["0601", "0607"]
    told = {row.number: row.reason for row in plan.bad}
    assert set(told) == {3, 4, 5, 6, 7, 8, 9, 10, 11, 12} - {10}
    assert len(plan.ready) + len(plan.known) + len(plan.bad) == len(rows)
    assert "大夫" in told[5]
    assert "护士" in told[5]
    assert told[6] == "没写岗位"
    assert "第 2 行" in told[8]
    assert "张某" in told[9]
    assert "16" in told[11]
    assert "#N/A" in told[12]


def test_nothing_is_changed_by_reading_a_sheet(store: Store) -> None:
    with store.read() as session:
        before = all_people(session), all_places(session)
    read_people(store, workbook(HEAD, ("0601", "吴某", "护士", "儿科")))
    read_places(store, workbook(("编号", "名称", "区域"), ("P90", "新楼", "住院区")))
    with store.read() as session:
        assert (all_people(session), all_places(session)) == before
    assert "儿科" not in store.require_installation().departments


def test_the_same_sheet_a_second_time_registers_nobody_again(store: Store) -> None:
    data = workbook(HEAD, ("0601", "吴某", "护士", "内科病区"))
    plan = read_people(store, data)
    import_people(store, ADMIN, plan, pin=PIN)
    again = read_people(store, data)
    assert (again.ready, again.bad, len(again.known)) == ((), (), 1)
    with pytest.raises(AlreadyThere, match="一个人都没有登记"):
        import_people(store, ADMIN, plan, pin=PIN)


def test_an_import_is_all_or_nothing_and_asks_rights_and_pin(store: Store) -> None:
    data = workbook(
        HEAD,
        ("0601", "吴某", "护士", "内科病区"),
        ("0602", "郑某", "护士", "儿科"),
        ("0603", "冯某", "护士", "儿科"),
    )
    plan = read_people(store, data)
    with store.read() as session:
        before = all_people(session)
    with pytest.raises(WrongPin):
        import_people(store, ADMIN, plan, pin="1357")
    with pytest.raises(NotAllowed):
        import_people(store, NURSE, plan, pin=PIN)
    add_person(store, ADMIN, staff_no="0603", name="先到", role="nurse", department="内科病区", pin=PIN)
    with pytest.raises(AlreadyThere):
        import_people(store, ADMIN, plan, pin=PIN)
    with store.read() as session:
        assert {one.staff_no for one in all_people(session)} - {one.staff_no for one in before} == {"0603"}
    assert "儿科" not in store.require_installation().departments


def test_whoever_left_is_not_brought_back_by_a_sheet(store: Store) -> None:
    retire_person(store, ADMIN, staff_no=NURSE)
    plan = read_people(store, workbook(HEAD, (NURSE, "张某", "护士", "内科病区")))
    assert plan.ready == ()
    assert "离岗" in plan.bad[0].reason


def test_places_of_the_filled_template_are_laid_out_in_their_order(store: Store) -> None:
    data = filled(
        places_template(store),
        ("P90", "4 楼儿科病区", "住院区", "4 楼", "儿科", 45, "是"),
        ("P91", "新配电间", "变配电室", "", "", "", ""),
        ("P92", "哪里", "天上", "", "", "", ""),
        ("P93", "顺序不对", "住院区", "", "", "第一", ""),
        ("P94", "不知道", "住院区", "", "", "", "也许"),
        ("P01", "别的名字", "门诊区", "", "", "", ""),
        ("P01", "1 楼门诊大厅", "门诊区", "", "", "", ""),
    )
    plan = read_places(store, data)
    assert [(row.number, row.reason[:4]) for row in plan.bad] == [
        (4, "区域“天"),
        (5, "巡查顺序"),
        (6, "重点部位"),
        (7, "编号 P"),
    ]
    assert len(plan.known) == 1
    done = import_places(store, ADMIN, plan, pin=PIN)
    assert done.codes == ("P90", "P91")
    with store.read() as session:
        places = {place.code: place for place in all_places(session)}
    ward = places["P90"]
    assert (ward.area, ward.floor, ward.department, ward.key_area, ward.position) == (
        "inpatient",
        "4 楼",
        "儿科",
        True,
        45,
    )
    assert import_ids(store).count(done.import_id) == 2


def test_numbers_keep_what_a_person_reads_in_the_cell(store: Store) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["某某卫生院职工名单"])
    sheet.append([])
    sheet.append(["序号", "工号 *", "姓名（必填）", "岗位：", "科 室", "备注"])
    sheet.append([1, 601, " 吴　某 ", "护士", "内科病区", "x"])
    sheet["B4"].number_format = "0000"
    sheet.append([2, 602.0, "郑某", "护士", "内科病区"])
    plan = read_people(store, saved(book))
    assert [(one.staff_no, one.name) for one in plan.ready] == [("0601", "吴 某"), ("602", "郑某")]
    assert plan.unused == ("序号", "备注")


def test_the_list_is_found_on_another_worksheet(store: Store) -> None:
    book = load_workbook(BytesIO(workbook(("说明",), ("先看这里",))))
    book.create_chartsheet("图").add_chart(BarChart())
    sheet = book.create_sheet("人员")
    for row in (HEAD, ("0601", "吴某", "护士", "内科病区")):
        sheet.append(list(row))
    assert len(read_people(store, saved(book)).ready) == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "不是 .xlsx"),
        ("工号,姓名\n0601,吴某".encode("gb18030"), "不是 .xlsx"),
        (workbook(("工号", "姓名", "备注"), ("0601", "吴某", "")), "没有这几列：岗位、科室"),
        (workbook(HEAD), "一行都没有"),
        (workbook(HEAD, *((f"{n:04}", "某", "护士", "科") for n in range(MOST_LINES + 1))), "最多导入"),
        (workbook(HEAD, ("0601", "吴某", "护士", "内科病区"))[:-400], "不是 .xlsx"),
        (bytes(10_000_001), "超过 10 MB"),
    ],
    ids=["empty", "xls", "csv", "columns", "no rows", "too many", "cut off", "too big"],
)
def test_a_file_that_is_no_such_sheet_is_refused_in_words(store: Store, data: bytes, told: str) -> None:
    with pytest.raises(SheetProblem, match=told):
        read_people(store, data)


def test_the_templates_explain_themselves_and_offer_the_words(store: Store) -> None:
    book = load_workbook(BytesIO(places_template(store)))
    assert book.sheetnames == ["部位", "怎么填", "可选的"]
    assert [cell.value for cell in book["部位"][1]] == [
        "编号 *",
        "名称 *",
        "区域 *",
        "楼层",
        "科室",
        "巡查顺序",
        "重点部位",
    ]
    areas = [cell.value for cell in book["可选的"]["C"][1:] if cell.value]
    assert areas == [one.label for one in store.catalog.choice_list("place_area")]
    assert len(book["部位"].data_validations.dataValidation) == 3
    assert {row[0].value for row in book["怎么填"].iter_rows(min_row=2)} >= {"编号", "区域"}


def test_a_number_in_full_width_digits_is_the_one_that_is_typed_at_the_sign_in(store: Store) -> None:
    data = filled(people_template(store), ("０６０１", "吴某", "护士", "内科病区"))
    (slip,) = import_people(store, ADMIN, read_people(store, data), pin=PIN).pins
    assert slip.staff_no == "0601"
    assert sign_in(store, "0601", slip.pin).name == "吴某"
    add_person(
        store, ADMIN, staff_no=" ０６０２", name="郑某", role="nurse", department="内科病区", pin="2468"
    )
    assert sign_in(store, "0602", "2468").name == "郑某"


def test_a_place_in_full_width_digits_is_the_same_place(store: Store) -> None:
    plan = read_places(store, filled(places_template(store), ("Ｐ９１", "3 楼外科病区", "住院区")))
    assert [place.code for place in plan.ready] == ["P91"]
