"""The hospital's duties put into words for the settings. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from forms.clock import local
from forms.json_value import Json
from models.queries.duty_list import DutyList, DutyState
from ui.pages.duties_panel import DutiesModel, DutyRow
from ui.presenters.chapters import CHAPTERS
from ui.theme.states import DUTY

SHORT = {
    "fire": "消防",
    "plant": "后勤",
    "patient": "病人安全",
    "surgery": "手术",
    "event": "不良事件",
    "management": "管理",
    "register": "台账",
    "supervision": "督导",
}
INSTANT = timedelta(seconds=1)
LEVELS = {"township": "乡镇卫生院", "county": "县级医院"}
FIGURES = {"beds": "床位", "staff": "职工", "staff_medical": "医务人员", "daily_outpatients": "日均门诊"}


def duties_model(found: DutyList, *, switch_names: Mapping[str, str]) -> DutiesModel:
    """In the order of chapters, within them as the catalogue has it, what does not apply last."""
    order = {code: number for number, (code, _) in enumerate(CHAPTERS)}
    rows = sorted(
        found.rows,
        key=lambda one: (not one.applies, order.get(one.chapter, len(order)), not one.is_on),
    )
    present = {one.chapter for one in rows}
    return DutiesModel(
        chapters=tuple((code, SHORT[code]) for code, _ in CHAPTERS if code in present),
        rows=[_row(one, switch_names) for one in rows],
        note=found.holiday_note,
    )


def profile_lines(facts: Mapping[str, Json], switch_names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What the hospital is and has today, as facts of the settings."""
    level = str(facts.get("level", ""))
    figures = "，".join(
        f"{word} {facts[name]}" for name, word in FIGURES.items() if facts.get(name) is not None
    )
    held = "、".join(word for code, word in switch_names.items() if facts.get(code) is True)
    return (
        ("级别", LEVELS.get(level, level)),
        ("规模", figures or "（还没写）"),
        ("有哪些", held or "（还没勾）"),
    )


def _next(one: DutyState) -> str:
    if one.next_due:
        return f"{local(one.next_due - INSTANT):%m-%d %H:%M}"
    return "（还没有）" if one.is_on else ""


def _row(one: DutyState, names: Mapping[str, str]) -> DutyRow:
    here = one.often_here or one.often
    stricter = one.often_here and one.often_here != one.often
    return DutyRow(
        key=one.key,
        chapter=one.chapter,
        title=one.title,
        form=f"{one.label} {one.form_title}",
        often=f"{here}（改严）" if stricter else here,
        state=DUTY[_state(one)],
        since=one.starts.isoformat() if one.starts else "",
        next_due=_next(one),
        source=one.source if one.verified or not one.source else f"{one.source}（待核实）",
        text=_text(one, names, rule=f"按规定{one.often}" if stricter else ""),
        is_on=one.is_on,
        applies=one.applies,
    )


def _state(one: DutyState) -> str:
    if one.waits:
        return "waits"
    if one.is_on:
        return "on"
    if not one.applies:
        return "not_for_us"
    return "coming" if one.starts else "off"


def _text(one: DutyState, names: Mapping[str, str], *, rule: str) -> str:
    if one.missing:
        return f"医院情况里没有勾{'、'.join(names.get(switch, switch) for switch in one.missing)}，所以不用做"
    if not one.applies:
        return "不是本院这一级的"
    if one.off_reason:
        return f"关掉的原因：{one.off_reason}"
    return "　".join(part for part in (rule, one.source_text) if part)
