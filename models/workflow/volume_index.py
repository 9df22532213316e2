"""The first pages of an inspection volume: every heading with its page, its signed state, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from forms.printing.binding import Bound
from forms.report import Grid, Part, Report
from forms.volume import Heading, Volume


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """One heading of the finished volume; ``page`` is where its papers begin, 0 without any."""

    title: str
    papers: int
    waiting: int  # of them: not signed by everybody
    page: int
    gaps: tuple[str, ...]


@dataclass(slots=True)
class Section:
    """A heading while its papers are gathered."""

    group: str
    heading: Heading
    bound: list[Bound] = field(default_factory=list)
    papers: int = 0
    waiting: list[str] = field(default_factory=list)  # serial numbers
    gaps: list[str] = field(default_factory=list)


def entered_of(sections: Sequence[Section], start: int) -> list[Entered]:
    """The headings with their pages; ``start`` pages come before the first."""
    page = start + 1
    made = []
    for section in sections:
        made.append(
            Entered(
                title=section.heading.title,
                papers=section.papers,
                waiting=len(section.waiting),
                page=page if section.bound else 0,
                gaps=tuple(dict.fromkeys(section.gaps)),
            )
        )
        page += sum(one.pages for one in section.bound)
    return made


def index_report(
    volume: Volume, sections: Sequence[Section], entered: Sequence[Entered], *, period: str, facility: str
) -> Report:
    groups = dict.fromkeys(section.group for section in sections)
    held = list(zip(sections, entered, strict=True))
    parts = [_contents(group, [told for one, told in held if one.group == group]) for group in groups]
    gaps = tuple((told.title, "\n".join(told.gaps)) for told in entered if told.gaps)
    lacking = Grid(heads=("项目", "缺什么，为什么"), weights=(4, 9), rows=gaps)
    parts.append(Part(title="缺项和说明", grids=(lacking,), empty="各项都有记录，没有缺项。"))
    waiting = tuple((one.heading.title, "、".join(one.waiting)) for one in sections if one.waiting)
    unsigned = Grid(heads=("项目", "还没有签全的记录"), weights=(4, 9), rows=waiting)
    parts.append(Part(title="签名情况", grids=(unsigned,), empty="装入的记录都已签全。"))
    return Report(
        kind="volume",
        title=volume.title,
        period=period,
        facility=facility,
        parts=tuple(parts),
        sources=(),
        signers=("编制人", "审核人"),
        notes=_notes(volume),
    )


def _contents(group: str, entered: Sequence[Entered]) -> Part:
    rows = tuple(
        (
            at,
            told.title,
            told.papers or "—",
            f"待签 {told.waiting}" if told.waiting else ("签全" if told.papers else "—"),
            told.page or "—",
        )
        for at, told in enumerate(entered, 1)
    )
    grid = Grid(
        heads=("号", "项目", "份（条）数", "签名", "本册页码"),
        weights=(0.8, 9, 1.6, 1.6, 1.6),
        rows=rows,
        right=frozenset({0, 2, 4}),
    )
    return Part(title=f"目录：{group}", grids=(grid,))


def _notes(volume: Volume) -> tuple[str, ...]:
    sources = [volume.source, *(group.source for group in volume.groups)]
    told = "；".join(f"{one.article}{'' if one.verified else '*'}" for one in sources if one is not None)
    if not told:
        return ("项目按本院执行的政策文件各项制度排列。",)
    return (f"依据：{told}。* 未核对原文：以有权机关发布的正式文本为准。",)
