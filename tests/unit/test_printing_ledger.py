"""The ledger: many records on lying pages, one row and its signatures for each."""

from __future__ import annotations

from datetime import timedelta

from forms.clock import local
from forms.definition import FieldType, Form, FormKind, RegisterRule, Signer
from forms.json_value import Json
from forms.printing.ledger import LedgerTable
from forms.printing.mark import Mark
from forms.printing.paper import LANDSCAPE, MM
from forms.revision import Revision
from forms.timeliness import Timeliness
from tests.definitions import FIRE, NOW, check, field, form, sealed, section
from tests.papers import drawn_signature, images_of, job_of, pages_of, printed, signed, size_of, text_of
from tests.released_forms import CATALOG

PATROL = CATALOG.find("F01")
COLUMNS = [c for c in PATROL.field("places").fields if c.type is FieldType.CHECK and not c.part_of]


def place(number: int, **changed: Json) -> dict[str, Json]:
    answered: dict[str, Json] = {column.name: {"value": "normal"} for column in COLUMNS}
    return {"row_id": f"r{number}", "place": f"p{number}", "time": "22:00", **answered, **changed}


def patrols(count: int, *places: dict[str, Json], **facts: object) -> list[Revision]:
    answers: dict[str, Json] = {
        "patrol_date": "2026-11-20",
        "shift": "evening",
        "places": list(places) or [place(1)],
    }
    return [
        sealed(PATROL, answers, record_id=f"rec-{n}", at=NOW + timedelta(hours=n), **facts)  # type: ignore[arg-type]
        for n in range(count)
    ]


def marks_of(of: Form, revisions: list[Revision]) -> list[list[Mark | None]]:
    job, styles = job_of(of, revisions=tuple(revisions))
    made = LedgerTable(job, revisions, styles, LANDSCAPE.inner_width).bands()
    return [[cell.mark for cell in band.cells if cell.mark] for band in made[1:]]


def test_every_round_has_a_row_in_the_order_of_time_on_lying_pages() -> None:
    revisions = patrols(25)
    pdf = printed(PATROL, layout="ledger", revisions=revisions[::-1])
    assert size_of(pdf) == (297, 210)
    pages = pages_of(pdf)
    whole = "".join(pages)
    days = [f"{20 if n < 2 else 21}日{(22 + n) % 24:02d}:06小夜1号点位" for n in range(25)]
    assert [whole.count(f"{number}{day}") for number, day in enumerate(days, 1)] == [1] * 25
    assert "2026年11月" in pages[0]
    assert "共25条" in pages[0]
    for page in pages:
        assert "安全出口疏散通道" in page
        assert "主管人员签名" in page


def test_the_columns_are_the_statutory_ones_and_the_worst_place_counts() -> None:
    finding: Json = {"text": "堆放纸箱", "handling": "fixed", "done": "当场搬走"}
    blocked = place(2, exits={"value": "abnormal", "finding": finding})
    (row,) = marks_of(PATROL, patrols(1, place(1), blocked, place(3, fire_doors={"value": "na"})))
    assert row == [Mark.TICK, Mark.CROSS, *[Mark.TICK] * 5]
    text = text_of(printed(PATROL, layout="ledger", revisions=patrols(1, place(1), blocked)))
    assert "1号点位、2号点位" in text
    assert "2号点位，安全出口、疏散通道：堆放纸箱。当场整改：当场搬走。" in text


def test_many_problems_of_a_row_stand_below_it() -> None:
    wrong: dict[str, Json] = {
        column.name: {
            "value": "abnormal",
            "finding": {"text": f"{column.name}的问题写得比较长", "handling": "fixed"},
        }
        for column in COLUMNS
    }
    revisions = patrols(1, place(1, **wrong))
    job, styles = job_of(PATROL, revisions=tuple(revisions))
    _, row, below = LedgerTable(job, revisions, styles, LANDSCAPE.inner_width).bands()
    assert [cell.lines for cell in row.cells].count(("见下",)) == 1
    assert len(below.cells[0].lines) == len(COLUMNS)
    text = text_of(printed(PATROL, layout="ledger", revisions=revisions))
    assert all(f"{column.name}的问题写得比较长" in text for column in COLUMNS)


def test_items_of_a_single_place_decide_their_column() -> None:
    parts = {c.name: c.part_of for c in PATROL.field("places").fields if c.part_of}
    row: dict[str, Json] = {"row_id": "r1", "place": "p1", **{name: {"value": "normal"} for name in parts}}
    wrong = next(name for name, parent in parts.items() if parent == "signs")
    row[wrong] = {"value": "abnormal", "finding": {"text": "灯不亮"}}
    (marks,) = marks_of(PATROL, patrols(1, row))
    assert marks == [Mark.TICK, Mark.TICK, Mark.CROSS, *[Mark.TICK] * 4]


def test_hazard_numbers_are_looked_up_by_record_in_a_ledger() -> None:
    finding: Json = {"text": "堆放纸箱", "handling": "hazard", "owner": "0305", "due": "2026-11-21"}
    revisions = patrols(2, place(1, exits={"value": "abnormal", "finding": finding}))
    numbers = {("rec-0", "places", "r1", "exits"): "YH-1", ("rec-1", "places", "r1", "exits"): "YH-2"}
    text = text_of(printed(PATROL, layout="ledger", revisions=revisions, hazards=numbers))
    assert text.count("转隐患YH-1") == 1
    assert text.count("转隐患YH-2") == 1


def test_signatures_stand_in_the_row_of_their_record() -> None:
    revisions = patrols(3)
    sha = "a" * 64
    signatures = [signed(revisions[1], "supervisor", method="drawn", image_sha=sha)]
    pdf = printed(
        PATROL, layout="ledger", revisions=revisions, signatures=signatures, images={sha: drawn_signature()}
    )
    assert images_of(pdf) == 1
    text = text_of(pdf)
    assert text.count("张某0231") == 3
    assert text.count("王某018811-2022:13") == 1


def test_a_row_leaves_room_for_ink() -> None:
    revisions = patrols(2)
    job, styles = job_of(PATROL, revisions=tuple(revisions))
    made = LedgerTable(job, revisions, styles, LANDSCAPE.inner_width).bands()
    assert all(band.height >= 10 * MM for band in made[1:])


def test_late_corrected_and_voided_rows_say_so() -> None:
    late = patrols(1, timeliness=Timeliness.LATE)
    corrected = patrols(1, parents=["b" * 64])
    void = patrols(1, parents=["b" * 64], void=True)
    assert "补录" in text_of(printed(PATROL, layout="ledger", revisions=late))
    assert "更正" in text_of(printed(PATROL, layout="ledger", revisions=corrected))
    assert "已作废：更正" in text_of(printed(PATROL, layout="ledger", revisions=void))


def test_a_long_form_is_summed_up_by_section() -> None:
    of = form(
        sections=(
            section("配置检查", *(check(f"a{n}", finding=FIRE) for n in range(8))),
            section("外观检查", *(check(f"b{n}", finding=FIRE) for n in range(8))),
        )
    )
    answers: dict[str, Json] = {f"{part}{n}": {"value": "normal"} for part in "ab" for n in range(8)}
    answers["b3"] = {"value": "abnormal", "finding": {"text": "锈蚀"}}
    revision = sealed(of, answers)
    assert marks_of(of, [revision]) == [[Mark.TICK]]
    text = text_of(printed(of, layout="ledger", revisions=[revision]))
    assert "配置检查" in text
    assert "1项有问题" in text
    assert "b3：锈蚀" in text


def long_log(count: int) -> Form:
    return form(
        *(field(f"f{n}", label=f"第{n}项内容") for n in range(count)),
        kind=FormKind.LOG,
        signers=(Signer(role="author", title="登记人", author=True),),
    )


def test_a_register_says_when_each_card_was_made_out_and_every_date_on_it() -> None:
    """Cards are years apart, and none of their dates is the day on which they were written."""
    card = CATALOG.find("F06a")
    cards = [
        sealed(card, {"number": f"M-{n}", "made": f"2024-05-0{n + 1}"}, record_id=f"card-{n}", at=NOW)
        for n in range(2)
    ]
    text = text_of(printed(card, layout="ledger", revisions=cards))
    assert "登记日期" in text
    assert text.count(f"{local(NOW):%Y-%m-%d}") >= 2
    assert "出厂日期" in text
    assert all(f"2024-05-0{n + 1}" in text for n in range(2))


def test_fields_without_a_column_of_their_own_share_one() -> None:
    of = long_log(10)
    text = text_of(
        printed(of, layout="ledger", revisions=[sealed(of, {f"f{n}": f"值{n}" for n in range(10)})])
    )
    assert "其他内容" in text
    assert all(f"值{n}" in text for n in range(10))
    assert "第9项内容：值9" in text


def test_many_fields_without_a_column_stand_below_their_row_on_the_same_page() -> None:
    of = long_log(30)
    revisions = [
        sealed(of, {f"f{n}": f"第{r}条的值{n}" for n in range(30)}, record_id=f"rec-{r}") for r in range(12)
    ]
    job, styles = job_of(of, revisions=tuple(revisions))
    made = LedgerTable(job, revisions, styles, LANDSCAPE.inner_width).bands()
    rows, below = made[1::2], made[2::2]
    assert len(rows) == len(below) == 12
    assert all(band.keep for band in rows)
    assert all(len(band.cells) == 1 and band.cells[0].right == LANDSCAPE.inner_width for band in below)
    assert [band.group for band in rows] == [band.group for band in below]
    pages = pages_of(printed(of, layout="ledger", revisions=revisions))
    assert "其他内容" not in "".join(pages)
    for r in range(12):
        page = next(page for page in pages if f"第{r}条的值0" in page)
        assert f"第29项内容：第{r}条的值29" in page


def test_texts_that_follow_one_another_in_a_line_do_not_end_twice() -> None:
    texts = [field(f"t{n}", FieldType.LONG_TEXT, label=f"第{n}件") for n in range(3)]
    log = form(*texts, kind=FormKind.LOG)
    said = "1. 已经修好；\n2. 复测正常，" + "当班人员都已知道" * 8 + "。"
    text = text_of(
        printed(log, layout="ledger", revisions=[sealed(log, {"t0": said, "t1": said, "t2": "好。"})])
    )
    assert "。；" not in text
    assert "；；" not in text
    assert "；第1件：1.已经修好；2.复测正常，" in text


def test_the_ledger_of_events_says_which_entry_each_is_about_unless_the_record_does() -> None:
    changes = form(field("what", label="怎样"), kind=FormKind.EVENT, register=RegisterRule(register="device"))
    record = sealed(changes, {"what": "送修"})
    job, styles = job_of(changes, revisions=(record,), objects={record.record_id: ("SB-017", "除颤仪")})
    made = LedgerTable(job, [record], styles, LANDSCAPE.inner_width)
    assert made.columns[2].title == "台账编号、名称"
    assert made.bands()[1].cells[2].lines == ("SB-017", "除颤仪")
    told = sealed(changes, {"what": "除颤仪"})
    job, styles = job_of(changes, revisions=(told,), objects={told.record_id: ("SB-017", "除颤仪")})
    assert "台账编号、名称" not in [
        c.title for c in LedgerTable(job, [told], styles, LANDSCAPE.inner_width).columns
    ]


def test_an_empty_ledger_fills_one_page_and_says_what_the_shared_column_is_for() -> None:
    pages = pages_of(printed(long_log(10), layout="blank"))
    assert len(pages) == 1
    assert "其他内容" in pages[0]
    assert "第9项内容" in pages[0]
    job, styles = job_of(long_log(10))
    table = LedgerTable(job, (), styles, LANDSCAPE.inner_width)
    rows = table.empty_rows(150 * MM)
    assert 130 * MM < sum(band.height for band in rows) <= 150 * MM
    assert all(band.height >= 11 * MM for band in rows[1:])


def test_a_longer_period_names_its_first_and_last_day() -> None:
    revisions = patrols(2)
    later = sealed(PATROL, revisions[0].answers, record_id="rec-9", at=NOW + timedelta(days=20))
    text = text_of(printed(PATROL, layout="ledger", revisions=[*revisions, later]))
    assert "2026年11月20日—2026年12月10日" in text
    assert "12-1022:06" in text


def test_identifying_answers_of_a_ledger_come_by_record() -> None:
    of = form(
        field("drug", label="药名"), field("patient", label="姓名", identifying=True), kind=FormKind.LOG
    )
    revisions = [
        sealed(of, {"drug": "吗啡"}, record_id=f"rec-{n}", at=NOW + timedelta(hours=n)) for n in range(2)
    ]
    pdf = printed(of, layout="ledger", revisions=revisions, private={"rec-1": {"patient": "患者甲"}})
    assert text_of(pdf).count("患者甲") == 1


def test_an_empty_ledger_has_rows_for_the_hand() -> None:
    text = text_of(printed(PATROL, layout="ledger", revisions=[]))
    assert "123456789" in text
    assert "校验" not in text
