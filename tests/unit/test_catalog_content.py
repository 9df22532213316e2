"""What every released form must hold: sources named, doubtful facts marked, our wording clean, digests pinned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.definition import FieldType, Form
from forms.listed import Source
from tests.forbidden_words import FORBIDDEN
from tests.released_forms import CATALOG, FORMS, every_check, every_field, filled

DIGESTS = Path(__file__).parent / "form_digests.json"

# Held against the official text, or against the policy that this program serves. All else is marked unverified.
VERIFIED = (
    "《关于加强医疗卫生机构安全工作的方案》",
    "《患者安全专项行动方案（2023-2025年）》",
    "《医院医疗安全活动年度工作计划》",
    "《关于加强医疗安全管理工作的通知》",
    "《中华人民共和国消防法》第十七条",
    "《中华人民共和国安全生产法》第四十一条",
    "公安部令第61号 第二十六条",
    "公安部令第61号 第三十六条",
    "《中华人民共和国消防法》第十六条",
    "《中华人民共和国安全生产法》第二十八条",
    "公安部令第61号 第二十五条",
    "公安部令第61号 第三十一条",
    "公安部令第61号 第三十九条",
    "公安部令第61号 第四十条",
    "《医疗事故处理条例》第十四条",
    "《医疗废物管理条例》第十二条",
    "《生产安全事故报告和调查处理条例》（国务院令第493号）第十二条",
    "《滨海新区手术质量安全提升行动实施方案（2023—2025年）》",
    "《手术安全核查制度》第五条",
)
OFFICIAL_TERMS = (
    "岗位操作卡",
    "麻醉操作",
    "从事何种操作",
    "安全操作培训",
    "16. 操作人",
    "操作规程",
    "操作人员",
    "消防设施操作员",
    "操作说明",
    "规范化操作",
    "有创操作",
    "有创诊疗操作",
    "防止数据泄露",
    "数据跟踪",
)


def every_source(form: Form) -> Iterator[Source]:
    found = [*form.sources, form.retention.source]
    found += [section.source for section in form.sections]
    found += [field.source for field in every_field(form)]
    found += [duty.source for duty in form.duties]
    found += [signer.source for signer in form.signers]
    found += [trigger.source for trigger in form.triggers]
    return (source for source in found if source is not None)


def without_official_terms(text: str) -> str:
    for term in OFFICIAL_TERMS:
        text = text.replace(term, "")
    return text


ids = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


def test_the_first_forms_are_all_there() -> None:
    assert {form.id for form in FORMS} >= {
        "fire.daily_patrol",
        "fire.drill",
        "fire.extinguisher_card",
        "fire.extinguisher_event",
        "fire.extinguisher_check",
        "management.quarterly_inspection",
        "event.adverse_event",
        "hazard.register",
        "hazard.order",
        "hazard.rectify",
        "hazard.recheck",
        "hazard.close",
        "hazard.extend",
        "hazard.supervise",
        "hazard.void",
        "register.place",
        "register.person",
    }


@ids
def test_every_check_item_names_its_source_and_says_what_is_abnormal(form: Form) -> None:
    for check in every_check(form):
        assert check.source is not None, check.name
        assert check.source.text, check.name
        assert check.abnormal, check.name
        assert check.finding is not None, check.name


@ids
def test_nothing_counts_as_verified_that_was_not_held_against_its_text(form: Form) -> None:
    for source in every_source(form):
        if source.verified:
            assert source.article.startswith(VERIFIED), source.article


@ids
def test_every_starter_duty_names_its_source(form: Form) -> None:
    for duty in form.duties:
        if duty.starter:
            assert duty.source is not None, duty.id
            assert duty.source.text, duty.id


@ids
def test_no_two_labels_are_the_same(form: Form) -> None:
    for fields in (form.fields(), *(field.fields for field in form.fields())):
        labels = [field.label for field in fields if field.type is FieldType.CHECK]
        assert len(labels) == len(set(labels))


@ids
def test_our_own_wording_is_free_of_the_forbidden_words(form: Form) -> None:
    ours = [form.title, *form.printing.notes, *(trigger.text for trigger in form.triggers)]
    for field in every_field(form):
        ours += [field.label, field.hint, field.abnormal, field.constraint_message]
        ours += field.finding.phrases if field.finding else ()
    found = [text for text in ours if any(word in without_official_terms(text) for word in FORBIDDEN)]
    assert found == []


@ids
def test_a_sample_of_the_form_can_be_sealed(form: Form) -> None:
    assert filled(form.id).problems() == ()


def test_a_released_form_never_changes() -> None:
    pinned = json.loads(DIGESTS.read_text(encoding="utf-8"))
    found = {
        f"{entry.id} {entry.version}": entry.digest
        for entry in CATALOG.entries()
        if entry.status == "released"
    }
    assert found == pinned


def test_the_labels_of_forms_are_unique() -> None:
    labels = [form.label for form in FORMS]
    assert len(labels) == len(set(labels))
