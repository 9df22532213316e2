"""What the seal dialog is told: problems, warnings, totals and who signs. Knows nothing of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.answer_store import Path
from forms.check_answer import AnswerKind, kind_of
from forms.filling import Filling
from forms.finding import HAZARD
from forms.problems import Problem
from ui.filling.choices import Option

CIRCLED = "①②③④⑤⑥⑦⑧⑨"


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One figure of the strip: 正常 22 项."""

    icon: str
    tone: str  # ok, bad, na
    word: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerSlot:
    """One role that signs; the author's seals."""

    role: str
    title: str
    is_author: bool
    person: Option | None = None  # who is expected, or only they may
    options: tuple[Option, ...] = ()  # who may sign
    rule: str = ""  # 不能与巡查人员是同一人


@dataclass(frozen=True, slots=True, kw_only=True)
class SealFacts:
    title: str  # of the form
    problems: tuple[Problem, ...]
    slots: tuple[SignerSlot, ...]
    numbers: Mapping[Path, int] = field(default_factory=dict)
    places: Mapping[Path, str] = field(default_factory=dict)  # heading under which the page shows an item
    warnings: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    article: str = ""
    is_step: bool = False  # a step of a chain: nothing to print at once
    is_row: bool = False  # a row of a log: the next one follows at once, the others sign the whole sheet


def totals_of(filling: Filling) -> tuple[Total, ...]:
    """How the check items were answered, and how many by 其余正常; nothing for a form without checks."""
    kinds = [kind_of(item, filling.value(path)) for path, item in filling.checks()]
    if not kinds:
        return ()
    found = [(path, filling.value(path)) for path, _ in filling.checks()]
    hazards = sum(_is_hazard(value) for _, value in found)
    bad = sum(kind is AnswerKind.BAD for kind in kinds)
    said = f"{bad} 项" + (f"，{hazards} 项转隐患" if hazards else "")
    totals = [
        Total(icon="check", tone="ok", word="正常", figure=f"{kinds.count(AnswerKind.GOOD)} 项"),
        Total(icon="triangle-alert", tone="bad" if bad else "na", word="异常", figure=said),
        Total(icon="minus", tone="na", word="不适用", figure=f"{kinds.count(AnswerKind.NEUTRAL)} 项"),
    ]
    bulk = len(filling.sealed_bulk())
    if bulk:
        totals.append(Total(icon="list-checks", tone="na", word="其余正常", figure=f"用于 {bulk} 项"))
    return tuple(totals)


def warnings_of(filling: Filling, numbers: Mapping[Path, int]) -> tuple[str, ...]:
    """What does not block: the filling's own warnings, and what will be noted about 其余正常."""
    said = [f"{problem.label}：{problem.message}" for problem in filling.warnings()]
    bulk = filling.sealed_bulk()
    if bulk:
        marked = sorted(numbers[path] for path in numbers if "/".join(path) in set(bulk))
        where = (
            f"第 {ranges(marked)} 项"
            if marked and len(marked) == len(bulk) == len(set(marked))
            else f"{len(bulk)} 格"
        )
        said.append(f"可以封存，但会注明：{where}用了“其余正常”")
    return tuple(said)


def numbers_of(filling: Filling) -> dict[Path, int]:
    return {item.path: item.number for item in filling.items() if item.number is not None}


def ranges(numbers: list[int]) -> str:
    """1, 2, 3, 7 → 1–3、7."""
    parts: list[str] = []
    start = previous = numbers[0]
    for number in [*numbers[1:], -1]:
        if number == previous + 1:
            previous = number
            continue
        parts.append(str(start) if start == previous else f"{start}–{previous}")
        start = previous = number
    return "、".join(parts)


def _is_hazard(value: object) -> bool:
    finding = value.get("finding") if isinstance(value, dict) else None
    return isinstance(finding, dict) and finding.get("handling") == HAZARD
