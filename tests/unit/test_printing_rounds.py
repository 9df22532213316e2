"""Rounds on paper: one place unfolds and stands, several places are a lying grid; blank papers for the hand."""

from __future__ import annotations

from forms.definition import FieldType
from forms.json_value import Json
from forms.printing.mark import Mark
from forms.printing.paper import BLANK_ROW, MM
from forms.printing.problems import spoken_title
from forms.printing.sheet import SheetBody, paper_for
from tests.definitions import FIRE, check, field, form, rows, sealed
from tests.papers import job_of, pages_of, printed, size_of, text_of
from tests.released_forms import CATALOG

PATROL = CATALOG.find("F01")
COLUMNS = [c for c in PATROL.field("places").fields if c.type is FieldType.CHECK and not c.part_of]
PARTS = [c for c in PATROL.field("places").fields if c.part_of]
BASE: dict[str, Json] = {
    "patrol_date": "2026-11-20",
    "shift": "evening",
    "round_no": 1,
    "start_time": "22:00",
    "end_time": "22:24",
    "patrollers": ["0231"],
}


def row(number: int, *, parts: bool = False, **changed: Json) -> dict[str, Json]:
    items = [*COLUMNS, *(PARTS if parts else [])]
    answered: dict[str, Json] = {item.name: {"value": "normal"} for item in items}
    return {"row_id": f"r{number}", "place": f"p{number}", "time": f"22:{number:02d}", **answered, **changed}


def round_of(*places: Json) -> dict[str, Json]:
    return {**BASE, "places": list(places)}


def test_a_round_of_one_place_is_one_standing_page_with_all_its_items() -> None:
    finding: Json = {"text": "堆放纸箱 6 个", "handling": "hazard", "owner": "0305", "due": "2026-11-21"}
    wrong = PARTS[5].name
    one = sealed(PATROL, round_of(row(7, parts=True, **{wrong: {"value": "abnormal", "finding": finding}})))
    pdf = printed(PATROL, one, hazards={("places", "r7", wrong): "YH-2026-0113"})
    assert size_of(pdf) == (210, 297)
    (page,) = pages_of(pdf)
    for number, part in enumerate(PARTS, 1):
        assert f"{number}{''.join(part.label.split())}" in page, part.label
    assert "7号点位" in page
    assert "第6项：堆放纸箱6个。处理：转为隐患YH-2026-0113" in page


def test_items_stand_where_their_column_would_however_the_file_orders_them() -> None:
    of = form(
        rows(
            "places",
            check("exits", label="出口"),
            check("doors", label="防火门"),
            check("unlocked", label="未上锁", part_of="exits"),
            check("corridor", label="走道畅通", part_of="exits"),
            grid=True,
        )
    )
    answered: dict[str, Json] = {
        name: {"value": "normal"} for name in ("unlocked", "corridor", "doors", "exits")
    }
    text = text_of(printed(of, sealed(of, {"places": [{"row_id": "a", **answered}]})))
    assert text.index("1未上锁") < text.index("2走道畅通") < text.index("3防火门")


def test_a_round_of_many_places_lies_and_names_place_time_and_problem() -> None:
    finding: Json = {"text": "二层堆放纸箱", "handling": "fixed", "done": "当场搬走"}
    many = [row(number) for number in range(1, 25)]
    many[8]["exits"] = {"value": "abnormal", "finding": finding}
    pdf = printed(PATROL, sealed(PATROL, round_of(*many)))
    assert size_of(pdf) == (297, 210)
    pages = pages_of(pdf)
    assert len(pages) == 2
    assert all("安全出口疏散通道" in page for page in pages)
    assert "99号点位22:09安全出口、疏散通道：二层堆放纸箱。当场整改：当场搬走。" in "".join(pages)
    assert "2424号点位22:24" in pages[-1]
    assert "主管人员（签名）" in pages[-1]


def test_answers_of_a_round_are_marks_and_bulk_answers_are_starred() -> None:
    places = [
        row(1, fire_doors={"value": "na"}),
        row(2, exits={"value": "abnormal", "finding": {"text": "x"}}),
    ]
    one = sealed(PATROL, round_of(*places))
    job, styles = job_of(PATROL, one)
    marks = [
        [cell.mark for cell in band.cells if cell.mark]
        for band in SheetBody(job, styles, paper_for(job)).bands()
    ]
    assert [Mark.TICK] * 4 + [Mark.SLASH] + [Mark.TICK] * 2 in marks
    assert [Mark.TICK, Mark.CROSS] + [Mark.TICK] * 5 in marks


def test_a_grid_without_items_below_its_columns_stays_a_grid_with_one_row() -> None:
    of = form(rows("things", field("place", FieldType.PLACE), check("a", finding=FIRE), grid=True))
    pdf = printed(of, sealed(of, {"things": [{"row_id": "x", "place": "p1", "a": {"value": "normal"}}]}))
    assert size_of(pdf) == (297, 210)


def test_a_blank_round_has_empty_rows_of_eight_millimetres_or_more() -> None:
    job, styles = job_of(PATROL)
    bands = SheetBody(job, styles, paper_for(job)).bands()
    rows_for_the_hand = [band for band in bands if band.head and not band.keep]
    assert len(rows_for_the_hand) == 20
    assert all(band.height >= 8 * MM for band in rows_for_the_hand)
    assert all(not cell.lines and cell.mark is None for band in rows_for_the_hand for cell in band.cells[1:])


def test_a_blank_round_can_name_its_places() -> None:
    text = text_of(printed(PATROL, layout="blank", places=["门诊大厅", "供氧站"]))
    assert "1门诊大厅" in text
    assert "2供氧站" in text


def test_a_blank_paper_of_one_place_has_its_items_and_room_for_marks() -> None:
    job, styles = job_of(PATROL, places=("内科病区",))
    bands = SheetBody(job, styles, paper_for(job)).bands()
    items = [band for band in bands if band.group and len(band.cells) == 6]
    assert len(items) == len(PARTS)
    assert all(band.height >= BLANK_ROW >= 8 * MM for band in items)
    assert all(cell.mark is None for band in items for cell in band.cells)
    text = text_of(printed(PATROL, layout="blank", places=["内科病区"]))
    assert "内科病区" in text
    assert "年月日" in text
    assert "□白班" in text
    assert "校验" not in text
    assert "系统确认" not in text


def test_a_round_of_one_place_that_answered_the_columns_stays_a_grid() -> None:
    finding: Json = {"text": "堆放纸箱", "handling": "fixed", "done": "搬走"}
    one = sealed(PATROL, round_of(row(1, exits={"value": "abnormal", "finding": finding})))
    pdf = printed(PATROL, one)
    assert size_of(pdf) == (297, 210)
    assert "堆放纸箱。当场整改：搬走。" in text_of(pdf)


def test_a_head_of_two_lines_is_told_in_one_as_its_label_means_it() -> None:
    def told(label: str, short: str) -> str:
        return spoken_title(field("one", FieldType.CHECK, label=label, short=short))

    assert told("消防通道畅通", "消防\n通道") == "消防通道"
    assert told("运输、储存全过程温度监测记录符合要求", "全程\n温度") == "全程温度"
    assert told("用火、用电有无违章情况", "用火\n用电") == "用火、用电"
    assert told("消防设施、器材和消防安全标志是否完整", "器材设施\n消防标志") == "器材设施、消防标志"
