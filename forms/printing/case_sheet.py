"""A record and the steps on it on one paper: side by side in columns, or one beneath the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from forms.definition import Field, FieldType, Section, Signer
from forms.json_value import Json
from forms.printing.band import Band, Cell, band
from forms.printing.figure import Figure
from forms.printing.job import PrintJob, StepSheet
from forms.printing.numbering import Item
from forms.printing.paper import INNER, MM, PAD, ROW, Paper
from forms.printing.photos import figures_of
from forms.printing.sheet import SheetBody
from forms.printing.signing import acts, pictures_of, signature_bands
from forms.printing.styles import Styles
from forms.printing.text import wrap
from forms.printing.values import check_code_of, finding_of, short_moment, value_text

BOX, TICKED = "□", "√"
_LINE = "＿＿＿＿＿＿"
_AIR = 1.2 * MM  # above and below the text of a column
_CHOOSING = frozenset({FieldType.CHECK, FieldType.ONE_OF, FieldType.MANY_OF})


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePaper:
    """The bands of the whole, those that stay with the notes at its end, and the items that the notes speak of."""

    bands: list[Band]
    tail: list[Band]
    items: tuple[Item, ...]
    figures: tuple[Figure, ...] = ()
    told: tuple[str, ...] = ()  # who registered the record, where the paper has no box for it


def case_paper(job: PrintJob, styles: Styles, paper: Paper) -> CasePaper:
    figures = figures_of(job)
    job = replace(job, figures=figures)
    body = SheetBody(job, styles, paper)
    above = body.bands()
    if job.form.printing.columns:
        columns = _Columns(job, styles, paper.inner_width)
        return CasePaper(
            bands=[*above, *columns.bands()],
            tail=columns.signatures(),
            items=tuple(body.items),
            figures=figures,
            told=tuple(columns.told()),
        )
    parts = [(above, signature_bands(job, styles, paper.inner_width))]
    items = list(body.items)
    for number, step in enumerate(job.steps, 1):
        of_step = _job_of(job, step)
        shown = figures_of(of_step, after=len(figures))
        figures += shown
        of_step = replace(of_step, figures=shown)
        sheet = SheetBody(of_step, styles, paper)
        heading = _heading(number, step, styles, paper.inner_width)
        signed = signature_bands(of_step, styles, paper.inner_width)
        parts.append(([heading, *sheet.bands()], signed))
        items += sheet.items
    earlier = [one for bands, signed in parts[:-1] for one in (*bands, *signed)]
    return CasePaper(bands=[*earlier, *parts[-1][0]], tail=parts[-1][1], items=tuple(items), figures=figures)


def _job_of(job: PrintJob, step: StepSheet) -> PrintJob:
    return replace(job, form=step.form, record=step.revision, private=step.private, subject=(), steps=())


def _heading(number: int, step: StepSheet, styles: Styles, width: float) -> Band:
    revision = step.revision
    when = f"　{revision.serial}　{short_moment(revision.claimed_at)}" if revision else ""
    text = f"第 {number} 步　{step.form.title}{when}{f'　→ {step.outcome}' if step.outcome else ''}"
    lines = wrap(text, styles.heading, width - 2 * PAD)
    return band(
        [Cell(left=0, right=width, style=styles.heading, lines=lines, shaded=True)], least=ROW + 1, keep=True
    )


class _Columns:
    """One column for each step form that the plan names, filled by the last step of that form."""

    def __init__(self, job: PrintJob, styles: Styles, width: float) -> None:
        self._job, self._styles = job, styles
        steps = [[step for step in job.steps if step.form.id == name] for name in job.form.printing.columns]
        self._columns = [(found[-1], len(found)) for found in steps if found]
        self._step = width / max(len(self._columns), 1)
        self._room = self._step - 2 * PAD

    def bands(self) -> Iterator[Band]:
        if not self._columns:
            return
        titles = [(step.form.title.rpartition("：")[2],) for step, _ in self._columns]
        yield band(self._cells(titles, heading=True), least=ROW + 1, keep=True)
        yield from self._lined([self._items(step) for step, _ in self._columns])
        yield from self._lined([self._results(step, times) for step, times in self._columns])

    def signatures(self) -> list[Band]:
        """A line for each role, with room for the hand and what the program knows below it."""
        made = []
        for signers in zip_longest(*(step.form.signers for step, _ in self._columns)):
            cells = [
                self._signed(step, signer, index)
                for index, ((step, _), signer) in enumerate(zip(self._columns, signers, strict=True))
                if signer is not None
            ]
            made.append(band(cells, least=13 * MM))
        return made

    def told(self) -> Iterator[str]:
        revision = self._job.revision
        if revision is not None:
            who = self._job.names.person(revision.author)
            yield f"登记：{who}，{short_moment(revision.sealed_at)}。"

    def _signed(self, step: StepSheet, signer: Signer, index: int) -> Cell:
        done = acts(self._job, step.revision, signer)
        known = "；".join(act.text for act in done)
        return Cell(
            left=index * self._step,
            right=(index + 1) * self._step,
            style=self._styles.small,
            lines=(f"{signer.title}签名：",),
            ink=True,
            pictures=pictures_of(self._job, done),
            caption=wrap(known, self._styles.system, self._room) if known else ("",),
        )

    def _cells(self, columns: Sequence[Sequence[str]], *, heading: bool = False) -> list[Cell]:
        return [
            Cell(
                left=index * self._step,
                right=(index + 1) * self._step,
                style=self._styles.head if heading else self._styles.small,
                lines=tuple(lines),
                shaded=heading,
            )
            for index, lines in enumerate(columns)
        ]

    def _lined(self, columns: Sequence[Sequence[str]]) -> Iterator[Band]:
        """A band for each line, so that a page may end between any two; only the last has a rule below."""
        rows = list(zip_longest(*columns, fillvalue=""))
        leading = self._styles.small.leading
        for number, row in enumerate(rows):
            edge = _AIR if number in (0, len(rows) - 1) else 0
            rule = INNER if number == len(rows) - 1 else 0.0
            cells = tuple(self._cells([(text,) for text in row]))
            yield Band(height=leading + edge, cells=cells, rule=rule, floor=self._styles.small.size * 1.15)

    def _items(self, step: StepSheet) -> list[str]:
        lines: list[str] = []
        number = 0
        for section in step.form.sections:
            if _tells_result(section):
                continue
            if len(section.fields) > 1 and all(one.type is FieldType.MANY_OF for one in section.fields):
                number += 1
                lines += self._laid(f"{number} {section.title}：")
                for one in section.fields:
                    lines += self._told("　", one, step)
                continue
            for one in section.fields:
                number += 1
                lines += self._told(f"{number} ", one, step)
        return lines

    def _results(self, step: StepSheet, times: int) -> list[str]:
        """Filled, in words; empty, with boxes to tick."""
        lines: list[str] = []
        for section in step.form.sections:
            for one in section.fields if _tells_result(section) else ():
                value = self._answers(step).get(one.name)
                if step.revision is None:
                    lines += self._told("", one, step)
                elif value not in (None, ""):
                    words = value_text(one, value, self._job.names, compact=True)
                    lines += self._laid(f"{one.label}：{words}")
        if times > 1:
            lines += self._laid(f"核查了 {times} 次，这里是最后一次。")
        return lines

    def _told(self, number: str, field: Field, step: StepSheet) -> list[str]:
        value = self._answers(step).get(field.name)
        if field.type not in _CHOOSING:
            words = value_text(field, value, self._job.names, compact=True)
            return self._laid(f"{number}{field.label}：{words or ('' if step.revision else _LINE)}")
        choices = field.answers.choices if field.answers else field.choices
        chosen = _chosen(value)
        boxes = [f"{one.label}{TICKED if one.code in chosen else BOX}" for one in choices]
        named_by_choices = field.label == "/".join(one.label for one in choices)
        lines = self._laid(number if named_by_choices else f"{number}{field.label}：", boxes)
        found = finding_of(value) if field.type is FieldType.CHECK else {}
        handled = "；".join(str(found[key]) for key in ("text", "done") if found.get(key))
        return [*lines, *self._laid(f"（{handled}）")] if handled else lines

    def _laid(self, text: str, boxes: Sequence[str] = ()) -> list[str]:
        """Lines of a text and its boxes; no box is parted from its word, and all stand on one line if they can."""
        style = self._styles.small
        lines = list(wrap(text, style, self._room))
        together = "　" + " ".join(boxes)
        is_named = text.endswith("：")
        beside = not is_named or style.face.width(f"{lines[-1]}{together.strip()}", style.size) <= self._room
        if boxes and not beside and style.face.width(together, style.size) <= self._room:
            return [*lines, together]
        for word in boxes:
            longer = f"{lines[-1]}{word}" if lines[-1].endswith(("：", " ")) else f"{lines[-1]} {word}"
            if style.face.width(longer, style.size) <= self._room:
                lines[-1] = longer
            else:
                lines += wrap(f"　{word}", style, self._room)
        return lines

    def _answers(self, step: StepSheet) -> dict[str, Json]:
        return {**step.revision.answers, **step.private} if step.revision else {}


def _chosen(value: Json) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    code = check_code_of(value)
    return (code,) if code else ()


def _tells_result(section: Section) -> bool:
    """The part of a phase that says when it was done and how it ended, below its items."""
    return any(field.type is FieldType.DATETIME for field in section.fields)
