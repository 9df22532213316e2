"""What every campaign begins with: a small fictional hospital on a disk, its forms, and a county that answers."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random

import uvicorn
from PIL import Image

from forms.clock import Clock, FixedClock
from forms.json_value import Json
from forms.samples import sample_answers
from models.store import Store
from models.workflow.people import write_person
from models.workflow.places import NewPlace, write_place
from models.workflow.revisions import Author
from models.workflow.setup import set_up
from server import verbs
from server.app import create_app
from server.county import County
from server.serving import open_port
from server.settings import Settings

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)  # 14:00 in the hospital
HOSPITAL = "示范县第一卫生院"
ADMIN, NURSE, PIN = "0101", "0231", "4917"
PATROL = "fire.daily_patrol"
PLACES = (("P01", "1 楼门诊大厅", "outpatient"), ("P02", "2 楼内科病区", "inpatient"))


def set_up_hospital(home: Path, clock: Clock | None = None) -> Store:
    """A hospital with one nurse and two places, in an empty folder."""
    store = Store.open(home, clock=clock or FixedClock(START))
    set_up(
        store,
        hospital=HOSPITAL,
        level="township",
        admin_no=ADMIN,
        admin_name="钱某",
        admin_pin=PIN,
        demo=False,
    )
    author = Author(staff_no=ADMIN, name="钱某", department="信息科")
    now = store.clock.now()
    with store.write() as session:
        write_person(
            session,
            store,
            author,
            staff_no=NURSE,
            name="张某",
            role="nurse",
            department="内科病区",
            pin=PIN,
            now=now,
        )
        for order, (code, name, area) in enumerate(PLACES, start=1):
            place = NewPlace(code=code, name=name, area=area, floor="1 楼", order=order, is_key_area=False)
            write_place(session, store, author, place, now=now, import_id=None)
    return store


def patrol(store: Store, *photos: str) -> dict[str, Json]:
    """The answers of a round in which something was found and put right, with photos of it."""
    answers = sample_answers(
        store.catalog.latest(PATROL),
        places=[code for code, *_ in PLACES],
        people=[NURSE],
        assets=(),
        now=store.clock.now(),
    )
    rows = answers["places"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    finding: dict[str, Json] = {"text": "门口堆物", "handling": "fixed", "done": "当场搬走"}
    rows[0]["fire_doors"] = {"value": "abnormal", "finding": {**finding, "photos": list(photos)}}
    return answers


def picture(seed: int, kind: str, *, wide: int = 160, high: int = 120) -> bytes:
    """Noise, so that it is as big as it looks; the same for the same seed."""
    out = BytesIO()
    Image.frombytes("RGB", (wide, high), Random(seed).randbytes(wide * high * 3)).save(out, kind)
    return out.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCounty:
    url: str
    county: County

    def code(self) -> str:
        """With which one computer of the hospital may enrol, once."""
        return verbs.say_code(self.county, HOSPITAL).lines[-1]

    def rev_ids(self) -> list[str]:
        """Each as often as it is there."""
        document = verbs.say_export(self.county).document
        assert isinstance(document, list)
        return [str(row["rev_id"]) for row in document if isinstance(row, dict)]

    def is_sound(self) -> bool:
        return verbs.say_verified(self.county).is_well


@contextlib.contextmanager
def running_county(data: Path, clock: Clock) -> Iterator[RunningCounty]:
    """The whole server in a thread of this process, on a free port, with the hospital in its register."""
    app = create_app(Settings.embedded(data, clock=clock))
    with open_port("127.0.0.1:0") as port:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [port]})
        thread.start()
        try:
            county = app.state.county
            verbs.say_facility_added(county, HOSPITAL)
            yield RunningCounty(url=f"http://127.0.0.1:{port.getsockname()[1]}", county=county)
        finally:
            server.should_exit = True
            thread.join()
