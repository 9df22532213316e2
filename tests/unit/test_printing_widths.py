"""Widths by content: columns of tables and ledgers, labels beside values, boxes to sign in."""

from __future__ import annotations

import pytest

from forms.definition import FieldType, Signer
from forms.printing.ledger import LedgerTable
from forms.printing.pairs import Pair, PairLayout
from forms.printing.paper import LANDSCAPE, MM, PORTRAIT
from forms.printing.signing import signature_bands
from forms.printing.tables import RowTable, TableRow, head_room
from forms.printing.text import cuts_a_word, wrap, wrap_evenly
from tests.definitions import field, form, sealed
from tests.papers import BookNames, job_of

STYLES = job_of(form())[1]
SHORT, LONG = field("short", label="规格"), field("long", label="情况说明")


def table(*rows: TableRow, blank: bool = False) -> list[float]:
    made = RowTable(
        fields=(SHORT, LONG), width=PORTRAIT.inner_width, styles=STYLES, names=BookNames(), blank=blank
    ).bands(rows)
    return [cell.right - cell.left for cell in made[0].cells]


def test_a_column_is_as_wide_as_what_stands_in_it() -> None:
    row = TableRow(values={"short": "5 kg", "long": "更换密封圈后恢复，复测正常，标签已更换"}, pictures={})
    _, narrow, wide = table(row)
    assert wide > 2 * narrow
    _, same, other = table(TableRow(values={}, pictures={}), blank=True)
    assert same == pytest.approx(other)


@pytest.mark.parametrize("title", ["用时（分钟）", "成绩", "灭菌有效期至", "未按要求\n戴口罩"])
def test_a_head_takes_two_lines_at_most_in_the_room_it_asks_for(title: str) -> None:
    style = STYLES.head
    assert len(wrap(title, style, head_room(title, style) - 1.2 * MM)) <= 2


def test_a_head_asks_for_one_character_more_rather_than_cut_a_word() -> None:
    room = head_room("是否根本原因", STYLES.head) - 1.2 * MM
    assert not cuts_a_word(wrap_evenly("是否根本原因", STYLES.head, room))
    assert room < 5 * STYLES.head.size


def test_labels_take_two_lines_at_most_where_their_values_leave_the_room() -> None:
    pairs = [
        Pair(label=label, text="1 例", sample="10000 例", type=FieldType.INTEGER)
        for label in ("四级手术前多学科讨论完成例数", "例数", "麻醉期间低体温例数")
    ]
    layout = PairLayout(width=PORTRAIT.inner_width, styles=STYLES, landscape=False)
    labels = [cell for band in layout.bands(pairs) for cell in band.cells[::2]]
    assert [len(cell.lines) <= 2 for cell in labels] == [True] * 3
    assert all(cell.right - cell.left < PORTRAIT.inner_width / 4 for cell in labels)


def test_a_number_is_not_cut_where_the_other_columns_can_give_way() -> None:
    names = ("电话", "住址", "职业", "诊断", "处理", "备注", "来源")
    fields = tuple(field(f"f{n}", label=label) for n, label in enumerate(names))
    values = {one.name: "按计划完成，情况正常" for one in fields} | {"f0": "0000-81234567"}
    made = RowTable(
        fields=fields, width=PORTRAIT.inner_width, styles=STYLES, names=BookNames(), blank=False
    ).bands([TableRow(values=values, pictures={})])
    assert made[1].cells[1].lines == ("0000-81234567",)


def test_a_label_is_as_wide_as_it_must_be_not_to_end_inside_a_word() -> None:
    layout = PairLayout(width=PORTRAIT.inner_width, styles=STYLES, landscape=False)
    (line,) = layout.bands([Pair(label="向卫生行政部门申请的日期", text="2026年11月20日")])
    assert line.cells[0].lines == ("向卫生行政部门", "申请的日期")


def test_three_sign_on_one_line_and_each_has_room_for_the_ink() -> None:
    roles = ("检查人员", "被检查部门负责人", "消防安全管理人")
    signers = tuple(Signer(role=str(number), title=title) for number, title in enumerate(roles))
    job, styles = job_of(form(signers=signers))
    (line,) = signature_bands(job, styles, PORTRAIT.inner_width)
    assert len(line.signatures) == 3
    for box in line.signatures:
        widest = max(styles.heading.face.width(text, styles.heading.size) for text in box.title.split("\n"))
        assert box.right - box.left - widest > 24 * MM
    four, styles = job_of(form(signers=(*signers, signers[0])))
    assert [len(band.signatures) for band in signature_bands(four, styles, PORTRAIT.inner_width)] == [2, 2]
    assert [len(band.signatures) for band in signature_bands(four, styles, LANDSCAPE.inner_width)] == [4]


def test_a_long_text_of_a_ledger_stands_below_its_row_and_a_short_one_beside() -> None:
    several = [field(f"f{number}", label=f"第{number}格") for number in range(5)]
    of = form(*several, field("told", FieldType.LONG_TEXT, label="经过"))
    values = {one.name: "按计划完成" for one in several}

    def titles(told: str) -> list[str]:
        job, styles = job_of(of, revisions=(sealed(of, {**values, "told": told}),))
        return [
            column.title for column in LedgerTable(job, job.revisions, styles, LANDSCAPE.inner_width).columns
        ]

    assert "经过" in titles("正常")
    assert "经过" not in titles("堆放纸箱，已通知科室当场清理。" * 6)
