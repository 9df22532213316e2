"""A report as a workbook: each section a sheet, and one sheet with the number of every record behind a figure."""

from __future__ import annotations

from forms.report import Grid, Part, Report
from forms.table import Cell, Table
from models.bookmaking import write_book

_SOURCES = ("出处", "数字", "值", "来自", "编号", "名称", "日期", "系统里的号")


def report_book(report: Report) -> bytes:
    """The .xlsx. Nothing in it is a formula; every source is listed whole."""
    return write_book((_front(report), *(_sheet(part) for part in report.parts), _sources(report)))


def _front(report: Report) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = (
        ("期间", report.period),
        ("单位", report.facility),
        *((part.title, "\n".join(part.said) if not part.is_empty else part.empty) for part in report.parts),
        ("出处", "数字旁的[n]对应“记录编号”表；由封存的记录汇总，记录改动后数字随之改动。"),
    )
    return Table(name="front", title=report.title, heads=("报表", report.title), rows=rows)


def _sheet(part: Part) -> Table:
    """The tables of a section below each other, as wide as the widest."""
    wide = max((len(grid.heads) for grid in part.grids), default=1)
    rows: list[tuple[Cell, ...]] = []
    for grid in part.grids:
        if grid.rows:
            rows += [*([(None,) * wide] if rows else []), *_grid_rows(grid, wide)]
        rows += [(line, *(None,) * (wide - 1)) for line in grid.note.split("\n") if line]
    if not rows:
        said: list[str] = list(part.said) if not part.is_empty else [part.empty]
        rows = [(one, *(None,) * (wide - 1)) for one in said]
    return Table(name=part.title, title=part.title, heads=(part.title, *("",) * (wide - 1)), rows=tuple(rows))


def _grid_rows(grid: Grid, wide: int) -> list[tuple[Cell, ...]]:
    def filled(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return (*row, *(None,) * (wide - len(row)))

    return [filled(grid.heads), *(filled(row) for row in grid.rows)]


def _sources(report: Report) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in report.sources:
        head = (f"[{one.number}]", one.label, one.value, one.of)
        rows += [(*head, row.number, row.title, row.day, row.key) for row in one.rows]
        if one.hidden > 0:
            rows.append((*head, f"另有 {one.hidden} 条，按权限不列", None, None, None))
        if one.unnamed:
            rows.append((*head, f"匿名 {one.unnamed} 例，不列", None, None, None))
    return Table(name="sources", title="记录编号", heads=_SOURCES, rows=tuple(rows))
