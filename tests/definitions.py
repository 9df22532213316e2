"""Builders of small forms and sealed records, with defaults for everything a test does not speak about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from forms.definition import (
    AnswerSet,
    Field,
    FieldType,
    FindingRule,
    Form,
    FormKind,
    RegisterRule,
    Section,
    Signer,
    Trigger,
)
from forms.expression import Expression, parse
from forms.json_value import Json
from forms.listed import Choice, Duty, StepRule
from forms.revision import AttachmentEntry, Revision, SignatureMark, build_revision, read_revision
from forms.timeliness import Timeliness

NOW = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)  # 22:06 in the hospital
NORMAL = AnswerSet(
    name="normal",
    choices=(
        Choice(code="normal", label="正常"),
        Choice(code="abnormal", label="异常"),
        Choice(code="na", label="不适用"),
    ),
    good="normal",
    bad=("abnormal",),
    neutral=("na",),
)
FIRE = FindingRule(category="fire", due_hours=24)


def field(name: str, kind: FieldType = FieldType.TEXT, **settings: object) -> Field:
    """Expressions may be given as text."""
    for key in ("relevant", "constraint", "calculation", "default", "required"):
        if isinstance(settings.get(key), str):
            settings[key] = _parsed(settings[key])
    settings.setdefault("label", name)
    return Field(name=name, type=kind, line=1, **settings)  # type: ignore[arg-type]


def check(name: str, **settings: object) -> Field:
    return field(name, FieldType.CHECK, **{"answers": NORMAL, "required": True, **settings})


def rows(name: str, *columns: Field, **settings: object) -> Field:
    return field(name, FieldType.ROWS, fields=columns, **settings)


def form(*fields: Field, sections: Iterable[Section] = (), **settings: object) -> Form:
    whole = Section(id="only", title="检查内容", fields=fields)
    facts: dict[str, object] = {
        "id": "test.form",
        "label": "X01",
        "version": "1",
        "title": "测试表",
        "chapter": "fire",
        "kind": FormKind.RECORD,
        "status": "released",
        "engine": 1,
        "tier": "T1",
        "requirements": ("A1",),
        "sources": (),
        "sections": tuple(sections) or (whole,),
        "signers": (Signer(role="author", title="填表人", author=True),),
        "digest": "0" * 64,
    }
    return Form(**{**facts, **settings})  # type: ignore[arg-type]


def step_form(action: str, *, chain: str = "hazard") -> Form:
    return form(id=f"{chain}.{action}", kind=FormKind.STEP, step=StepRule(chain=chain, action=action))


def card_form(
    *fields: Field, register: str = "fire_extinguisher", code: str = "number", expiries: tuple[str, ...] = ()
) -> Form:
    rule = RegisterRule(register=register, code=code, title="model", expiries=expiries)
    return form(*fields, kind=FormKind.CARD, register=rule)


def section(name: str, *fields: Field) -> Section:
    return Section(id=name, title=name, fields=fields)


def trigger(on: str, do: str, **settings: object) -> Trigger:
    if isinstance(settings.get("when"), str):
        settings["when"] = _parsed(settings["when"])
    return Trigger(on=on, do=do, **settings)  # type: ignore[arg-type]


def duty(every: str, **settings: object) -> Duty:
    return Duty(**{"id": "patrol", "title": "防火巡查", "every": every, **settings})  # type: ignore[arg-type]


def sealed(
    of: Form,
    answers: Mapping[str, Json] | None = None,
    *,
    record_id: str = "record-1",
    author: str = "0231",
    at: datetime = NOW,
    after: Iterable[str] = (),
    parents: Iterable[str] = (),
    subject: str | None = None,
    void: bool = False,
    attachments: Iterable[AttachmentEntry] = (),
    timeliness: Timeliness = Timeliness.ON_TIME,
) -> Revision:
    """A revision as anybody reads it, built and verified by the real functions."""
    parents = tuple(parents)
    return read_revision(
        build_revision(
            form=of,
            record_id=record_id,
            facility="F001",
            author=author,
            author_name="张某",
            claimed_at=at,
            keyed_at=at,
            sealed_at=at,
            serial=f"F001-X01-20261120-A-{record_id}",
            answers=answers or {},
            after=after,
            parents=parents,
            subject=subject,
            reason="更正" if parents else None,
            void=void,
            attachments=attachments,
            timeliness=timeliness,
            paper_no="7" if timeliness is Timeliness.TRANSCRIBED else None,
            signature=SignatureMark(method="pin"),
        )
    )


def _parsed(text: object) -> Expression:
    return parse(str(text))
