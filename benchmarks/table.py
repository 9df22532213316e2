"""Results for people: one line per budget."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.result import Plain


def heading(conditions: Mapping[str, Plain]) -> str:
    stated = ("python", "sqlite", "journal_mode", "synchronous", "cores", "load")
    return " · ".join(f"{name} {conditions[name]}" for name in stated if name in conditions)


def line(document: Mapping[str, Plain]) -> str:
    """The headline of a result, its budgets below it, then what a reader must know."""
    mapping = {name: document[name] for name in ("ratios", "budget", "limits")}
    ratios, budgets, limits = (value if isinstance(value, dict) else {} for value in mapping.values())
    missed = document["missed"]
    sign = "≥" if document["budget_is"] == "at least" else "≤"
    unit = document["unit"]
    lines = [
        f"\n{document['name']}: {document['value']} {unit}, floor {document['floor']} {unit}  {document['title']}"
    ]
    for name, budget in budgets.items():
        lines.append(_budget(name, f"{ratios[name]} ×", f"{sign} {budget} ×", missed))
    for name, limit in limits.items():
        assert isinstance(limit, dict)
        value, most = f"{limit['value']} {limit['unit']}", f"≤ {limit['at_most']} {limit['unit']}"
        lines.append(_budget(name, value, most, missed))
    lines.extend(f"    {name}: {ratio} ×" for name, ratio in ratios.items() if name not in budgets)
    notes = document["notes"]
    assert isinstance(notes, list)
    lines.extend(f"    ({note})" for note in notes)
    return "\n".join(lines)


def _budget(name: str, value: str, budget: str, missed: Plain) -> str:
    verdict = "MISSED" if isinstance(missed, list) and name in missed else "met"
    return f"  {verdict:6}  {value:>10}  {budget:>10}  {name}"
