"""Hazards in every state, laid over a demo hospital: for pictures of a full board and for tests of its filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from forms.clock import local
from forms.json_value import Json
from forms.samples import sample_answers
from models.queries import hazards
from models.store import Store
from models.workflow import attachments, sealing
from models.workflow.credentials import Proof
from models.workflow.revisions import Sealed
from tools.photo import take_photo

OFFICER, HEAD, STAFF, LEADER = "0107", "0188", "0415", "0301"
OWNERS = (STAFF, "0236", HEAD, STAFF, "0231")
FOUND = (
    ("疏散楼梯间堆放杂物，通道净宽不足", "P09", "fire"),
    ("配电间门锁损坏，无关人员可以进入", "P14", "equipment"),
    ("消防水泵房稳压泵频繁启动", "P15", "fire"),
    ("厨房燃气报警器未接切断阀", "P17", "gas"),
    ("污水站次氯酸钠与杂物混放", "P20", "chemicals"),
    ("1 楼北侧安全出口标志灯不亮", "P05", "fire"),
    ("液氧区围栏警示牌褪色", "P13", "special_equipment"),
    ("职工宿舍私拉电线给电动车充电，插线板搁在床铺上，晚上没有人看着", "P23", "fire"),
    ("锅炉房灭火器压力不足 2 具", "P19", "fire"),
    ("医废暂存间门没有上锁，防鼠板缺一块", "P21", "medical_waste"),
    ("药库酒精超量存放 12 箱", "P02", "chemicals"),
    ("放射科门口常闭防火门敞开", "P03", "fire"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """How far a hazard goes: its steps, days from finding to deadline, and how long ago it was found."""

    steps: tuple[str, ...]
    days: int = 7
    ago: int = 3
    level: str = "general"


ORDERED = ("order",)
DONE = ("order", "rectify")
CLOSED = ("order", "rectify", "recheck")
WAYS = (
    Way((), ago=1, days=2),
    Way(ORDERED, ago=9, days=7),
    Way(DONE, ago=6, days=6),
    Way(CLOSED, ago=20, days=10),
    Way((*DONE, "return"), ago=12, days=10),
    Way(("order", "extend"), ago=10, days=8),
    Way(ORDERED, ago=4, days=22),
    Way(CLOSED, ago=35, days=7),
    Way(("order", "supervise"), ago=12, days=30, level="major"),
    Way(DONE, ago=5, days=8),
    Way(CLOSED, ago=28, days=30),
    Way((), ago=0, days=3),
)


def add(store: Store, count: int, *, photos: Path | None = None) -> tuple[str, ...]:
    """Register ``count`` hazards and take them as far as ``WAYS`` says; their ids, first to last.

    ``photos`` is a folder in which their photos are made, which needs Qt; without it they have none.
    """
    shown = (_photo(store, photos, "整改前"), _photo(store, photos, "整改后")) if photos else None
    return tuple(_Course(store, number, shown).live() for number in range(count))


def _photo(store: Store, folder: Path, words: str) -> str:
    return attachments.add(store, take_photo(folder / f"{words}.jpg", words), "image/jpeg")


class _Course:
    """One hazard from its finding on."""

    def __init__(self, store: Store, number: int, photos: tuple[str, str] | None) -> None:
        self._store, self._photos = store, photos
        self._way = WAYS[number % len(WAYS)]
        text, self._place, self._category = FOUND[(number * 5 + number // len(FOUND)) % len(FOUND)]
        self._text = text if number < len(FOUND) else f"{text}（第 {number // len(FOUND) + 1} 处）"
        self._owner = OWNERS[number % len(OWNERS)]
        self._found = store.clock.now() - timedelta(days=self._way.ago, hours=number % 7 + 1)
        self._due = self._found + timedelta(days=self._way.days)

    def live(self) -> str:
        sealed = self._seal(
            "hazard.register",
            OFFICER,
            {
                "source": "patrol",
                "found_at": _moment(self._found),
                "found_by": OFFICER,
                "place": self._place,
                "text": self._text,
                "category": self._category,
                "level": self._way.level,
                "on_the_spot": "no",
                "owner": self._owner,
                "due": _moment(self._due),
                **({"photos": [self._photos[0]]} if self._photos else {}),
            },
        )
        with self._store.read() as session:
            (item,) = hazards.hazards_of_record(session, sealed.record_id)
        for step in self._way.steps:
            self._take(step, item.hazard_id)
        return item.hazard_id

    def _take(self, step: str, hazard_id: str) -> None:
        with self._store.read() as session:
            view = hazards.get(session, hazard_id)
        assert view is not None
        form_id, author, answers = self._step(step)
        self._seal(form_id, author, answers, subject=hazard_id, after=view.heads)

    def _step(self, step: str) -> tuple[str, str, dict[str, Json]]:
        done = self._found + timedelta(days=min(self._way.days, self._way.ago) * 0.8)
        later = _moment(max(self._due, self._store.clock.now()) + timedelta(days=5))
        match step:
            case "order":
                given: dict[str, Json] = {
                    "issued_at": _moment(self._found + timedelta(hours=1)),
                    "level": self._way.level,
                    "measures": "清走堆放的东西，划线并贴标识，指定专人每天看一次",
                    "funds_source": "own",
                    "funds": "300.00",
                    "due": _moment(self._due),
                    "owner_department": "总务科",
                    "owner": self._owner,
                    "supervisor": LEADER,
                    "contingency": "整改以前每 2 小时巡一次，就近备 2 具灭火器",
                }
                return "hazard.order", OFFICER, given
            case "rectify":
                given = {
                    "done": "已清走，重新划线，装了警示牌",
                    "done_by": [self._owner],
                    "done_at": _moment(done),
                    **({"photos_after": [self._photos[1]]} if self._photos else {}),
                }
                return "hazard.rectify", self._owner, given
            case "recheck" | "return":
                given = {"rechecked_at": _moment(done + timedelta(hours=3)), "opinion": "到现场看过"}
                if step == "recheck":
                    given["verdict"] = "pass"
                else:
                    given |= {"verdict": "return", "remaining": "还有两处没有清走", "due": later}
                return "hazard.recheck", HEAD if self._owner != HEAD else OFFICER, given
            case "extend":
                return (
                    "hazard.extend",
                    self._owner,
                    {"reason": "等配件到货", "due": later, "approved_by": LEADER},
                )
            case _:
                given = {"decision": "listed", "unit": "示范县卫生健康局", "due": later, "text": "限期整改"}
                return "hazard.supervise", OFFICER, given

    def _seal(self, form_id: str, author: str, given: Mapping[str, Json], **facts: object) -> Sealed:
        store = self._store
        answers = sample_answers(
            store.catalog.latest(form_id),
            places=[self._place],
            people=[STAFF, OFFICER],
            assets=[],
            now=store.clock.now(),
            given=given,
        )
        own = {name: value for name, value in answers.items() if "outside" not in name or name in given}
        return sealing.seal(
            store,
            form=form_id,
            author=author,
            proof=Proof(staff_no=author),
            answers=own,
            department="保卫科",
            **facts,  # type: ignore[arg-type]  # passed on as they came
        )


def _moment(at: datetime) -> str:
    return local(at).isoformat(timespec="minutes")
