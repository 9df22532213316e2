"""The texts of the forms that nobody has held against the official wording yet, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forms.definition import Field, Form
from forms.listed import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedText:
    """``where`` is the part of the form that rests on the text, in the form's own words."""

    form_id: str
    form: str  # label and title
    where: str
    article: str
    text: str


def unverified(forms: Iterable[Form]) -> tuple[UnverifiedText, ...]:
    """In the order of the forms and of their pages; a text that a part repeats is listed once for that part."""
    found = (
        UnverifiedText(
            form_id=form.id,
            form=f"{form.label} {form.title}",
            where=where,
            article=source.article,
            text=source.text,
        )
        for form in forms
        for where, source in _sources(form)
        if source is not None and not source.verified
    )
    return tuple(dict.fromkeys(found))


def _sources(form: Form) -> Iterator[tuple[str, Source | None]]:
    for source in form.sources:
        yield "整张表", source
    for section in form.sections:
        yield section.title, section.source
        yield from _of_fields(section.fields, section.title)
    for signer in form.signers:
        yield f"签字：{signer.title}", signer.source
    for trigger in form.triggers:
        yield "触发的时限", trigger.source
    for duty in form.duties:
        yield f"任务：{duty.title}", duty.source
    yield "保存年限", form.retention.source


def _of_fields(fields: tuple[Field, ...], above: str) -> Iterator[tuple[str, Source | None]]:
    for field in fields:
        where = f"{above}·{field.label}"
        yield where, field.source
        yield from _of_fields(field.fields, where)
