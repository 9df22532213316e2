"""An anonymous report on paper names no person, no computer, no hour and no number."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from forms.definition import FieldType, Form
from forms.json_value import Json
from forms.printing.codes import code_of
from forms.printing.job import AnonymousReport
from forms.revision import check_code
from tests.definitions import NOW, check, field, form, sealed
from tests.papers import job_of, printed, signed, text_of
from tests.released_forms import CATALOG, filled

DIGEST = "7c1e90b4d2a6" + "0" * 52


@pytest.fixture
def report_form() -> Form:
    return form(
        field("what", FieldType.LONG_TEXT, label="发生了什么"),
        field("who", FieldType.PERSON, label="报告人"),
        check("seen", label="病人已查看"),
        title="不良事件报告表",
        anonymous="allowed",
    )


@pytest.fixture
def report() -> AnonymousReport:
    answers: dict[str, Json] = {"what": "给错了药，病人没有事", "who": "0231", "seen": {"value": "normal"}}
    return AnonymousReport(answers=answers, digest=DIGEST, day=NOW.date(), shift="evening")


def test_no_person_no_operator_no_number_and_no_signature(report_form: Form, report: AnonymousReport) -> None:
    stranger = sealed(report_form)
    pdf = printed(report_form, report, signatures=[signed(stranger, "author")], printed_by="李某 0107")
    text = text_of(pdf)
    assert "给错了药，病人没有事" in text
    for trace in ("张某", "0231", "李某", "0107", "王某", "签名）", "编号", "报告人", "2026", "22:"):
        assert trace not in text, trace
    assert f"校验{check_code(DIGEST).replace(' ', '')}" in text
    assert "匿名" in text


def test_the_file_keeps_no_hour_either(report_form: Form, report: AnonymousReport) -> None:
    pdf = printed(report_form, report)
    facts = PdfReader(BytesIO(pdf)).metadata
    assert facts is not None
    assert facts.author == "示范县第一卫生院"
    assert "2026" not in str(dict(facts))
    assert printed(report_form, report) == printed(report_form, report, printed_by="别人", printed_at=NOW)


def test_the_code_holds_the_digest_only(report_form: Form, report: AnonymousReport) -> None:
    job, _ = job_of(report_form, report)  # type: ignore[arg-type]
    assert code_of(job) == f"YIAN:R::{DIGEST[:24].upper()}"


def test_the_released_report_prints_anonymously_without_its_reporter() -> None:
    of = CATALOG.find("F14")
    public, _ = filled(of.id).sealed_answers()
    text = text_of(printed(of, AnonymousReport(answers=public, digest=DIGEST, day=NOW.date())))
    assert of.title in text
    assert "0231" not in text
    assert "签名）" not in text
