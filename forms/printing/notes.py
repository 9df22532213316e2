"""What stands below the table: how to fill in, marks, sources, which signature counts, how long to keep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forms.definition import Field, FieldType, Form
from forms.listed import Source
from forms.printing.checks import BULK, UNVERIFIED
from forms.printing.job import PrintJob
from forms.printing.numbering import Item
from forms.printing.paper import MM
from forms.printing.styles import Styles
from forms.printing.text import wrap

QR_SIZE = 20 * MM
_GAP = 3 * MM  # above the notes, and between code and text
_NAMED = re.compile(r"(《[^》]*》(?:（[^）]*号）)?) *([^《（][^《]*)")  # a text and its article


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The laid out block; ``height`` includes the gap above it."""

    lines: tuple[str, ...]
    code: str  # what the QR code says
    leading: float

    @property
    def height(self) -> float:
        return _GAP + max(QR_SIZE, len(self.lines) * self.leading)

    @property
    def gap(self) -> float:
        return _GAP


def make_notes(paragraphs: Sequence[str], code: str, styles: Styles, width: float) -> Notes:
    room = width - QR_SIZE - _GAP
    lines = tuple(line for paragraph in paragraphs for line in wrap(paragraph, styles.note, room))
    return Notes(lines=lines, code=code, leading=styles.note.leading)


def sheet_notes(job: PrintJob, items: Sequence[Item]) -> list[str]:
    """The paragraphs of a sheet or a round."""
    paragraphs = [*fill_in_notes(job.form), *_bulk_note(job, items)]
    paragraphs += [*source_notes(job.form), *_closing(job)]
    return paragraphs


def ledger_notes(form: Form) -> list[str]:
    return [*fill_in_notes(form), *source_notes(form), _signing_rule() + _kept(form)]


def fill_in_notes(form: Form) -> list[str]:
    """填写说明 of the definition, or the usual one where there are check items."""
    if form.printing.notes:
        return ["填写说明：" + "".join(form.printing.notes)]
    if not any(field.type is FieldType.CHECK for field in _all_fields(form)):
        return []
    return ["填写说明：符合打“√”，有问题打“×”，不适用打“/”，并写明问题及处理情况；用钢笔或签字笔。"]


def source_notes(form: Form) -> list[str]:
    """依据, with articles of one text put together, and what the mark of an unverified text means."""
    told = f"依据：{'；'.join(_joined(form.sources))}。" if form.sources else ""
    shown = (*form.sources, *((form.retention.source,) if form.retention.source else ()))
    if any(not source.verified for source in shown) or any(is_unverified(f) for f in _all_fields(form)):
        told += f"{UNVERIFIED} 未核对原文：以有权机关发布的正式文本为准。"
    return [told] if told else []


def is_unverified(field: Field) -> bool:
    return field.source is not None and not field.source.verified


def ranges(numbers: Iterable[int]) -> str:
    """Numbers as people write them: 1–4、7、9–10."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return "、".join(str(low) if low == high else f"{low}–{high}" for low, high in parts)


def _joined(sources: Sequence[Source]) -> list[str]:
    """Each text once with its articles; what has no article stands alone."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        text, article = _text_and_article(source.article)
        told = article + ("" if source.verified else UNVERIFIED)
        articles = grouped.setdefault((text, "" if text else article), [])
        if told not in articles:
            articles.append(told)
    return [
        (f"{text} " if text and text[-1] not in "》）" else text) + "、".join(articles)
        for (text, _), articles in grouped.items()
    ]


def _text_and_article(source: str) -> tuple[str, str]:
    named = _NAMED.fullmatch(source)
    if named:
        return named[1], named[2]
    text, _, article = source.rpartition(" ")
    return text, article


def _bulk_note(job: PrintJob, items: Sequence[Item]) -> list[str]:
    bulk = job.bulk
    marked = [item for item in items if "/".join(item.path) in bulk]
    if not marked:
        return []
    who = "" if job.is_anonymous or job.revision is None else job.names.person(job.revision.author)
    numbers = [item.number for item in marked if item.number is not None]
    which = f"第 {ranges(numbers)} 项" if numbers else f"标记的 {len(marked)} 格"
    return [f"{BULK} {which}由{who}用“其余正常”一次确认。"]


def _closing(job: PrintJob) -> list[str]:
    if job.is_blank:
        return [f"扫码可查本表是否为现行版本。{_kept(job.form)}"]
    if job.is_anonymous:
        return [f"扫码可核对本页与系统记录是否一致。{_kept(job.form)}"]
    return [f"扫码可核对本页与系统记录是否一致。{_signing_rule()}{_kept(job.form)}"]


def _signing_rule() -> str:
    return "本页以手写签名为准。"


def _kept(form: Form) -> str:
    years = form.retention.years
    unverified = form.retention.source is not None and not form.retention.source.verified
    return f"保存期限：{f'{years} 年' if years else '永久'}{UNVERIFIED if unverified else ''}。"


def _all_fields(form: Form) -> list[Field]:
    return [inner for field in form.fields() for inner in (field, *field.fields)]
