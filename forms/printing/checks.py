"""The table of check items: 类别, 序号, 内容, one column per answer, 备注."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from forms.definition import AnswerSet
from forms.printing.band import Band, Cell, Column, Group, bands, head_band
from forms.printing.numbering import Item
from forms.printing.paper import BLANK_ROW, HEAD_ROW, MM, NARROW_PAD, ROW
from forms.printing.styles import Styles
from forms.printing.text import wrap, wrap_evenly
from forms.printing.values import mark_of

_CATEGORIES: Final = (22 * MM, 27 * MM, 33 * MM)  # widths of the merged labels
_NUMBER: Final = 9 * MM
_ANSWER: Final = 11.5 * MM  # holds a word of three characters
_REMARK: Final = 24 * MM
BULK: Final = "＊"
UNVERIFIED: Final = "※"


def category_width(titles: Sequence[str], styles: Styles) -> float:
    """The narrowest merged column in which every title takes two lines at most, else the widest."""
    style = styles.label
    return next(
        (
            width
            for width in _CATEGORIES
            if all(len(wrap(title + UNVERIFIED, style, width - 2 * NARROW_PAD - 2)) <= 2 for title in titles)
        ),
        _CATEGORIES[-1],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item and what its last column says."""

    item: Item
    remark: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTable:
    """The columns of one answer set over a given width; ``category`` is the width of the merged labels, 0 for none."""

    answers: AnswerSet
    width: float
    category: float
    styles: Styles
    blank: bool
    title: str = "检查内容"
    remarks: bool = True  # whether the last column has room for one

    def head(self) -> Band:
        category = Column(title="类 别", left=0, right=self.category, style=self.styles.label)
        columns = self._columns()
        return head_band((category, *columns) if self.category else columns, self.styles.head, least=HEAD_ROW)

    def bands(self, title: str, lines: Sequence[Line], head: tuple[Band, ...]) -> list[Band]:
        """The items of one category beside its merged label; one mark there if all of them are unverified."""
        if self.category and all(line.unverified for line in lines):
            title += UNVERIFIED
            lines = [replace(line, unverified=False) for line in lines]
        least = BLANK_ROW if self.blank else ROW
        group = None
        if self.category:
            group = Group(right=self.category, style=self.styles.label, lines=self._label(title))
            least = max(least, group.height / len(lines))
        made: list[Band] = []
        for line in lines:
            made += bands(self.cells(line), least=least, group=group, head=head)
        return made

    def _label(self, title: str) -> tuple[str, ...]:
        return wrap_evenly(title, self.styles.label, self.category - 2 * NARROW_PAD - 2)

    def _columns(self) -> tuple[Column, ...]:
        styles = self.styles
        answers = self.answers.choices
        remark_left = self.width - _REMARK * self.remarks
        widths = [max(_ANSWER, styles.head.face.width(c.label, styles.head.size) + 1.4 * MM) for c in answers]
        answers_left = remark_left - sum(widths)
        number = self.category + _NUMBER
        columns = [
            Column(title="序号", left=self.category, right=number, style=styles.body_centre, pad=NARROW_PAD),
            Column(title=" ".join(self.title), left=number, right=answers_left, style=styles.body),
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
        return (*columns, remark) if self.remarks else tuple(columns)

    def cells(self, line: Line) -> list[Cell]:
        """The cells of one item."""
        item = line.item
        number, content, *rest = self._columns()
        answers, remarks = rest[: len(self.answers.choices)], rest[len(self.answers.choices) :]
        score = f"（{item.field.score} 分）" if item.field.score else ""
        label = item.field.label + score + (UNVERIFIED if line.unverified else "")
        cells = [number.cell(str(item.number or "")), content.cell(label)]
        for choice, column in zip(self.answers.choices, answers, strict=True):
            chosen = item.code == choice.code
            cells.append(column.cell(mark=mark_of(self.answers, item.code) if chosen else None))
        return [*cells, *(remark.cell(line.remark) for remark in remarks)]
