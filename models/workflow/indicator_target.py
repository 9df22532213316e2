"""A stricter target of the hospital's own for an indicator: one sealed card, with its reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from forms.functions import plain
from forms.indicator import Indicator
from models.faults import Refusal
from models.queries.own_targets import FORM
from models.store import Store
from models.workflow.credentials import Proof
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal


class NotStricter(Refusal):
    """The target asks for no more than the document."""

    def __init__(self, indicator: Indicator, value: Decimal) -> None:
        shown = f"{plain(value)}{indicator.unit.sign}"
        super().__init__(
            f"{shown} 不比文件的{indicator.aim_words()}更严。没有改动。本院的目标只能更严，要放宽得等文件改。"
        )


def set_target(
    store: Store,
    indicator: Indicator,
    value: Decimal,
    *,
    author: str,
    start: date,
    reason: str,
    pin: str | None = None,
    proof: Proof | None = None,
) -> Sealed:
    """``indicator`` as its document has it, ``value`` in its unit.

    NotStricter for a target that is not; otherwise whatever ``seal`` refuses. Nothing is sealed then.
    """
    if not indicator.is_stricter(value):
        raise NotStricter(indicator, value)
    answers = {
        "indicator": indicator.id,
        "title": indicator.title,
        "rule": indicator.aim_words() or "没有",
        "target": plain(value),
        "start": start.isoformat(),
        "reason": reason,
    }
    return seal(store, author=author, pin=pin, proof=proof, form=FORM, answers=answers)
