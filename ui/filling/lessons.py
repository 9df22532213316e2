"""What the bar at the foot teaches: the keys of the line where the work is. Knows nothing of widgets."""

from __future__ import annotations

from forms.progress import Item
from ui.filling.wording import REST_OF_GROUP, RULE

Lesson = tuple[tuple[str, ...], str]
_FIELD: tuple[Lesson, ...] = (
    (("Enter",), "下一项"),
    (("↑", "↓"), "换项"),
    (("Ctrl", "Z"), "撤销"),
    (("F1",), RULE),
    (("Ctrl", "Enter"), "封存"),
)


def lessons_for(item: Item | None, *, one_by_one: bool = False) -> tuple[Lesson, ...]:
    """A check item teaches its answers, a field how to go on; ``one_by_one``: there is no 其余正常."""
    if item is None or item.field.answers is None:
        return _FIELD
    answers = tuple(
        ((str(index),), choice.label) for index, choice in enumerate(item.field.answers.choices, 1)
    )
    rest: tuple[Lesson, ...] = () if one_by_one else ((("Q",), REST_OF_GROUP),)
    return (*answers, (("↑", "↓"), "换项"), *rest, (("F1",), RULE))
