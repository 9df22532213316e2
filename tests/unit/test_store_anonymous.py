"""Anonymous reports: nothing in the store links one to a person, a computer or an instant."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, inspect, select

from forms.canonical import digest
from forms.clock import FixedClock
from forms.json_value import Json
from models import vault
from models.home import DATABASE
from models.layout import FAMILIES
from models.store import Store
from models.tables.anonymous import AnonymousAttachment, AnonymousReport
from models.tables.installation import Counter, Setting
from models.workflow import anonymous, people
from models.workflow.anonymous import File, NotAnonymous
from models.workflow.permitting import NotAllowed
from models.workflow.sheet import NotReady
from tests.hospital import NURSE, PIN, QUALITY, START, open_hospital

FORM = "event.adverse_event"
ANSWERS: dict[str, Json] = {
    "what_happened": "夜间输液换瓶时拿错，发现后立即停下",
    "occurred_on": "2026-11-20",
    "outcome": "no_harm",
    "report_kind": "quick",
}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def store(tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", clock)
    yield opened
    opened.close()


def snapshot(store: Store) -> dict[str, object]:
    """Every row of every table but the two of anonymous reports, and the black box."""
    assert FAMILIES
    found: dict[str, object] = {path.name: path.read_bytes() for path in store.blackbox.files()}
    with store.read() as session:
        for table in inspect(session.connection()).get_table_names():
            if not table.startswith("anonymous"):
                rows = session.connection().exec_driver_sql(f'SELECT * FROM "{table}"').all()
                found[table] = [tuple(row) for row in rows]
    return found


def test_a_report_touches_no_other_table_and_no_black_box(store: Store) -> None:
    people.sign_in(store, NURSE, PIN)
    before = snapshot(store)
    code = anonymous.submit(store, form=FORM, answers=ANSWERS)
    assert snapshot(store) == before
    assert len(code.replace("-", "")) == 12
    with store.read() as session:
        (row,) = anonymous.waiting(session)
    assert row.opened_on is None
    assert vault.verify(store).faults == ()


def test_a_report_says_the_day_and_the_shift_and_no_time_person_or_computer(
    store: Store, clock: FixedClock
) -> None:
    clock.advance(minutes=37, seconds=21)
    anonymous.submit(store, form=FORM, answers={**ANSWERS, "occurred_time": "21:17"})
    with store.read() as session:
        (row,) = anonymous.waiting(session)
    content = json.loads(row.bytes)
    assert (content["day"], content["shift"]) == ("2026-11-20", "evening")
    assert content["private"] is None
    text = re.sub(r"[0-9a-f]{32,}", "", row.bytes.decode())  # salts and digests hold every number by chance
    for trace in (":37", "21:17", "14:", NURSE, "张某", "0101"):
        assert trace not in text
    assert store.keys.device.public.hex() not in row.bytes.decode()
    assert not {"author", "department", "serial", "sealed_at", "device_id"} & content.keys()


def test_the_order_of_rows_tells_nothing_of_the_order_of_reports(store: Store) -> None:
    days = []
    for number in range(12):
        anonymous.submit(store, form=FORM, answers={**ANSWERS, "what_happened": f"第 {number:02d} 件事情"})
    with store.read() as session:
        stored = [
            json.loads(row.bytes)["answers"]["what_happened"]
            for row in session.scalars(select(AnonymousReport))
        ]
        ids = list(session.scalars(select(AnonymousReport.report_id)))
    days = sorted(stored)
    assert stored != days
    assert stored != days[::-1]
    assert all(report_id[14] == "4" for report_id in ids)
    raw = (store.home / DATABASE).read_bytes()
    at = [raw.index(word.encode()) for word in days]
    assert at != sorted(at)


def test_the_pick_up_code_is_stored_nowhere_and_its_hash_is_slow_and_own(store: Store) -> None:
    code = anonymous.submit(store, form=FORM, answers=ANSWERS)
    facility = store.require_installation().facility_id
    with store.read() as session:
        (row,) = anonymous.waiting(session)
    assert json.loads(row.bytes)["pick_up"] == anonymous.pick_up_hash(
        facility, code.lower().replace("-", " ")
    )
    assert json.loads(row.bytes)["pick_up"] != anonymous.pick_up_hash("another hospital", code)
    store.close()
    for path in store.home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert code.encode() not in data
            assert code.replace("-", "").encode() not in data


def test_photos_lose_their_traces_and_lie_apart(store: Store) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-OF-WARD-3"
    out = BytesIO()
    Image.frombytes("RGB", (80, 60), random.Random(1).randbytes(80 * 60 * 3)).save(out, "JPEG", exif=exif)
    photo = out.getvalue()
    answers: dict[str, Json] = {**ANSWERS, "photos": ["chosen"]}
    anonymous.submit(
        store, form=FORM, answers=answers, attachments={"chosen": File(data=photo, mime="image/jpeg")}
    )
    with store.read() as session:
        kept = session.scalars(select(AnonymousAttachment)).one()
        content = json.loads(anonymous.waiting(session)[0].bytes)
    (entry,) = content["attachments"]
    assert entry["sha256"] == kept.sha256 == digest(kept.bytes)
    clear = store.keys.decrypt(kept.bytes, "attachment") if entry["identifying"] else kept.bytes
    assert b"CAMERA" not in clear
    with Image.open(BytesIO(clear)) as picture:
        assert picture.size == (80, 60)


def test_a_report_with_problems_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(NotReady):
        anonymous.submit(store, form=FORM, answers={"what_happened": "短"})
    with pytest.raises(NotAnonymous, match="不能匿名报"):
        anonymous.submit(store, form="fire.daily_patrol", answers={})
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(AnonymousReport)) == 0


def test_clocks_start_on_the_day_the_quality_office_opens_it(store: Store, clock: FixedClock) -> None:
    anonymous.submit(store, form=FORM, answers=ANSWERS)
    with store.read() as session:
        (row,) = anonymous.waiting(session)
    with pytest.raises(NotAllowed):
        anonymous.open_report(store, NURSE, row.report_id)
    clock.advance(days=2)
    content = anonymous.open_report(store, QUALITY, row.report_id)
    clock.advance(days=1)
    anonymous.open_report(store, QUALITY, row.report_id)
    assert content["answers"]["outcome"] == "no_harm"
    with store.read() as session:
        assert session.get_one(AnonymousReport, row.report_id).opened_on == "2026-11-22"


def test_a_sent_report_waits_no_more_and_a_pulled_one_is_kept_once(store: Store) -> None:
    anonymous.submit(store, form=FORM, answers=ANSWERS)
    with store.write() as session:
        (row,) = anonymous.waiting(session)
        anonymous.mark_sent(session, row.report_id)
        assert anonymous.waiting(session) == ()
        assert not anonymous.take(session, row.bytes)
        assert anonymous.take(session, b'{"kind":"anonymous"}')


def test_no_counter_or_setting_is_kept_for_anonymous_reports(store: Store) -> None:
    with store.read() as session:
        names = [*session.scalars(select(Counter.name)), *session.scalars(select(Setting.name))]
    anonymous.submit(store, form=FORM, answers=ANSWERS)
    with store.read() as session:
        assert [*session.scalars(select(Counter.name)), *session.scalars(select(Setting.name))] == names
