"""A sealed record on paper: what stands on it, in which order, and how it is divided into pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from forms.definition import FieldType, Form, FormKind, PrintPlan, Retention, Signer
from forms.json_value import Json
from forms.listed import Choice, Source
from forms.printing.paper import MM, SIGNATURE_ROW
from forms.printing.render import render
from forms.printing.sheet import SheetBody, paper_for
from forms.revision import Revision, SignatureMark, build_revision, check_code, read_revision
from forms.timeliness import Timeliness
from tests.definitions import FIRE, NOW, check, field, form, rows, sealed, section
from tests.papers import (
    HOSPITAL,
    BookNames,
    drawn_signature,
    fonts_of,
    images_of,
    job_of,
    pages_of,
    printed,
    signed,
    size_of,
    text_of,
)
from tests.released_forms import CATALOG, filled

SIGNERS = (
    Signer(role="patroller", title="巡查人员", author=True),
    Signer(role="supervisor", title="主管人员"),
)
GOOD: Json = {"value": "normal"}


def inspection(items: int = 4, **settings: object) -> Form:
    half = items // 2
    return form(
        sections=(
            section(
                "base",
                field("day", FieldType.DATE, label="检查日期"),
                field("who", FieldType.PERSON, label="检查人"),
            ),
            section(
                "用火用电",
                *(check(f"i{n}", label=f"第{n}样东西完好", finding=FIRE) for n in range(1, half + 1)),
            ),
            section(
                "疏散通道",
                *(check(f"i{n}", label=f"第{n}样东西完好", finding=FIRE) for n in range(half + 1, items + 1)),
            ),
        ),
        **{
            "title": "安全检查表",
            "signers": SIGNERS,
            "printing": PrintPlan(head=("day", "who")),
            "sources": (
                Source(article="公安部令第61号 第二十五条"),
                Source(article="公安部令第61号 第三十一条", verified=False),
            ),
            "retention": Retention(years=3),
            **settings,
        },
    )


def answers(items: int = 4, **changed: Json) -> dict[str, Json]:
    return {"day": "2026-11-20", "who": "0231", **{f"i{n}": GOOD for n in range(1, items + 1)}, **changed}


def record(of: Form, given: dict[str, Json], **changed: object) -> Revision:
    facts: dict[str, object] = {
        "form": of,
        "record_id": "record-1",
        "facility": "F001",
        "author": "0231",
        "author_name": "张某",
        "claimed_at": NOW,
        "keyed_at": NOW,
        "sealed_at": NOW,
        "serial": "F001-X01-20261120-A-3",
        "answers": given,
        "signature": SignatureMark(method="pin"),
    }
    return read_revision(build_revision(**{**facts, **changed}))  # type: ignore[arg-type]


def in_order(text: str, *parts: str) -> bool:
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def test_a_sheet_says_everything_in_the_order_of_the_screen() -> None:
    of = inspection()
    revision = record(of, answers())
    text = text_of(printed(of, revision))
    assert in_order(
        text,
        "安全检查表",
        f"单位：{HOSPITAL}",
        "编号：F001-X01-20261120-A-3",
        "检查日期",
        "2026年11月20日",
        "张某（0231）",
        "类别",
        "正常",
        "异常",
        "不适用",
        "第1样东西完好",
        "第2样东西完好",
        "第4样东西完好",
        "巡查人员（签名）",
        "系统确认：张某0231，2026-11-2022:06",
        "依据：公安部令第61号第二十五条、第三十一条※",
        "以手写签名为准",
        "保存期限：3年",
        "X01-1第1版打印2026-11-2022:32李某0107",
        "第1页共1页",
    )
    assert f"校验{check_code(revision.rev_id).replace(' ', '')}" in text


def test_items_are_numbered_through_all_sections() -> None:
    job, styles = job_of(inspection(6), record(inspection(6), answers(6)))
    body = SheetBody(job, styles, paper_for(job))
    numbers = [band.cells[0].lines[0] for band in body.bands() if band.group and len(band.cells) == 6]
    assert numbers == ["1", "2", "3", "4", "5", "6"]


def test_a_finding_is_told_with_its_hazard_and_its_item_points_to_it() -> None:
    of = inspection()
    finding: Json = {
        "text": "通道堆放纸箱 6 个",
        "place": "p9",
        "handling": "hazard",
        "owner": "0305",
        "due": "2026-11-21T22:00+08:00",
        "photos": ["a" * 64],
    }
    revision = record(of, answers(i3={"value": "abnormal", "finding": finding}))
    text = text_of(printed(of, revision, hazards={("i3",): "YH-2026-0113"}))
    assert "见下1" in text
    assert (
        "1.第3项：通道堆放纸箱6个（9号点位，有照片1张）。处理：转为隐患YH-2026-0113，责任人赵某（0305），2026年11月21日22:00前整改，由他人复查。"
        in text
    )


def test_what_was_fixed_on_the_spot_says_what_was_done() -> None:
    of = inspection()
    finding: Json = {"text": "门被顶住", "handling": "fixed", "done": "当场关上", "done_by": "0305"}
    text = text_of(printed(of, record(of, answers(i1={"value": "abnormal", "finding": finding}))))
    assert "1.第1项：门被顶住。当场整改：当场关上（赵某（0305））。" in text


def test_items_answered_as_the_rest_are_starred_and_explained() -> None:
    of = inspection()
    text = text_of(printed(of, record(of, answers(), bulk=["i2", "i3", "i4"])))
    assert text.count("＊") == 4
    assert "＊第2–4项由张某（0231）用“其余正常”一次确认。" in text


def test_a_late_record_shows_both_times_in_a_box() -> None:
    of = inspection()
    late = record(
        of,
        answers(),
        timeliness=Timeliness.LATE,
        keyed_at=NOW + timedelta(days=2),
        sealed_at=NOW + timedelta(days=2),
        paper_no="1120-03",
        clock_suspect=True,
    )
    text = text_of(printed(of, late))
    assert "补录实际2026年11月20日22:06录入2026年11月22日22:06纸质原件1120-03" in text
    assert "时间存疑" in text


def test_a_transcribed_record_shows_both_times_and_is_not_called_late() -> None:
    of = inspection()
    keyed = record(
        of,
        answers(),
        timeliness=Timeliness.TRANSCRIBED,
        keyed_at=NOW + timedelta(hours=3),
        paper_no="1120-03",
    )
    text = text_of(printed(of, keyed))
    assert "转录实际2026年11月20日22:06录入2026年11月21日01:06" in text
    assert "补录" not in text


def test_a_correction_and_a_reprint_say_so() -> None:
    of = inspection()
    second = record(of, answers(), parents=["b" * 64], reason="日期写错")
    text = text_of(printed(of, second, version_no=2, print_no=3))
    assert "第2版，更正第1版原因：日期写错" in text
    assert "第3次打印" in text


def test_a_voided_record_says_so() -> None:
    of = inspection()
    gone = record(of, answers(), parents=["b" * 64], reason="重复录入", void=True)
    assert "已作废原因：重复录入" in text_of(printed(of, gone, version_no=2))


def test_drawn_signatures_are_printed_and_a_refusal_leaves_the_box_empty() -> None:
    of = inspection()
    sha = "a" * 64
    revision = record(of, answers(), signature=SignatureMark(method="drawn", image_sha=sha))
    images = {sha: drawn_signature()}
    drawn = printed(of, revision, images=images, signatures=[signed(revision, "supervisor")])
    assert images_of(drawn) == 1
    assert "系统确认：王某0188，2026-11-2022:13" in text_of(drawn)
    refusal = signed(
        revision, "supervisor", verdict="returned", reason="日期不对", method="drawn", image_sha=sha
    )
    returned = printed(of, revision, images=images, signatures=[refusal])
    assert images_of(returned) == 1
    assert "系统记录：王某0188，2026-11-2022:13退回，日期不对" in text_of(returned)


def test_a_picture_that_cannot_be_read_leaves_the_print_whole() -> None:
    of = inspection()
    revision = record(of, answers(), signature=SignatureMark(method="drawn", image_sha="a" * 64))
    assert "系统确认：张某" in text_of(printed(of, revision, images={"a" * 64: b"no picture"}))


def test_every_font_is_embedded() -> None:
    fonts = fonts_of(printed(inspection(), record(inspection(), answers())))
    assert fonts
    assert all(fonts.values()), fonts


def test_the_same_facts_give_the_same_bytes() -> None:
    of = inspection()
    assert printed(of, record(of, answers())) == printed(of, record(of, answers()))


def test_the_file_knows_its_title_and_its_hospital() -> None:
    of = inspection()
    facts = PdfReader(BytesIO(printed(of, record(of, answers())))).metadata
    assert facts is not None
    assert (facts.title, facts.author) == ("安全检查表", HOSPITAL)


@pytest.mark.parametrize("items", range(20, 80, 3))
def test_signatures_never_stand_alone_and_heads_repeat(items: int) -> None:
    of = inspection(items)
    pages = pages_of(printed(of, record(of, answers(items))))
    for number, page in enumerate(pages, 1):
        assert ("（续表）" in page) == (number > 1)
        assert f"第{number}页共{len(pages)}页" in page
    signing = [page for page in pages if "主管人员（签名）" in page]
    assert signing == pages[-1:]
    assert "样东西完好" in pages[-1] or "具体问题及" in pages[-1]
    assert sum(page.count("样东西完好") for page in pages) == items
    assert all("序号" in page for page in pages if "样东西完好" in page)


def test_a_text_longer_than_a_page_is_divided_and_not_lost() -> None:
    of = form(field("story", FieldType.LONG_TEXT, label="经过"), signers=SIGNERS)
    story = "".join(f"【{number}】这里写一句经过。" for number in range(600))
    pages = pages_of(printed(of, record(of, {"story": story})))
    assert len(pages) > 3
    assert all(f"【{number}】" in "".join(pages) for number in range(600))


def test_a_field_that_did_not_apply_is_left_out_and_a_blank_one_is_struck_out() -> None:
    of = form(
        field("level", label="等级", width="half"),
        field("why", label="判定依据", relevant="${level} = 'major'"),
        field("room", FieldType.INTEGER, label="床位数"),
    )
    text = text_of(printed(of, record(of, {"level": "general"})))
    assert "判定依据" not in text
    assert "床位数" in text


def test_identifying_answers_are_printed_only_when_they_are_passed() -> None:
    of = form(
        field("ward", label="病区"),
        field("patient", label="姓名", identifying=True),
        rows("drugs", field("drug", label="药名"), field("card", label="住院号", identifying=True)),
    )
    revision = record(of, {"ward": "内科", "drugs": [{"row_id": "a", "drug": "吗啡"}]})
    private: dict[str, Json] = {"patient": "患者甲", "drugs": [{"row_id": "a", "card": "880123"}]}
    assert "患者甲" not in text_of(printed(of, revision))
    text = text_of(printed(of, revision, private=private))
    assert in_order(text, "患者甲", "吗啡", "880123")


def test_what_a_step_is_about_stands_first() -> None:
    of = form(
        field("measures", FieldType.LONG_TEXT, label="整改措施"), title="隐患整改通知书", signers=SIGNERS
    )
    text = text_of(
        printed(
            of,
            record(of, {"measures": "搬走纸箱"}),
            subject=[
                ("隐患编号", "YH-2026-0113"),
                ("问题描述", "2 号楼梯间二层平台堆放纸箱 6 个，占通道约一半，无人看管"),
            ],
        )
    )
    assert in_order(text, "隐患编号", "YH-2026-0113", "问题描述", "占通道约一半", "整改措施", "搬走纸箱")


def test_a_table_without_rows_is_struck_out_and_a_wide_one_becomes_blocks() -> None:
    narrow = form(rows("members", field("name", label="姓名"), label="参加人员"))
    assert in_order(text_of(printed(narrow, record(narrow, {}))), "参加人员", "姓名")
    wide = form(rows("people", *(field(f"f{n}", label=f"第{n}栏说明") for n in range(14)), label="人员"))
    filled_in: Json = [{"row_id": "a", **{f"f{n}": f"值{n}" for n in range(14)}}]
    text = text_of(printed(wide, record(wide, {"people": filled_in})))
    assert in_order(text, "第1条", "第0栏说明", "值0", "第13栏说明", "值13")


def test_a_section_of_items_and_values_has_its_title_once() -> None:
    of = form(
        sections=(
            section("告知", check("a", label="已设置标识"), field("to", label="告知对象", width="half")),
            section("评估", check("b", label="响应及时"), check("c", label="疏散有序")),
        )
    )
    text = text_of(printed(of, record(of, {"a": GOOD, "b": GOOD, "c": GOOD, "to": "全院"})))
    assert text.count("一、告知") == 1
    assert text.count("二、评估") == 1


def test_unverified_items_are_marked_and_the_mark_is_explained() -> None:
    doubtful = Source(article="某标准 3.1", verified=False)
    of = form(check("a", label="有标识", source=doubtful), check("b", label="有器材"), signers=SIGNERS)
    text = text_of(printed(of, record(of, {"a": GOOD, "b": GOOD})))
    assert "有标识※" in text
    assert "有器材※" not in text
    assert "※未核对原文" in text


def test_a_signature_box_is_eighteen_millimetres_high() -> None:
    assert round(SIGNATURE_ROW / MM) == 18


def test_a_sheet_without_a_record_is_refused() -> None:
    with pytest.raises(ValueError, match="blank"):
        render(inspection(), None, layout="sheet", facility=HOSPITAL, names=BookNames(), printed_at=NOW)


def test_the_quarterly_inspection_runs_over_many_pages_without_losing_an_item() -> None:
    of = CATALOG.find("F11")
    checks = [one for one in of.fields() if one.type is FieldType.CHECK]
    assert len(checks) >= 120
    pages = pages_of(printed(of, sealed(of, filled(of.id).sealed_answers()[0])))
    assert len(pages) > 4
    whole = "".join(pages)
    for number, item in enumerate(checks, 1):
        assert f"{number}{''.join(item.label.split())}" in whole, item.label
    assert "（签名）" in pages[-1]
    assert size_of(printed(of, sealed(of, {}))) == (210, 297)


def test_a_log_is_blank_as_a_day_sheet() -> None:
    log = inspection(kind=FormKind.LOG)
    assert size_of(printed(log, layout="blank")) == (297, 210)
    assert size_of(printed(replace(log, kind=FormKind.RECORD), layout="blank")) == (210, 297)


def test_a_long_title_and_a_long_name_of_a_hospital_stay_on_the_page() -> None:
    of = inspection(title="医疗机构重大事故隐患判定清单（试行）对照检查与整改落实情况记录表" * 2)
    pdf = printed(of, record(of, answers()), facility="示范县" * 20)
    page = PdfReader(BytesIO(pdf)).pages[0]
    seen: list[float] = []
    page.extract_text(visitor_text=lambda _text, _cm, tm, _font, _size: seen.append(float(tm[4])))
    assert min(seen) >= 0
    assert of.title in text_of(pdf)
    assert "示范县" * 20 in text_of(pdf)


def test_a_scored_item_says_how_much_it_counts() -> None:
    of = form(check("a", label="有标识", score="5"))
    assert "有标识（5分）" in text_of(printed(of, record(of, {"a": GOOD})))


def test_a_long_reason_is_printed_whole_wherever_it_stands() -> None:
    of = inspection()
    reason = "，".join(f"第{number}条理由写得很长" for number in range(40))
    second = record(of, answers(), parents=["b" * 64], reason=reason)
    refusal = signed(second, "supervisor", verdict="returned", reason=reason[::-1])
    text = text_of(printed(of, second, version_no=2, signatures=[refusal]))
    assert reason in text
    assert reason[::-1] in text


def test_on_a_blank_roll_everybody_signs_and_there_is_room_for_a_department() -> None:
    came = field(
        "came", FieldType.ONE_OF, choices=(Choice(code="yes", label="到"), Choice(code="no", label="缺席"))
    )
    roll = form(rows("people", field("who", FieldType.PERSON, label="姓名"), came, unique=("who",)))
    blank = text_of(printed(roll, layout="blank"))
    assert "本人签名" in blank
    assert "18" in blank
    people: list[Json] = [{"row_id": "a", "who": "0231", "came": "yes"}]
    assert "本人签名" not in text_of(printed(roll, sealed(roll, {"people": people})))
    names = form(rows("people", field("who", FieldType.PERSON), unique=("who",)))
    assert "本人签名" not in text_of(printed(names, layout="blank"))
