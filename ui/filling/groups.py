"""How the page is divided: sections, and in a round of one place one group for each statutory item. Knows nothing of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from forms.answer_store import Path
from forms.check_answer import AnswerKind, kind_of
from forms.definition import Field, FieldType, Form, Section
from forms.filling import Filling
from forms.progress import Item

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One heading of the page with what is asked below it."""

    id: str
    number: str  # 一, 二 …
    title: str
    section: Section
    items: tuple[Item, ...]
    sheet: Field | None = None  # a round sheet stands here instead of items

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(item.path for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How far a group has come; one tick per thing that must be answered."""

    ticks: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return len(self.ticks)

    @property
    def answered(self) -> int:
        return sum(1 for tick in self.ticks if tick != "open")

    @property
    def abnormal(self) -> int:
        return sum(1 for tick in self.ticks if tick == "bad")

    @property
    def is_full(self) -> bool:
        return self.answered == self.total

    def __add__(self, other: Count) -> Count:
        return Count(ticks=self.ticks + other.ticks)


def is_sheet(filling: Filling, field: Field) -> bool:
    """Whether a table is keyed as a round sheet; with one place or none it is asked item by item."""
    return field.type is FieldType.ROWS and field.grid and len(filling.row_ids(field.name)) > 1


def grouped(form: Form, filling: Filling, items: Iterable[Item]) -> tuple[Group, ...]:
    """The groups of a page in order; a section without anything to show is left out."""
    drafts: list[tuple[str, str, Section, Field | None, list[Item]]] = []
    sections = {section.id: section for section in form.sections}
    for item in items:
        section = sections[item.section_id]
        table = form.field(item.path[0])
        if is_sheet(filling, table):
            if len(item.path) == 1:
                drafts.append((f"{section.id}/{table.name}", section.title, section, table, []))
            drafts[-1][4].append(item)
            continue
        parent = _parent(table, item)
        if table.grid and parent is None and drafts and drafts[-1][3] is None:
            drafts[-1][4].append(item)  # the place and time of a round stand with what comes before them
            continue
        key = f"{section.id}/{parent.name}" if parent else section.id
        title = spoken_title(parent) if parent else section.title
        if not drafts or drafts[-1][0] != key:
            drafts.append((key, title, section, None, []))
        drafts[-1][4].append(item)
    return tuple(
        Group(id=key, number=numeral(index), title=title, section=section, items=tuple(found), sheet=sheet)
        for index, (key, title, section, sheet, found) in enumerate(drafts, start=1)
    )


def count(filling: Filling, group: Group) -> Count:
    """The same counting as the engine's progress, for one group."""
    ticks: list[str] = []
    for item in group.items:
        if item.field.type in (FieldType.NOTE, FieldType.CALCULATED) or filling.is_derived(item.path):
            continue
        value = filling.value(item.path)
        if item.field.type is FieldType.CHECK:
            ticks.append(kind_of(item.field, value).value)
        elif filling.required(item.path):
            ticks.append((AnswerKind.OPEN if value in (None, "", []) else AnswerKind.GOOD).value)
    return Count(ticks=tuple(ticks))


def cells(filling: Filling, group: Group) -> Count:
    """What is keyed in a round sheet: its check items and the other cells that must not stay empty.

    A place that stands there is nobody's work.
    """
    return count(
        filling,
        replace(group, items=tuple(item for item in group.items if _is_keyed(filling, item))),
    )


def _is_keyed(filling: Filling, item: Item) -> bool:
    return len(item.path) > 1 and (item.field.type is not FieldType.PLACE or not filling.value(item.path))


def headings(groups: Iterable[Group]) -> dict[Path, str]:
    """Under which heading each item stands on the page; nothing for the cells of a sheet."""
    return {
        path: f"{group.number} {group.title}"
        for group in groups
        if group.sheet is None
        for path in group.paths
    }


def open_after(groups: Sequence[Group], group: Group, filling: Filling) -> Iterator[Path]:
    """The checks still open after a group, in page order."""
    for other in groups[groups.index(group) + 1 :]:
        for item in other.items if other.sheet is None else ():
            if (
                item.field.type is FieldType.CHECK
                and kind_of(item.field, filling.value(item.path)) is AnswerKind.OPEN
            ):
                yield item.path


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十."""
    if number <= 10:
        return NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return (NUMERALS[tens - 1] if tens > 1 else "") + "十" + (NUMERALS[ones - 1] if ones else "")


def spoken_title(field: Field) -> str:
    """A column head as a heading: 安全出口、疏散通道."""
    lines = [line for line in field.short.split("\n") if line]
    if not lines:
        return field.label
    return ("" if all(len(line) <= 2 for line in lines) else "、").join(lines)


def _parent(table: Field, item: Item) -> Field | None:
    if len(item.path) != 3 or item.field.type is not FieldType.CHECK or not table.grid:
        return None
    name = item.field.part_of or item.field.name
    return next((column for column in table.fields if column.name == name), None)
