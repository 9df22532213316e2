"""What an expression may know beside the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from forms.json_value import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A frozen picture of the facts around one filling; the server and a test can build the same one."""

    previous: Mapping[str, Json] = field(
        default_factory=dict
    )  # public answers of the last record of the same subject
    card: Mapping[str, Json] = field(
        default_factory=dict
    )  # current values of the asset or place; an asset's id is asset_id
    open_faults: tuple[str, ...] = ()  # ids of hazards still open on the subject
    balance: Decimal | None = None  # running stock
    person: Mapping[str, Json] = field(
        default_factory=dict
    )  # who is signed in: staff_no, name, role, department
    certificates: tuple[str, ...] = ()  # kinds valid today, of who is signed in
    held: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # kinds valid today of everybody who holds one, by staff number
    days_off: frozenset[str] = frozenset()  # public holidays, ISO days
    profile: Mapping[str, Json] = field(default_factory=dict)  # switches and figures of the hospital


EMPTY_CONTEXT = Context()
