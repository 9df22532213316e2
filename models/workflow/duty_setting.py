"""Switching duties on and off, and making them stricter: one sealed act for as many of them as wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from forms.catalog import Entry
from forms.duty_settings import AS_IT_IS, Local
from forms.json_value import Json
from forms.listed import Duty
from models.faults import Refusal
from models.projections.duties import DUTY_SETTING
from models.store import Store
from models.workflow.credentials import Proof
from models.workflow.hospital_profile import duties_of, setting_row
from models.workflow.revisions import Sealed
from models.workflow.sealing import seal


class NoSuchDuty(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            f"没有编号是 {key} 的事。没有改动。请用 duties list 看有哪些，编号是“表单/事”，如 fire.drill/half_yearly。"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    key: str  # form id/duty id
    is_on: bool = True
    local_rule: Local = AS_IT_IS


def set_duties(
    store: Store,
    changes: Sequence[Change],
    *,
    author: str,
    start: date,
    summary: str,
    reason: str = "",
    leader: str = "",
    pin: str | None = None,
    proof: Proof | None = None,
) -> Sealed:
    """One card for all of the changes, under one PIN.

    What is switched off needs a reason and the leader's number, and stops when the leader has signed. NoSuchDuty for
    an unknown one; NotReady with a sentence where a rule would be loosened. Nothing is sealed then.
    """
    known = {f"{entry.id}/{duty.id}": (entry, duty) for entry, duty in duties_of(store.catalog)}
    answers: dict[str, Json] = {
        "start": start.isoformat(),
        "summary": summary,
        "duties": list(_rows(known, changes)),
    }
    if reason:
        answers["reason"] = reason
    if leader:
        answers["leader"] = leader
    return seal(store, author=author, pin=pin, proof=proof, form=DUTY_SETTING, answers=answers)


def _rows(known: dict[str, tuple[Entry, Duty]], changes: Iterable[Change]) -> Iterable[Json]:
    for one in changes:
        if one.key not in known:
            raise NoSuchDuty(one.key)
        entry, duty = known[one.key]
        yield setting_row(entry, duty, is_on=one.is_on, local_rule=one.local_rule)
