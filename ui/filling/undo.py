"""What Ctrl+Z takes back: one step for each act, one for a text however many keys it took. Knows nothing of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forms.answer_store import Path
from forms.json_value import Json

LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``restore`` brings back what stood before at ``paths``."""

    paths: tuple[Path, ...]
    restore: Callable[[], None]
    typing: str = ""  # names the text being typed; later keys in the same one belong to this step


class UndoStack:
    def __init__(self) -> None:
        self._steps: list[Step] = []

    def push(self, step: Step) -> None:
        if step.typing and self._steps and self._steps[-1].typing == step.typing:
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
