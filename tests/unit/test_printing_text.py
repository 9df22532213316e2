"""Letters on paper: line breaks, rare characters, text that can be searched and copied."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.definition import FieldType
from forms.printing.fonts import load_fonts, to_unicode_map
from forms.printing.styles import make_styles
from forms.printing.text import wrap, wrap_evenly
from tests.definitions import field, form, sealed
from tests.papers import printed, text_of

FONTS = load_fonts()
STYLE = make_styles(FONTS).body
NOT_FIRST = set("。，、；：？！）》”’…")
NOT_LAST = set("（《“‘")


def test_no_closing_mark_begins_a_line_and_no_opening_mark_ends_one() -> None:
    text = "巡查人员应当“及时”纠正违章行为，妥善处置（火灾危险），无法当场处置的，应当立即报告。" * 8
    for width in range(40, 300, 7):
        lines = wrap(text, STYLE, width)
        assert "".join(lines) == text
        assert not any(line[0] in NOT_FIRST for line in lines)
        assert not any(line[-1] in NOT_LAST for line in lines)


def test_numbers_words_and_days_stay_whole() -> None:
    lines = wrap("于 2026年11月21日 22:00 前按 GB50444-2008 整改，编号 YH-2026-0113", STYLE, 90)
    for word in ("2026年11月21日", "22:00", "GB50444-2008", "YH-2026-0113"):
        assert any(word in line for line in lines), (word, lines)
    for width in range(60, 140):
        lines = wrap("占通道约一半（手术室，见图 2–4）。另见第 12 项", STYLE, width)
        assert any("图 2–4" in line for line in lines), lines
        assert any("第 12 项" in line for line in lines), lines


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["C"], max_codepoint=0x9FFF), max_size=200),
    st.integers(60, 400),
)
def test_no_line_is_wider_than_its_column_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap(text, STYLE, width)
    assert all(STYLE.face.width(line, STYLE.size) <= width + 0.01 for line in lines)
    assert "".join("".join(lines).split()) == "".join(FONTS.body.printable(text).split())


def test_a_label_is_divided_evenly() -> None:
    style = make_styles(FONTS).label
    assert wrap("其他需要说明的各种情况", style, 90) == ("其他需要说明的各种", "情况")
    assert wrap_evenly("其他需要说明的各种情况", style, 90) == ("其他需要说明", "的各种情况")


@pytest.mark.parametrize(
    ("label", "width", "lines"),
    [
        ("一、检查内容", 54, ("一、检查", "内容")),
        ("二、火灾报警控制器运行情况", 80, ("二、火灾报警", "控制器运行情况")),
        ("外单位联系电话", 48, ("外单位", "联系电话")),
        ("报告到响应用时", 48, ("报告到", "响应用时")),
        ("医学伦理委员会意见", 60, ("医学伦理", "委员会意见")),
        ("主管部门负责人\n签名", 60, ("主管部门", "负责人", "签名")),
    ],
)
def test_a_label_is_cut_between_words_and_behind_commas(
    label: str, width: float, lines: tuple[str, ...]
) -> None:
    assert wrap_evenly(label, make_styles(FONTS).label, width) == lines


def test_an_answer_to_tick_is_not_parted_where_a_line_can_hold_it() -> None:
    offered = "□ 理论　□ 致 1 人以上死亡或 3 人以上健康损害　□ 其他"
    assert wrap(offered, STYLE, 225) == ("□ 理论", "□ 致 1 人以上死亡或 3 人以上健康损害", "□ 其他")
    assert len(wrap(offered, STYLE, 90)) > 3


def test_no_line_begins_with_a_stroke() -> None:
    for width in range(40, 90):
        assert not any(line.startswith("/") for line in wrap("门诊/住院号/床号", STYLE, width))


def test_no_text_ends_with_a_line_of_one_character() -> None:
    text = "以有权机关发布的正式文本为准。"
    for width in range(50, 170):
        lines = wrap(text, STYLE, width)
        assert len(lines) == 1 or len(lines[-1].rstrip("。")) > 1, lines


@pytest.mark.parametrize("name", ["李𬱖", "陈𠅤", "王㛃", "赵䶮"])
def test_rare_characters_of_names_can_be_searched_and_copied(name: str) -> None:
    of = form(field("name", FieldType.TEXT, label="姓名"))
    assert name in text_of(printed(of, sealed(of, {"name": name})))


def test_a_character_without_a_glyph_is_a_geta_mark_that_the_notes_explain_and_controls_vanish() -> None:
    of = form(field("name", FieldType.LONG_TEXT, label="说明"))
    text = text_of(printed(of, sealed(of, {"name": "甲\U0001f600乙\x07丙"})))
    assert "甲〓乙丙" in text
    assert "〓是字库里没有的字，共1个：U+1F600。电子记录里是原字" in text


def test_words_written_from_the_right_stay_in_their_cell_and_turn_nothing_around() -> None:
    of = form(field("name", FieldType.LONG_TEXT, label="说明"), field("next", FieldType.TEXT, label="下一格"))
    text = text_of(printed(of, sealed(of, {"name": "病人说 \u202eסכנה\u202c 两遍", "next": "在右边"})))
    assert "病人说〓〓〓〓两遍" in text
    assert "在右边" in text
    assert "共4个" in text


def test_parts_of_one_emoji_that_cannot_be_seen_are_no_characters_of_their_own() -> None:
    assert FONTS.body.printable("👨\u200d👩 葛\U000e0100 ♥\ufe0f") == "〓〓 葛 ♥"


def test_a_page_without_such_characters_says_nothing_of_them() -> None:
    of = form(field("name", FieldType.LONG_TEXT, label="说明"))
    assert "字库" not in text_of(printed(of, sealed(of, {"name": "李𬱖"})))


def test_a_character_that_one_face_lacks_is_set_in_the_other() -> None:
    text = "前𰻞后"
    assert not FONTS.body.has("𰻞")
    assert FONTS.body.printable(text) == text
    FONTS.body.width(text, 10)
    assert [(face.name, piece) for face, piece in FONTS.body.runs(text)] == [
        (FONTS.body.name, "前"),
        (FONTS.bold.name, "𰻞"),
        (FONTS.body.name, "后"),
    ]


def test_the_unicode_map_writes_pairs_above_the_basic_plane_in_blocks_of_a_hundred() -> None:
    lines = to_unicode_map("Test", [0x41, 0x2C877, *range(0x4E00, 0x4E00 + 120)]).split("\n")
    assert "<00> <0041>" in lines
    assert "<01> <D872DC77>" in lines
    assert [line for line in lines if line.endswith("beginbfchar")] == ["100 beginbfchar", "22 beginbfchar"]


def test_words_for_the_screen_come_without_the_pdf_library() -> None:
    code = "import sys; import forms.printing.job, forms.printing.values; print('reportlab' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"
