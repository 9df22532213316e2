"""``python -m tools.reliability [--keep FILE …]``: the table fault case → what must hold → tests → result, under docs.

FILE holds documents of ``./run campaign --json`` or ``./run bench --json``: they take the place of the last run's.
"""

from __future__ import annotations

import argparse
import ast
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"
FAULTS = ROOT / "docs" / "faults.yaml"
CAMPAIGNS = ROOT / "docs" / "campaigns.json"

_HEAD = """# Reliability

57 things that go wrong with a computer, a network, a server or a person, what must hold then, and the tests that show it
with the real parts: the store on a disk, the county's server on a port, PostgreSQL where it matters. Whatever the case, five
things hold: what was called saved can be read with the same digest; what was called received is at the county with the same
digest; the county has each sealed revision once; the chains hold on both sides; once the fault is over the queue drains by
itself, unless the case says that a person decides.

- A test runs in every `./run test`. `tests` counts the functions that carry the case's mark, `@pytest.mark.fault(n)`.
- A campaign (`./run campaign KIND --seed N`) plays the same code for hours; its last long run stands below the table.
- The cases stand in `docs/faults.yaml`, the last runs in `docs/campaigns.json`. This page is written by
  `python -m tools.reliability`.

"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """``not_covered`` says why no test shows it, ``short_of`` what the tests do not reach; else empty."""

    number: int
    group: str
    situation: str
    outcome: str
    campaigns: tuple[str, ...]
    not_covered: str
    short_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A test that shows a case."""

    file: str  # below tests/
    name: str

    @property
    def sentence(self) -> str:
        return self.name.removeprefix("test_").replace("_", " ")


def read_cases() -> tuple[Case, ...]:
    groups: dict[str, dict[int, dict[str, Any]]] = yaml.safe_load(FAULTS.read_text(encoding="utf-8"))
    return tuple(
        Case(
            number=number,
            group=group,
            situation=facts["situation"],
            outcome=facts["outcome"],
            campaigns=tuple(facts.get("campaign", ())),
            not_covered=facts.get("not_covered", ""),
            short_of=facts.get("short_of", ""),
        )
        for group, cases in groups.items()
        for number, facts in cases.items()
    )


def read_marks(tests: Path = ROOT / "tests") -> Mapping[int, tuple[Marked, ...]]:
    """The tests of each case. A mark on a module (``pytestmark``) or a class counts for every test in it."""
    found: dict[int, list[Marked]] = {}
    for path in sorted(tests.rglob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for test, numbers in _tests_in(module.body, _module_marks(module)):
            marked = Marked(file=path.relative_to(tests).as_posix(), name=test)
            for number in sorted(numbers):
                found.setdefault(number, []).append(marked)
    return {number: tuple(tests) for number, tests in found.items()}


def _tests_in(body: Sequence[ast.stmt], inherited: frozenset[int]) -> Iterator[tuple[str, frozenset[int]]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            own = frozenset(_numbers(node.decorator_list))
            yield from _tests_in(node.body, inherited | own)
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, inherited | frozenset(_numbers(node.decorator_list))


def _module_marks(module: ast.Module) -> frozenset[int]:
    return frozenset(
        number
        for node in module.body
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)
        for number in _numbers([node.value])
    )


def _numbers(nodes: Sequence[ast.expr]) -> Iterator[int]:
    """The arguments of every ``pytest.mark.fault(...)`` in these expressions, in parameter sets too."""
    for node in nodes:
        for call in ast.walk(node):
            match call:
                case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="mark"), attr="fault"), args=args):
                    for argument in args:
                        match argument:
                            case ast.Constant(value=int(number)):
                                yield number
                            case _:
                                raise ValueError(f"line {call.lineno}: a case is named by its number")
                case _:
                    pass


def page(cases: Sequence[Case], marks: Mapping[int, Sequence[Marked]], runs: Mapping[str, Any]) -> str:
    campaigns = {run["kind"]: run for run in runs["campaigns"]}
    lines = [_HEAD + _summary(cases, marks)]
    group = ""
    for case in cases:
        if case.group != group:
            group = case.group
            lines.append(f"\n## {group}\n\n| case | what must hold | tests | result |\n|---|---|---|---|\n")
        lines.append(_row(case, marks.get(case.number, ()), campaigns))
    lines.append(_campaigns(runs["campaigns"]))
    lines.append(_benches(runs["benches"]))
    return "".join(lines)


def _summary(cases: Sequence[Case], marks: Mapping[int, Sequence[Marked]]) -> str:
    lacking = [case for case in cases if not marks.get(case.number)]
    tests = len({test for tests in marks.values() for test in tests})
    lines = [f"**{len(cases) - len(lacking)} of {len(cases)} cases are shown, by {tests} tests.**\n"]
    lines += [f"- Case {case.number} is not covered: {case.not_covered}." for case in lacking]
    lines += [
        f"- Case {case.number}, what its tests do not reach: {case.short_of}."
        for case in cases
        if case.short_of
    ]
    return "\n".join(lines) + "\n"


def _row(case: Case, tests: Sequence[Marked], campaigns: Mapping[str, Mapping[str, Any]]) -> str:
    if not tests:
        return f"| {case.number}. {case.situation} | {case.outcome} | – | not covered: {case.not_covered} |\n"
    shown = "<br>".join(f"`{test.file}`: {test.sentence}" for test in tests)
    result = [f"{len(tests)} {'test' if len(tests) == 1 else 'tests'}, in every run"]
    result += [
        f"{run['kind']}: {run['trials']:,} trials, seed {run['seed']}, {_faults(run['faults'])}"
        for kind in case.campaigns
        if (run := campaigns.get(kind))
    ]
    return f"| {case.number}. {case.situation} | {case.outcome} | {shown} | {'<br>'.join(result)} |\n"


def _faults(count: int) -> str:
    return f"{count} faults" if count else "no fault"


def _campaigns(runs: Sequence[Mapping[str, Any]]) -> str:
    text = "\n## The last long runs\n\n"
    if not runs:
        return text + "None was kept yet.\n"
    text += "| kind | day | seed | trials | minutes | faults | figures |\n|---|---|---|---|---|---|---|\n"
    for run in runs:
        figures = "; ".join(f"{name}: {value}" for name, value in run["figures"].items())
        minutes = round(run["seconds"] / 60, 1)
        text += f"| {run['kind']} | {run['day']} | {run['seed']} | {run['trials']:,} | {minutes} | {run['faults']} | {figures} |\n"
    return text


def _benches(benches: Sequence[Mapping[str, Any]]) -> str:
    text = "\n## Speed of the same road\n\nRatios to a floor of the same run, see [benchmarks](benchmarks.md).\n\n"
    if not benches:
        return text + "None was kept yet.\n"
    text += "| row | ratio to | budget | measured | | day |\n|---|---|---|---|---|---|\n"
    for bench in benches:
        shown = (bench[name] for name in ("row", "ratio", "budget", "measured", "verdict", "day"))
        text += f"| {' | '.join(shown)} |\n"
    return text


def keep(runs: dict[str, Any], documents: Sequence[Mapping[str, Any]], day: str) -> dict[str, Any]:
    """The last runs, each in the place of the one of its name."""
    campaigns = {run["kind"]: run for run in runs["campaigns"]}
    benches = {(bench["row"], bench["ratio"]): bench for bench in runs["benches"]}
    for document in documents:
        if "kind" in document:
            faults = len(document["faults"])
            campaigns[document["kind"]] = {**document, "faults": faults, "day": day}
        else:
            benches |= {(line["row"], line["ratio"]): line for line in _lines_of(document, day)}
    return {"campaigns": list(campaigns.values()), "benches": list(benches.values())}


def _lines_of(bench: Mapping[str, Any], day: str) -> Iterator[dict[str, str]]:
    """A line per budget and limit, with what was measured."""
    sign = "≥" if bench["budget_is"] == "at least" else "≤"
    found = [
        (name, f"{bench['ratios'][name]:g} ×", f"{sign} {least:g} ×")
        for name, least in bench["budget"].items()
    ]
    found += [
        (name, f"{limit['value']:g} {limit['unit']}", f"≤ {limit['at_most']:g} {limit['unit']}")
        for name, limit in bench["limits"].items()
    ]
    for name, measured, budget in found:
        verdict = "missed" if name in bench["missed"] else "met"
        yield {
            "row": bench["name"],
            "ratio": name.replace("_", " "),
            "budget": budget,
            "measured": measured,
            "verdict": verdict,
            "day": day,
        }


def _documents(text: str) -> Iterator[Mapping[str, Any]]:
    """Every JSON object of a file that holds one, a list, or one after the other."""
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        found, at = decoder.raw_decode(text, at)
        yield from found if isinstance(found, list) else [found]


def written() -> str:
    """The page as the files and the tests make it now."""
    return page(read_cases(), read_marks(), json.loads(CAMPAIGNS.read_text(encoding="utf-8")))


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.reliability", description=__doc__)
    parser.add_argument("--keep", nargs="+", type=Path, default=(), metavar="FILE")
    files: Sequence[Path] = parser.parse_args(words).keep
    if files:
        runs = json.loads(CAMPAIGNS.read_text(encoding="utf-8"))
        documents = [found for file in files for found in _documents(file.read_text(encoding="utf-8"))]
        kept = keep(runs, documents, f"{datetime.now(UTC):%Y-%m-%d}")
        CAMPAIGNS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(written(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
