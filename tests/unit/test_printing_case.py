"""A record printed with its steps: one beneath the other, or in columns as official papers have them."""

from __future__ import annotations

from datetime import timedelta

from forms.definition import FieldType, Form, FormKind, PrintPlan, Section, Signer
from forms.json_value import Json
from forms.listed import Choice, StepRule
from forms.printing.job import StepSheet
from forms.revision import build_signature, read_signature
from tests.definitions import NOW, check, field, form, sealed
from tests.papers import pages_of, printed, text_of

YES_NO = (Choice(code="yes", label="是"), Choice(code="no", label="否"))
THREE = (
    Signer(role="surgeon", title="手术医师"),
    Signer(role="nurse", title="护士", author=True),
)


def phase(number: int) -> Form:
    items = Section(
        id="items",
        title="核查项目",
        fields=(
            check("right", label=f"第{number}栏的患者正确"),
            field("allergy", FieldType.ONE_OF, label="是否有过敏史", choices=YES_NO),
            field(
                "things",
                FieldType.MANY_OF,
                label="假体/植入物",
                choices=(Choice(code="a", label="假体"), Choice(code="b", label="植入物")),
            ),
        ),
    )
    result = Section(
        id="result",
        title="结果",
        fields=(field("at", FieldType.DATETIME, label="核查时间"), field("note", label="处置")),
    )
    return form(
        sections=(items, result),
        id=f"test.phase{number}",
        title=f"核查：第{number}次",
        kind=FormKind.STEP,
        step=StepRule(chain="case", action=f"phase{number}", of=("test.form",), after=("open",), to="done"),
        signers=THREE,
    )


FIRST, SECOND = phase(1), phase(2)
RECORD = form(field("name", label="名称"), title="核查表")
IN_COLUMNS = form(
    field("name", label="名称"), title="核查表", printing=PrintPlan(columns=("test.phase1", "test.phase2"))
)


def taken(of: Form, number: int, **answers: Json) -> StepSheet:
    whole: dict[str, Json] = {
        "right": {"value": "normal"},
        "allergy": "no",
        "at": "2026-11-20T22:10+08:00",
        **answers,
    }
    revision = sealed(
        of, whole, record_id=f"step-{number}", at=NOW + timedelta(minutes=number), subject="record-1"
    )
    return StepSheet(form=of, revision=revision, outcome="已核查")


def test_steps_stand_beneath_each_other_with_their_own_signatures() -> None:
    pdf = printed(
        RECORD,
        sealed(RECORD, {"name": "甲"}),
        layout="case",
        steps=[taken(FIRST, 1, note="没有问题"), taken(SECOND, 2)],
    )
    text = text_of(pdf)
    assert text.index("第1步核查：第1次") < text.index("没有问题") < text.index("第2步核查：第2次")
    assert (text.count("手术医师（签名）"), text.count("填表人（签名）")) == (2, 1)
    assert "→已核查" in text


def test_steps_in_columns_tick_boxes_and_keep_a_line_for_each_role() -> None:
    pdf = printed(
        IN_COLUMNS,
        sealed(IN_COLUMNS, {"name": "甲"}),
        layout="case",
        steps=[taken(FIRST, 1, things=["b"]), StepSheet(form=SECOND)],
    )
    (page,) = pages_of(pdf)
    assert "2是否有过敏史：是□否√" in page
    assert "3假体□植入物√" in page
    assert "3假体□植入物□" in page
    assert (page.count("手术医师签名："), page.count("护士签名：")) == (2, 2)
    assert page.count("系统确认") == 1  # the author of the first; nobody has taken the second


def test_of_a_phase_that_was_done_twice_the_last_stands_in_its_column() -> None:
    wrong: Json = {
        "value": "abnormal",
        "finding": {"text": "腕带不符", "handling": "fixed", "done": "重做腕带"},
    }
    pdf = printed(
        IN_COLUMNS,
        sealed(IN_COLUMNS, {"name": "甲"}),
        layout="case",
        steps=[taken(FIRST, 1, right=wrong), taken(FIRST, 2), StepSheet(form=SECOND)],
    )
    text = text_of(pdf)
    assert "核查了2次，这里是最后一次。" in text
    assert "腕带不符" not in text


def test_a_fault_is_told_beside_its_item_and_a_later_signature_beneath_its_column() -> None:
    wrong: Json = {
        "value": "abnormal",
        "finding": {"text": "腕带不符", "handling": "fixed", "done": "重做腕带"},
    }
    step = taken(FIRST, 1, right=wrong)
    assert step.revision is not None
    signature = read_signature(
        build_signature(
            signs=step.revision.rev_id,
            facility="F001",
            role="surgeon",
            person="0188",
            person_name="王某",
            signed_at=NOW + timedelta(minutes=3),
            method="pin",
        )
    )
    pdf = printed(
        IN_COLUMNS,
        sealed(IN_COLUMNS, {"name": "甲"}),
        layout="case",
        steps=[step, StepSheet(form=SECOND)],
        signatures=[signature],
    )
    (page,) = pages_of(pdf)
    assert "（腕带不符；重做腕带）" in page
    assert "系统确认：王某0188" in page


def test_an_empty_paper_has_every_column_and_no_names() -> None:
    pdf = printed(IN_COLUMNS, layout="case", steps=[StepSheet(form=FIRST), StepSheet(form=SECOND)])
    (page,) = pages_of(pdf)
    assert page.count("是□否□") == 2
    assert "系统确认" not in page
