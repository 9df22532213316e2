"""Posters: a page for each section after the first, everything on it, in type as large as fits."""

from __future__ import annotations

import re
from io import BytesIO

from pypdf import PdfReader

from forms.definition import FieldType, Form, PrintPlan, Signer
from forms.json_value import Json
from forms.listed import Choice
from forms.printing.poster import posters
from tests.definitions import field, form, rows, sealed, section
from tests.papers import HOSPITAL, fonts_of, job_of, pages_of, printed, signed, size_of, text_of

LEVELS = (Choice(code="red", label="重大"), Choice(code="blue", label="低"))
POST = form(
    sections=(
        section("base", field("post"), field("issue"), field("staff", FieldType.PERSON)),
        section(
            "岗位风险清单",
            rows(
                "risks", field("danger"), field("level", FieldType.ONE_OF, choices=LEVELS), field("control")
            ),
        ),
        section(
            "岗位应急处置卡",
            field("scene", label="情景"),
            rows("responses", field("response")),
            rows("phones", field("who"), field("number"), unique=("who",)),
        ),
    ),
    signers=(
        Signer(role="drafter", title="制定人", author=True),
        Signer(role="approver", title="批准人"),
    ),
    printing=PrintPlan(layouts=("poster", "sheet", "blank"), head=("post", "issue", "staff")),
)


def risks(count: int, control: str = "病室禁烟禁火") -> list[Json]:
    return [
        {"row_id": f"{n}", "danger": f"危险{n}", "level": "red", "control": control}
        for n in range(1, count + 1)
    ]


def answers(**changes: Json) -> dict[str, Json]:
    told: dict[str, Json] = {
        "post": "病区护士",
        "issue": "第 1 版",
        "staff": "0231",
        "risks": risks(2),
        "scene": "病区起火",
        "responses": [{"row_id": "a", "response": "喊人、按手报"}, {"row_id": "b", "response": "关氧气总阀"}],
        "phones": [{"row_id": "a", "who": "火警", "number": "119"}],
    }
    return told | changes


def poster(of: Form, told: dict[str, Json], **settings: object) -> bytes:
    return printed(of, sealed(of, told), layout="poster", **settings)


def type_sizes(pdf: bytes, page: int) -> set[float]:
    """The sizes of type that the page sets."""
    content = PdfReader(BytesIO(pdf)).pages[page].get_contents()
    assert content is not None
    return {float(size) for size in re.findall(rb"/F\S+ (\d+(?:\.\d+)?) Tf", content.get_data())}


def test_each_section_but_the_first_is_one_upright_page_with_the_post_on_it() -> None:
    pdf = poster(POST, answers())
    pages = pages_of(pdf)
    assert len(pages) == 2
    assert size_of(pdf) == (210, 297)
    for page, title in zip(pages, ("岗位风险清单", "岗位应急处置卡"), strict=True):
        assert title in page
        assert "病区护士" in page
        assert HOSPITAL in page
    assert all(fonts_of(pdf).values())


def test_every_answer_stands_on_its_page_and_no_empty_column_does() -> None:
    first, second = pages_of(poster(POST, answers(risks=risks(3, control=""))))
    for text in ("危险1", "危险2", "危险3", "重大"):
        assert text in first
    assert "control" not in first
    for text in ("病区起火", "喊人、按手报", "关氧气总阀", "火警", "119"):
        assert text in second


def test_a_short_text_is_set_large_and_a_long_one_smaller_on_the_same_page() -> None:
    short = poster(POST, answers())
    long = poster(POST, answers(risks=risks(9, control="每班查一次床头用电，查到当场拔下，交班时说清楚")))
    assert 26.0 in type_sizes(short, 0)
    assert 26.0 not in type_sizes(long, 0)
    assert len(pages_of(long)) == 2


def test_what_does_not_fit_even_in_small_type_goes_on_on_another_page_and_nothing_is_lost() -> None:
    pages = pages_of(poster(POST, answers(risks=risks(60, control="每班查一次床头用电，查到当场拔下"))))
    assert len(pages) > 2
    assert "（1/" in pages[0]
    whole = "".join(pages)
    assert all(f"危险{n}" in whole for n in range(1, 61))


def test_the_head_of_a_poster_covers_no_part_of_a_stamp() -> None:
    """The colour goes to the edge of the page, where other papers of a hospital to play with have a box."""
    pdf = printed(POST, sealed(POST, answers()), layout="poster", facility="示范县第一卫生院（演示）")
    assert {page.count("演示，不作记录") for page in pages_of(pdf)} == {1}


def test_a_poster_names_who_approved_it_and_leaves_room_until_somebody_has() -> None:
    revision = sealed(POST, answers())
    before = pages_of(printed(POST, revision, layout="poster"))[0]
    after = pages_of(printed(POST, revision, layout="poster", signatures=[signed(revision, "approver")]))[0]
    assert "批准人：＿＿" in before
    assert "批准人：＿＿" not in after


def test_a_poster_of_a_void_record_says_so() -> None:
    first = sealed(POST, answers())
    gone = sealed(POST, answers(), parents=[first.rev_id], void=True)
    assert "已作废" in pages_of(printed(POST, gone, layout="poster"))[0]


def test_a_poster_says_that_it_is_replaced_and_that_it_was_printed_before() -> None:
    job, styles = job_of(POST, sealed(POST, answers()), replaced_by=2, print_no=3)
    text = text_of(posters(job, styles))
    assert "旧版：已由第2版代替，不再作数，请换上新的" in text
    assert "第3次打印" in text
