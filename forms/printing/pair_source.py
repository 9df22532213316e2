"""Which labelled values a record shows, in the head block and in its sections, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from forms.definition import Field, FieldType, Form, FormKind
from forms.json_value import Json, rows_of
from forms.printing.band import Picture
from forms.printing.figure import figures_text
from forms.printing.job import PrintJob
from forms.printing.numbering import has_own_number, hidden, unfolds
from forms.printing.pairs import Pair
from forms.printing.signing import ink
from forms.printing.values import blank_text, long_moment, sample_text, value_text

UNVERIFIED: Final = "※"
LEFT_OUT: Final = frozenset({FieldType.LONG_TEXT, FieldType.PHOTO, FieldType.FILE, FieldType.SIGNATURE})
_APART: Final = frozenset({FieldType.CHECK, FieldType.ROWS, FieldType.NOTE, *LEFT_OUT})
_SHORT_SUBJECT: Final = 20  # characters that share a line with others
_OF_STEP: Final = {"hazard": ("隐患编号", "问题描述"), "incident": ("报告编号",)}
_NAMES: Final = ("名称", "品名", "通用名")  # how labels end that name a register's entry
_NUMBER: Final = "一二三四五六七八九十一二"  # as wide as a number written by hand
_ENVELOPE: Final = {
    "department": "科室",
    "author": "填报人",
    "claimed_at": "时间",
    "place": "部位",
    "asset": "对象",
}


class PairSource:
    """The pairs of one record, or of a blank paper."""

    def __init__(self, job: PrintJob) -> None:
        self.job = job
        self.answers = job.answers
        self._fields = {field.name: field for field in job.form.fields()}
        self._head = _head_fields(job.form)
        self.head_names = frozenset(field.name for field in self._head)

    def pair(self, field: Field, value: Json) -> Pair:
        if field.type is FieldType.SIGNATURE:
            text = ""
        elif self.job.is_blank and value is None:
            text = blank_text(field)
        else:
            text = value_text(field, value, self.job.names)
        shown = figures_text(tuple(figure for figure in self.job.figures if figure.path == (field.name,)))
        if shown:
            text = f"{text}，见{shown}"
        in_head = field.name in self.head_names
        return Pair(
            label=field.label + ("" if field.source is None or field.source.verified else UNVERIFIED),
            text=text,
            type=field.type,
            sample=text if self.job.is_blank and text else sample_text(field),
            wide=field.width == "full" and field.type is FieldType.TEXT and not in_head,
            pictures=self.pictures(value) if field.type is FieldType.SIGNATURE else (),
        )

    def pairs(self, fields: list[Field]) -> list[Pair]:
        return [self.pair(field, self.answers.get(field.name)) for field in fields]

    def is_shown(self, field: Field) -> bool:
        """Whether the paper has the field; a filled one leaves out long optional fields that hold nothing."""
        value = self.answers.get(field.name)
        if self.job.is_anonymous and field.type is FieldType.PERSON:
            return False
        if hidden(field, value, self.job):
            return False
        if field.type is FieldType.SIGNATURE:
            return True  # somebody who is not on this computer signs with a pen
        optional = field.type in LEFT_OUT or (field.type is FieldType.TEXT and field.width == "full")
        return self.job.is_blank or value not in (None, "", []) or not optional or field.required is True

    def head(self) -> list[Pair]:
        """What the head block says, in the order of the screen; of a round of one place also where."""
        pairs = [
            *self._envelope_pairs(),
            *self.pairs([field for field in self._head if self.is_shown(field)]),
        ]
        for field in self._fields.values():
            if field.grid and unfolds(field, self.job):
                row = rows_of(self.answers.get(field.name))[0]
                where = [self.pair(i, row.get(i.name)) for i in field.fields if i.type is FieldType.PLACE]
                told = [
                    self.pair(i, row[i.name])
                    for i in field.fields
                    if i.type is FieldType.TEXT and row.get(i.name)
                ]
                pairs = [*where, *pairs, *told]
        told_here = {
            pair.text for pair in pairs
        }  # a form that prints blank has a field for the number itself
        about = [
            Pair(label=label, text=text, sample=text, wide=len(text) > _SHORT_SUBJECT)
            for label, text in self.job.subject
            if text not in told_here
        ]
        asked = _belongs_to(self.job.form) if self.job.is_blank and not about else ()
        return [*about, *(Pair(label=label, text="", sample=_NUMBER) for label in asked), *pairs]

    def pictures(self, value: Json) -> tuple[Picture, ...]:
        """The drawings among attachments that are at hand."""
        shas = value if isinstance(value, list) else [value]
        found = (ink(self.job.images.get(sha, b"")) for sha in shas if isinstance(sha, str))
        return tuple(picture for picture in found if picture is not None)

    def _envelope_pairs(self) -> Iterator[Pair]:
        for name in self.job.form.printing.head:
            if name in _ENVELOPE and name not in self._fields and not self.job.is_anonymous:
                yield Pair(label=_ENVELOPE[name], text=self._envelope(name))

    def _envelope(self, name: str) -> str:
        revision = self.job.revision
        if revision is None:
            return ""
        names = self.job.names
        match name:
            case "department":
                return names.department(revision.department) if revision.department else ""
            case "author":
                return names.person(revision.author)
            case "claimed_at":
                return long_moment(revision.claimed_at)
            case "place":
                return names.place(revision.place) if revision.place else ""
            case _:
                return names.asset(revision.asset) if revision.asset else ""


def _belongs_to(form: Form) -> tuple[str, ...]:
    """What a hand has to write first on a paper that is about something written before."""
    if form.step is not None:
        return _OF_STEP.get(form.step.chain, ("所属记录", "内容"))
    if form.kind is FormKind.EVENT and form.register is not None:
        named = any(field.label.endswith(_NAMES) for field in form.fields())
        return ("台账编号",) if named else ("台账编号", "台账名称")
    return ()


def _head_fields(form: Form) -> tuple[Field, ...]:
    """The short values of the first section that ``printing.head`` names a field of, and all that it names there.

    Those of later sections stand in their own: a paper has its fields in the order of the screen and of the official
    form. A section that bears an official number stands under its number as a whole.
    """
    head = frozenset(form.printing.head)
    section = next((one for one in form.sections if any(field.name in head for field in one.fields)), None)
    if section is None or has_own_number(section):
        return ()
    return tuple(
        field
        for field in section.fields
        if field.name in head or (field.type not in _APART and field.width == "half")
    )
