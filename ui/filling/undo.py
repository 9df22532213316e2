"""What Ctrl+Z takes back: the values that stood before each step. Knows nothing of Qt."""

from __future__ import annotations

from dataclasses import dataclass

from forms.filling import Path
from forms.json_value import Json

LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    path: Path
    before: Json
    was_bulk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    changes: tuple[Change, ...]
    typing: bool = False  # later keys in the same text belong to this step


class UndoStack:
    def __init__(self) -> None:
        self._steps: list[Step] = []

    def push(self, step: Step) -> None:
        """Remembers a step; keys typed into one text after another count as one step."""
        if step.typing and self._steps and self._steps[-1].typing:
            last = self._steps[-1].changes[0]
            if last.path == step.changes[0].path:
                return
        self._steps.append(step)
        del self._steps[:-LIMIT]

    def pop(self) -> Step | None:
        return self._steps.pop() if self._steps else None

    def __len__(self) -> int:
        return len(self._steps)


def copied(value: Json) -> Json:
    """A copy that shares nothing mutable with the original."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
