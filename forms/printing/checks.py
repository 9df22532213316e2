"""The table of check items: 类别, 序号, 内容, one column per answer, 备注."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forms.definition import AnswerSet
from forms.printing.band import Band, Cell, Column, Group, bands, head_band
from forms.printing.numbering import Item
from forms.printing.paper import BLANK_ROW, HEAD_ROW, MM, NARROW_PAD, ROW
from forms.printing.styles import Styles
from forms.printing.text import wrap_evenly
from forms.printing.values import mark_of

CATEGORY: Final = 33 * MM
_NUMBER: Final = 9 * MM
_ANSWER: Final = 11 * MM
_REMARK: Final = 24 * MM
BULK: Final = "＊"
UNVERIFIED: Final = "※"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item and what its last column says."""

    item: Item
    remark: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTable:
    """The columns of one answer set over a given width."""

    answers: AnswerSet
    width: float
    styles: Styles
    blank: bool
    title: str = "检查内容"

    def head(self) -> Band:
        category = Column(title="类 别", left=0, right=CATEGORY, style=self.styles.label)
        return head_band((category, *self._columns()), self.styles.head, least=HEAD_ROW)

    def bands(self, title: str, lines: Sequence[Line], head: tuple[Band, ...]) -> list[Band]:
        """The items of one category beside its merged label."""
        style = self.styles.label
        group = Group(
            right=CATEGORY,
            style=style,
            lines=wrap_evenly(title, style, CATEGORY - 2 * NARROW_PAD - 2),
        )
        least = max(BLANK_ROW if self.blank else ROW, group.height / len(lines))
        columns = self._columns()
        made: list[Band] = []
        for line in lines:
            made += bands(self._cells(columns, line), least=least, group=group, head=head)
        return made

    def _columns(self) -> tuple[Column, ...]:
        styles = self.styles
        answers = self.answers.choices
        remark_left = self.width - _REMARK
        widths = [max(_ANSWER, styles.head.face.width(c.label, styles.head.size) + 2 * MM) for c in answers]
        answers_left = remark_left - sum(widths)
        columns = [
            Column(
                title="序号",
                left=CATEGORY,
                right=CATEGORY + _NUMBER,
                style=styles.body_centre,
                pad=NARROW_PAD,
            ),
            Column(
                title=" ".join(self.title), left=CATEGORY + _NUMBER, right=answers_left, style=styles.body
            ),
        ]
        left = answers_left
        for choice, width in zip(answers, widths, strict=True):
            columns.append(
                Column(
                    title=choice.label,
                    left=left,
                    right=left + width,
                    style=styles.body_centre,
                    pad=NARROW_PAD,
                )
            )
            left += width
        remark = Column(title="备 注", left=remark_left, right=self.width, style=styles.small)
        return (*columns, remark)

    def _cells(self, columns: Sequence[Column], line: Line) -> list[Cell]:
        item = line.item
        number, content, *answers, remark = columns
        label = item.field.label + (UNVERIFIED if line.unverified else "")
        cells = [number.cell(str(item.number or "")), content.cell(label)]
        for choice, column in zip(self.answers.choices, answers, strict=True):
            chosen = item.code == choice.code
            cells.append(column.cell(mark=mark_of(self.answers, item.code) if chosen else None))
        return [*cells, remark.cell(line.remark)]
