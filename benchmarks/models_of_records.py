"""What a hospital's records look like: sealed by the real workflow, to be repeated by the thousand."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.families import DUE
from benchmarks.hospital import (
    HEAD,
    LEADER,
    NURSE,
    PATROL,
    SAFETY_OFFICER,
    answers_for,
    found_hospital,
    seal_as,
)
from forms.clock import FixedClock, local
from forms.json_value import Json
from models.queries.assets import find as find_assets
from models.store import Store
from models.tables.installation import Counter
from models.workflow.credentials import Proof
from models.workflow.revisions import Sealed
from models.workflow.signing import sign

FIRST_COUNTER = 900  # of the day's serial numbers: no other number in a model looks like one of these
_PATROL_PLACES = (
    ("P07", "P08", "P09"),
    ("P01", "P05"),
    ("P04", "P06"),
    ("P10", "P11", "P12"),
    ("P13", "P14", "P16"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """Records that belong together, how often they come, and how many of them are added as the newest."""

    record_ids: Sequence[str]
    weight: float = 0
    recent: int = 0


def seal_models(home: Path, clock: FixedClock) -> list[Weighted]:
    """A new hospital in ``home`` with one of each sealed in it, all at one instant."""
    with closing(found_hospital(home, clock)) as store:
        _begin_counters(store)
        patrols = [
            Weighted(record_ids=[_patrol(store, author, places)], weight=7.6)
            for places in _PATROL_PLACES
            for author in (NURSE, "0236")
        ]
        with store.read() as session:
            extinguishers = [item.asset_id for item in find_assets(session)]
        checks = [
            Weighted(
                record_ids=[_sealed(store, SAFETY_OFFICER, "fire.extinguisher_check", asset=asset)], weight=3
            )
            for asset in extinguishers
        ]
        return [
            *patrols,
            *checks,
            Weighted(record_ids=[_patrol_with_finding(store, handling="fixed").record_id], weight=4),
            Weighted(record_ids=[_sealed(store, HEAD, "fire.drill", commander=SAFETY_OFFICER)], weight=1.2),
            Weighted(
                record_ids=[_sealed(store, SAFETY_OFFICER, "management.quarterly_inspection")], weight=1.2
            ),
            Weighted(record_ids=_closed_hazard(store), weight=0.5),
            Weighted(record_ids=[_patrol_with_finding(store, handling="hazard").record_id], recent=12),
        ]


def _begin_counters(store: Store) -> None:
    day = local(store.clock.now()).strftime("%Y%m%d")
    with store.write() as session:
        for form in store.catalog.forms():
            session.merge(Counter(name=f"serial {form.label} {day}", value=FIRST_COUNTER))


def _patrol(store: Store, author: str, places: Sequence[str]) -> str:
    form = store.catalog.latest(PATROL)
    answers = answers_for(store, form)
    rows = answers["places"]
    assert isinstance(rows, list)
    answers["places"] = [row for row in rows if isinstance(row, dict) and row["place"] in places]
    sealed = seal_as(store, author, form, answers)
    _countersign(store, sealed.rev_id)
    return sealed.record_id


def _patrol_with_finding(store: Store, *, handling: str) -> Sealed:
    form = store.catalog.latest(PATROL)
    answers = answers_for(store, form, places=3)
    due = (local(store.clock.now()) + DUE).replace(hour=18)
    finding: dict[str, Json] = {"text": "疏散通道堆放杂物", "class": "exit_blocked", "handling": handling}
    if handling == "fixed":
        finding |= {"done": "已当场搬离", "done_by": SAFETY_OFFICER}
    else:
        finding |= {"owner": SAFETY_OFFICER, "due": due.isoformat(timespec="minutes")}
    rows = answers["places"]
    assert isinstance(rows, list)
    assert isinstance(rows[1], dict)
    rows[1]["exits"] = {"value": "abnormal", "finding": finding}
    sealed = seal_as(store, NURSE, form, answers)
    _countersign(store, sealed.rev_id)
    return sealed


def _closed_hazard(store: Store) -> list[str]:
    """A finding that was ordered, rectified and found right by somebody else."""
    found = _patrol_with_finding(store, handling="hazard")
    now = local(store.clock.now())
    due = (now + DUE).replace(hour=18).isoformat(timespec="minutes")
    steps: tuple[tuple[str, str, dict[str, Json]], ...] = (
        (
            "hazard.order",
            SAFETY_OFFICER,
            {
                "level": "general",
                "measures": "清走杂物，划黄线",
                "funds_source": "none",
                "due": due,
                "owner_department": "总务科",
                "owner": "0415",
                "contingency": "整改前每两小时看一次",
            },
        ),
        ("hazard.rectify", "0415", {"done": "杂物已清走，黄线已划", "done_by": ["0415"]}),
        ("hazard.recheck", SAFETY_OFFICER, {"verdict": "pass", "opinion": "现场看过，通道畅通"}),
    )
    chain, after = [found.record_id], None
    for form_id, author, answers in steps:
        sealed = seal_as(
            store, author, store.catalog.latest(form_id), answers, subject=found.hazards[0], after=after
        )
        if form_id == "hazard.order":
            sign(store, rev_id=sealed.rev_id, role="receiver", person="0415", proof=Proof(staff_no="0415"))
        chain.append(sealed.record_id)
        after = sealed.rev_id
    return chain


def _sealed(store: Store, author: str, form_id: str, *, asset: str | None = None, **signers: str) -> str:
    form = store.catalog.latest(form_id)
    sealed = seal_as(store, author, form, answers_for(store, form), asset=asset)
    for role in sealed.awaiting:
        person = signers.get(role, LEADER)
        sign(store, rev_id=sealed.rev_id, role=role, person=person, proof=Proof(staff_no=person))
    return sealed.record_id


def _countersign(store: Store, rev_id: str) -> None:
    sign(store, rev_id=rev_id, role="supervisor", person=SAFETY_OFFICER, proof=Proof(staff_no=SAFETY_OFFICER))
