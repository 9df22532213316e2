"""具体问题及处理情况: every finding, numbered, with what was done or which hazard it became."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from forms.definition import Field
from forms.json_value import Json, rows_of
from forms.printing.band import Band, Cell, Group, bands
from forms.printing.figure import figures_text
from forms.printing.hand_room import USUAL, HandRoom
from forms.printing.job import PrintJob
from forms.printing.mark import Mark
from forms.printing.numbering import Item
from forms.printing.paper import BLANK_ROW, MM, NARROW_PAD, PAD, ROW
from forms.printing.styles import Styles
from forms.printing.text import wrap
from forms.printing.values import moment_text

_LABEL: Final = 33 * MM
_BETWEEN: Final = frozenset("、，和与及或")  # what stands between two things that a label names
_TITLE: Final = "具体问题及\n处理情况"


def problem_bands(
    found: Sequence[Item], job: PrintJob, styles: Styles, width: float, *, hand: HandRoom = USUAL
) -> list[Band]:
    """One band per finding beside the merged label; struck out on a filled paper without any."""
    title = _TITLE.replace("\n", "") if job.is_blank and hand.is_bare else _TITLE
    group = Group(right=_LABEL, style=styles.label, lines=wrap(title, styles.label, _LABEL - 2 * NARROW_PAD))
    style = styles.body

    def made(text: str, least: float, mark: Mark | None = None) -> tuple[Band, ...]:
        lines = wrap(text, style, width - _LABEL - 2 * PAD) if text else ()
        return bands(
            [Cell(left=_LABEL, right=width, style=style, lines=lines, mark=mark)], least=least, group=group
        )

    if job.is_blank:
        least = max(BLANK_ROW, group.height / hand.problems)
        return [piece for _ in range(hand.problems) for piece in made("", least)]
    if not found:
        return list(made("", max(2 * ROW, group.height), Mark.SLASH))
    least = max(ROW, group.height / len(found))
    return [
        piece
        for number, item in enumerate(found, 1)
        for piece in made(f"{number}. {where(item, job)}：{finding_text(item, job)}", least)
    ]


def where(item: Item, job: PrintJob) -> str:
    """第 6 项 of a numbered form; the place and the column of a round."""
    if item.number is not None:
        return f"第 {item.number} 项"
    return column_name(item, job)


def column_name(item: Item, job: PrintJob) -> str:
    """The item by its column's head, behind its place where a round has several."""
    rows = rows_of(job.answers.get(item.path[0])) if item.row else []
    place = place_of(item, job) if len(rows) > 1 else ""
    title = spoken_title(item.field)
    return f"{place}，{title}" if place else title


def spoken_title(field: Field) -> str:
    """A column's head in one line: 消防通道 of 消防通道畅通, but 用火、用电 of 用火、用电有无违章."""
    told = ""
    for part in filter(None, (field.short or field.label).split("\n")):
        between = field.label.partition(told[-1])[2].partition(part[0])[0] if told else ""
        told += "、" + part if set(between) & _BETWEEN else part
    return told


def place_of(item: Item, job: PrintJob) -> str:
    value = (item.row or {}).get("place")
    return job.names.place(value) if isinstance(value, str) and value else ""


def finding_text(item: Item, job: PrintJob, *, brief: bool = False) -> str:
    """What was found and what follows; ``brief`` fits a table's column."""
    finding = item.finding
    facts = _facts(item, job) if not brief else []
    text = _text(finding, "text").rstrip("。；，") + (f"（{'，'.join(facts)}）" if facts else "")
    if _text(finding, "handling") == "fixed":
        return f"{text}。{_fixed(finding, job)}"
    number = hazard_number(item, job)
    if brief:
        return f"{text}。转隐患 {number}".rstrip() if number else f"{text}。转为隐患"
    return f"{text}。处理：{_hazard(finding, number, job)}。"


def hazard_number(item: Item, job: PrintJob) -> str:
    """The number of the hazard it became; keys may be led by the record's id, as in a ledger."""
    record = job.revision.record_id if job.revision else ""
    return job.hazards.get((record, *item.path)) or job.hazards.get(item.path, "")


def _facts(item: Item, job: PrintJob) -> list[str]:
    finding = item.finding
    facts = []
    place = _text(finding, "place")
    if place:
        facts.append(job.names.place(place))
    photos = finding.get("photos")
    if isinstance(photos, list) and photos:
        shown = figures_text(tuple(figure for figure in job.figures if figure.path == item.path))
        facts.append(f"见{shown}" if shown else f"有照片 {len(photos)} 张")
    return facts


def _fixed(finding: dict[str, Json], job: PrintJob) -> str:
    done = _text(finding, "done").rstrip("。")
    by = _text(finding, "done_by")
    at = moment_text(finding.get("done_at"))
    signed = "，".join(
        part for part in (job.names.person(by) if by and not job.is_anonymous else "", at) if part
    )
    return f"当场整改：{done}" + (f"（{signed}）。" if signed else "。")


def _hazard(finding: dict[str, Json], number: str, job: PrintJob) -> str:
    parts = [f"转为隐患 {number}" if number else "转为隐患"]
    owner = _text(finding, "owner")
    if owner and not job.is_anonymous:
        parts.append(f"责任人 {job.names.person(owner)}")
    due = moment_text(finding.get("due"))
    if due:
        parts.append(f"{due} 前整改，由他人复查")
    return "，".join(parts)


def _text(finding: dict[str, Json], key: str) -> str:
    value = finding.get(key)
    return value if isinstance(value, str) else ""
