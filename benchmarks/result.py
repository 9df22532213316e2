"""One row of the table of budgets, as measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Plain: TypeAlias = "int | float | str | Sequence[Plain] | Mapping[str, Plain] | None"
"""What JSON can hold, figures with fractions included; sealed answers hold none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """An absolute figure that a person feels; a budget beside the ratios, not instead of them."""

    value: float
    at_most: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """``value`` and ``floor`` are the headline, in ``unit``; every ratio has its budget under the same name."""

    name: str
    title: str
    value: float
    unit: str
    floor: float
    ratios: Mapping[str, float]
    budget: Mapping[str, float]
    at_least: bool = False  # budgets are minima: a throughput
    limits: Mapping[str, Limit] = field(default_factory=dict)
    conditions: Mapping[str, Plain] = field(default_factory=dict)
    details: Mapping[str, Plain] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.budget.keys() <= self.ratios.keys():
            raise ValueError(f"{self.name}: a budget without a ratio")

    @property
    def missed(self) -> tuple[str, ...]:
        """The names of the budgets that do not hold."""
        ratios = (name for name, budget in self.budget.items() if not self._holds(self.ratios[name], budget))
        limits = (name for name, limit in self.limits.items() if limit.value > limit.at_most)
        return (*ratios, *limits)

    def _holds(self, ratio: float, budget: float) -> bool:
        return ratio >= budget if self.at_least else ratio <= budget

    def to_json(self) -> dict[str, Plain]:
        return {
            "name": self.name,
            "title": self.title,
            "value": rounded(self.value),
            "unit": self.unit,
            "floor": rounded(self.floor),
            "ratios": {name: rounded(ratio) for name, ratio in self.ratios.items()},
            "budget": dict(self.budget),
            "budget_is": "at least" if self.at_least else "at most",
            "met": not self.missed,
            "missed": list(self.missed),
            "limits": {
                name: {"value": rounded(limit.value), "at_most": limit.at_most, "unit": limit.unit}
                for name, limit in self.limits.items()
            },
            "conditions": dict(self.conditions),
            "details": dict(self.details),
            "notes": list(self.notes),
        }


def rounded(figure: float) -> float:
    """Three significant digits: what a noisy machine can tell."""
    return float(f"{figure:.3g}")
