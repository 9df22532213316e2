"""Which texts still have to be held against the official wording, wherever in a form they stand."""

from forms.definition import Retention, Section, Signer, Trigger
from forms.listed import Duty, Source
from forms.unverified import unverified
from tests.definitions import check, form, rows

OPEN = Source(article="某规定第一条", text="原文", verified=False)
CHECKED = Source(article="某法第二条", text="原文")


def test_every_part_that_can_rest_on_a_text_is_looked_at_and_checked_ones_are_left_out() -> None:
    fields = (
        check("exits", label="出口", source=OPEN),
        check("lights", label="照明", source=CHECKED),
        rows("places", check("door", label="门", source=OPEN), label="部位"),
    )
    one = form(
        sections=[Section(id="a", title="检查", fields=fields, source=OPEN)],
        sources=(OPEN, CHECKED),
        signers=(Signer(role="patroller", title="巡查人员", author=True, source=OPEN),),
        triggers=(Trigger(on="sealed", do="clock", hours=2, source=OPEN),),
        duties=(Duty(id="d", title="每日巡查", every="day", source=OPEN),),
        retention=Retention(years=3, source=OPEN),
    )
    found = unverified([one])
    assert [text.where for text in found] == [
        "整张表",
        "检查",
        "检查·出口",
        "检查·部位·门",
        "签字：巡查人员",
        "触发的时限",
        "任务：每日巡查",
        "保存年限",
    ]
    assert {(text.article, text.text) for text in found} == {("某规定第一条", "原文")}
    assert found[0].form == f"{one.label} {one.title}"


def test_a_form_whose_texts_are_all_checked_lists_nothing() -> None:
    assert unverified([form(check("exits", source=CHECKED), sources=(CHECKED,))]) == ()
