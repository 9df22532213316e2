"""The index of many bound records: each with its page, what is late or unsigned, and what was not done and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.clock import local
from forms.printing.binding import Bound
from forms.report import Grid, Part, Report, Value
from models.queries.missed_slots import MissedDay
from models.tables.projections import RecordRow

_HEADS = ("号", "发生时间", "编号", "填报人", "签名", "说明", "页码")
_WEIGHTS = (0.9, 2.4, 4.9, 1.7, 1.6, 4.5, 1.2)
_RIGHT = frozenset({0, 6})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One paper of the volume and the records on it: one of a sheet, many of a ledger."""

    rows: tuple[RecordRow, ...]
    bound: Bound
    title: str  # of the form


def batch_index(
    leaves: Sequence[Leaf],
    missed: Sequence[MissedDay],
    *,
    title: str,
    period: str,
    facility: str,
    start: int,
    left_out: Sequence[str] = (),
    tells_missed: bool = False,
) -> Report:
    """``start`` pages come before the first paper. What was missed is told where all records of a time are bound."""
    parts = _contents(leaves, start)
    if tells_missed:
        parts.append(_missed(missed))
    if left_out:
        parts.append(Part(title="没有装入的", said=tuple(left_out)))
    return Report(
        kind="batch",
        title=f"{title}目录",
        period=period,
        facility=facility,
        parts=tuple(parts),
        sources=(),
        signers=("装订人", "审核人"),
        notes=("页码是本册右下角的连续页码。",),
    )


def _contents(leaves: Sequence[Leaf], start: int) -> list[Part]:
    """By form and month, in the order of the papers."""
    groups: dict[tuple[str, str], list[tuple[Value, ...]]] = {}
    page, number = start + 1, 0
    for leaf in leaves:
        begins = _begins(leaf)
        for row in leaf.rows:
            number += 1
            here = local(row.claimed_at)
            told = (
                number,
                f"{here:%m-%d %H:%M}",
                row.serial,
                row.author_name,
                f"待签 {len(row.awaiting)}" if row.awaiting else "签全",
                _remarks(row),
                page + begins.get(row.record_id, 1) - 1,
            )
            groups.setdefault((leaf.title, f"{here.year}年{here.month}月"), []).append(told)
        page += leaf.bound.pages
    return [
        Part(
            title=f"{title}　{month}　{len(rows)} 份",
            grids=(Grid(heads=_HEADS, weights=_WEIGHTS, rows=tuple(rows), right=_RIGHT),),
        )
        for (title, month), rows in groups.items()
    ]


def _begins(leaf: Leaf) -> dict[str, int]:
    """On which page of its ledger, from 1, each record stands; nothing of a paper of one record."""
    ordered = sorted(leaf.rows, key=lambda row: (row.claimed_at, row.serial))  # as the ledger has them
    return {row.record_id: number for row, number in zip(ordered, leaf.bound.row_pages, strict=False)}


def _remarks(row: RecordRow) -> str:
    said = []
    if row.status == "void":
        said.append("已作废")
    if row.timeliness == "late":
        said.append(f"补录，{local(row.keyed_at):%m-%d %H:%M} 录入")
    elif row.timeliness == "transcribed":
        said.append("转录")
    if row.versions > 1 and row.status != "void":
        said.append(f"更正过，第 {row.versions} 版")
    if row.abnormal:
        said.append(f"异常 {row.abnormal} 处")
    if row.returned:
        said.append("退回未改")
    return "；".join(said)


def _missed(missed: Sequence[MissedDay]) -> Part:
    rows = tuple(
        (f"{one.day:%m-%d}", one.duty, "、".join(one.turns), one.reason or "还没有写原因") for one in missed
    )
    turns = sum(one.count for one in missed)
    grid = Grid(heads=("日期", "该做的", "漏做的", "原因"), weights=(1.3, 3.2, 5.2, 4), rows=rows)
    return Part(
        title=f"漏做 {turns} 次" if turns else "漏做", grids=(grid,), empty="这段时间该做的都做了，没有漏做。"
    )
