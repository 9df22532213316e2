"""A demo hospital with three days behind it: rounds, findings, a correction, an incident, what waits. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from forms.clock import ZONE, FixedClock
from forms.filling import Filling
from forms.identity import new_row_id
from forms.json_value import Json
from forms.samples import sample_answers
from models.queries.assets import find as find_assets
from models.queries.places import all_places
from models.store import Store
from models.workflow import correcting, drafts, sealing, setup, signing
from models.workflow.credentials import Proof
from models.workflow.revisions import Sealed

PIN = "2468"
NOW = datetime(2026, 11, 20, 22, 6, tzinfo=ZONE)
PATROL = "fire.daily_patrol"
CHECKS = ("fire_power", "exits", "signs", "equipment", "fire_doors", "on_duty", "other")


class DemoDays:
    """A store filled up to ``NOW``; the clock stands there afterwards."""

    def __init__(self, home: Path) -> None:
        self.clock = FixedClock(datetime(2026, 11, 17, 9, 0, tzinfo=ZONE))
        self.store = Store.open(home, clock=self.clock)
        setup.set_up(
            self.store,
            hospital="示范县第一卫生院",
            level="township",
            admin_no="0001",
            admin_name="郑某",
            admin_pin=PIN,
            demo=True,
        )
        with self.store.read() as session:
            self.places = tuple(place.code for place in all_places(session))
            self.assets = tuple(asset.asset_id for asset in find_assets(session))

    def until(self, day: int, hour: int, minute: int = 0) -> datetime:
        """Let the clock run to a moment of November 2026."""
        wanted = datetime(2026, 11, day, hour, minute, tzinfo=ZONE)
        self.clock.advance(seconds=(wanted - self.clock.now()).total_seconds())
        return wanted

    def patrol_answers(
        self, places: tuple[str, ...], bad: Mapping[tuple[str, str], Mapping[str, Json]] | None = None
    ) -> dict[str, Json]:
        """A round over places, everything normal but the findings given by (place, item)."""
        bad = bad or {}
        at = self.clock.now().astimezone(ZONE)
        rows: list[Json] = []
        for number, place in enumerate(places):
            row: dict[str, Json] = {
                "row_id": new_row_id(),
                "place": place,
                "time": f"{at + timedelta(minutes=number - len(places)):%H:%M}",
            }
            for item in CHECKS:
                finding = bad.get((place, item))
                row[item] = (
                    {"value": "normal"}
                    if finding is None
                    else {"value": "abnormal", "finding": dict(finding)}
                )
            rows.append(row)
        form = self.store.catalog.latest(PATROL)
        answers = Filling(form, None, now=self.clock.now()).answers
        start = at - timedelta(minutes=len(places) + 2)
        return {**answers, "start_time": f"{start:%H:%M}", "end_time": f"{at:%H:%M}", "places": rows}

    def seal(self, form_id: str, who: str, answers: Mapping[str, Json], **facts: object) -> Sealed:
        return sealing.seal(
            self.store,
            form=form_id,
            author=who,
            proof=Proof(staff_no=who),
            answers=answers,
            **facts,  # type: ignore[arg-type]  # passed on as they came
        )

    def sample(self, form_id: str) -> dict[str, Json]:
        form = self.store.catalog.latest(form_id)
        return sample_answers(
            form, places=self.places, people=("0415", "0107"), assets=self.assets, now=self.clock.now()
        )

    def live(self) -> None:
        """Three days up to ``NOW``."""
        ward = tuple(self.places[6:10])
        self.until(17, 21, 44)
        first = self.seal(PATROL, "0231", self.patrol_answers(ward), department="内科病区")
        signing.sign(
            self.store, rev_id=first.rev_id, role="supervisor", person="0188", proof=Proof(staff_no="0188")
        )
        self.until(18, 14, 2)
        stacked: dict[str, Json] = {
            "text": "地下库房应急照明灯 4 盏不亮",
            "handling": "hazard",
            "owner": "0415",
            "due": "2026-11-18T18:00+08:00",
            "class": "07",
        }
        classes = self._classes()
        stacked["class"] = classes[0]
        self.seal(
            PATROL, "0107", self.patrol_answers(self.places, {("P18", "signs"): stacked}), department="保卫科"
        )
        self.until(18, 21, 58)
        second = self.seal(PATROL, "0231", self.patrol_answers(ward), department="内科病区")
        self.until(19, 9, 30)
        draft = correcting.start_correction(
            self.store, second.record_id, reason="结束时间写错了", person="0188"
        )
        end = {**draft.answers, "end_time": "21:59"}
        drafts.save(self.store, draft.draft_id, answers=end)
        sealing.seal(self.store, draft_id=draft.draft_id, author="0188", proof=Proof(staff_no="0188"))
        self.until(20, 7, 40)
        self.seal(
            PATROL,
            "0236",
            self.patrol_answers(self.places[:4]),
            claimed_at=datetime(2026, 11, 18, 22, 0, tzinfo=ZONE),
            department="急诊科",
        )
        self.until(20, 14, 2)
        self.seal(PATROL, "0107", self.patrol_answers(self.places), department="保卫科")
        self.until(20, 20, 58)
        self.seal(
            "event.adverse_event",
            "0231",
            {
                **Filling(
                    self.store.catalog.latest("event.adverse_event"), None, now=self.clock.now()
                ).answers,
                "what_happened": "夜班核对时发现一支胰岛素抽成 18 单位，应为 8 单位，未注射，已重新配制",
                "occurred_on": "2026-11-20",
                "outcome": self._outcome(),
                "report_kind": "quick",
            },
            department="内科病区",
        )
        self.until(20, 21, 50)
        blocked: dict[str, Json] = {
            "text": "2 号楼梯间二层平台堆放纸箱 6 个，占去通道约一半宽度",
            "handling": "hazard",
            "owner": "0415",
            "due": "2026-11-21T22:00+08:00",
            "class": classes[2],
        }
        self.seal(
            PATROL, "0231", self.patrol_answers(ward, {("P09", "exits"): blocked}), department="内科病区"
        )
        self.until(20, 22, 6)

    def begin_round(self) -> str:
        """A draft of a ward round that stopped half way; its id."""
        draft = drafts.start(
            self.store,
            form_id=PATROL,
            person="0231",
            department="内科病区",
            answers=self.patrol_answers(self.places[6:7]),
        )
        return draft.draft_id

    def _classes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.store.catalog.choice_list("article_31"))

    def _outcome(self) -> str:
        return self.store.catalog.choice_list("incident_outcome")[0].code


def build(home: Path) -> DemoDays:
    """The demo hospital in a folder, lived up to ``NOW``."""
    days = DemoDays(home)
    days.live()
    return days
