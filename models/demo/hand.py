"""The hand that fills, seals, signs and corrects in the hospital to play with: the real workflow under its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TypedDict, Unpack

from forms.clock import FixedClock, local, midnight
from forms.json_value import Json
from forms.samples import sample_answers
from models.store import Store
from models.workflow import sealing, signing
from models.workflow.credentials import Proof
from models.workflow.revisions import Sealed

ADMIN, OFFICER, HEAD, NURSE, NIGHT_NURSE = "0001", "0107", "0188", "0231", "0236"
LEADER, STAFF, QUALITY = "0301", "0415", "0520"
PHARMACIST, SECOND_PHARMACIST, PHARMACY_HEAD = "0611", "0612", "0601"
SURGERY_HEAD, SURGERY_NURSE, CLINIC_NURSE, GUARD, BOILER_MAN = "0189", "0233", "0241", "0421", "0417"


class Facts(TypedDict, total=False):
    """What surrounds the answers of a record."""

    department: str
    place: str
    asset: str
    subject: str
    claimed_at: datetime
    paper_no: str
    bulk: Sequence[str]


@dataclass(slots=True, kw_only=True)
class Hand:
    store: Store
    clock: FixedClock
    until: datetime
    random: Random
    places: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()  # digests of pictures that can be attached
    assets: dict[str, str] = field(default_factory=dict)  # record id of a card by its number

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def day(self, ago: int) -> date:
        """So many days before the last one."""
        return local(self.until).date() - timedelta(days=ago)

    def at(self, ago: int, hour: int, minute: int = 0) -> datetime:
        """A moment of that day; hours from 24 on are of the day after."""
        return midnight(self.day(ago)) + timedelta(hours=hour, minutes=minute)

    def text(self, moment: datetime) -> str:
        """As a person types it."""
        return local(moment).isoformat(timespec="minutes")

    def seal(self, form_id: str, who: str, answers: Mapping[str, Json], **facts: Unpack[Facts]) -> Sealed:
        """These answers and the form's own defaults."""
        return sealing.seal(
            self.store, form=form_id, author=who, proof=Proof(staff_no=who), answers=answers, **facts
        )

    def fill(self, form_id: str, who: str, given: Mapping[str, Json], **facts: Unpack[Facts]) -> Sealed:
        """These answers, and for what else the form asks one as it could be."""
        return self.seal(form_id, who, self.sample(form_id, who, given), **facts)

    def sample(self, form_id: str, who: str, given: Mapping[str, Json]) -> dict[str, Json]:
        others = [one for one in (HEAD, OFFICER, LEADER) if one != who]
        return sample_answers(
            self.store.catalog.latest(form_id),
            places=self.places,
            people=[who, *others],
            assets=tuple(self.assets.values()),
            now=self.now,
            given=given,
        )

    def sign(self, sealed: Sealed, role: str, who: str) -> None:
        signing.sign(self.store, rev_id=sealed.rev_id, role=role, person=who, proof=Proof(staff_no=who))
