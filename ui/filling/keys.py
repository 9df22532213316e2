"""The keys that answer, named once: the row of digits and the number pad alone both work. Knows nothing of widgets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt


class Act(StrEnum):
    ANSWER = "answer"  # and move on
    POINT = "point"  # answered with the mouse: stay
    CLEAR = "clear"
    PREVIOUS = "previous"
    NEXT = "next"
    FIRST = "first"
    LAST = "last"
    REST_NORMAL = "rest_normal"
    REMARK = "remark"
    PHOTO = "photo"
    RULE = "rule"
    SEAL = "seal"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class KeyAct:
    act: Act
    choice: int = 0  # index in the answer set, for ANSWER


_PLAIN: dict[Qt.Key, KeyAct] = {
    Qt.Key.Key_Backspace: KeyAct(Act.CLEAR),
    Qt.Key.Key_Delete: KeyAct(Act.CLEAR),
    Qt.Key.Key_Up: KeyAct(Act.PREVIOUS),
    Qt.Key.Key_Down: KeyAct(Act.NEXT),
    Qt.Key.Key_Home: KeyAct(Act.FIRST),
    Qt.Key.Key_End: KeyAct(Act.LAST),
    Qt.Key.Key_Q: KeyAct(Act.REST_NORMAL),
    Qt.Key.Key_0: KeyAct(Act.REST_NORMAL),
    Qt.Key.Key_Period: KeyAct(Act.REMARK),
    Qt.Key.Key_Plus: KeyAct(Act.PHOTO),
    Qt.Key.Key_F1: KeyAct(Act.RULE),
    Qt.Key.Key_Escape: KeyAct(Act.BACK),
}
_SHIFTS = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


def act_of(key: int, modifiers: Qt.KeyboardModifier, *, choices: int = 3) -> KeyAct | None:
    """What a key means while an answer has the focus; None: not ours.

    ``choices`` is how many answers the current item offers, so that 4 is an answer where there are four.
    """
    if modifiers == Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return KeyAct(Act.SEAL)
    if modifiers & ~_SHIFTS:
        return None
    if Qt.Key.Key_1 <= key < Qt.Key.Key_1 + min(choices, 9):
        return KeyAct(Act.ANSWER, key - int(Qt.Key.Key_1))
    try:
        return _PLAIN.get(Qt.Key(key))
    except ValueError:
        return None
