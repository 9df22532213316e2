"""Programs of different ages: what both understand goes on, what one does not is kept, and saving never stops."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from forms.canonical import canonical
from forms.clock import FixedClock
from forms.json_value import Json
from models.store import Store
from models.tables.outbox import Unread
from models.tables.sealed import SealedObject
from server import verbs
from server.settings import Settings
from sync.enrolment import enrol
from sync.judging import CallOutcome, Reply
from sync.machine import UPGRADE
from sync.outcomes import Delivered
from sync.transport import Call, HttpTransport
from sync.wire.codec import decode, encode
from sync.wire.digest import sha256_hex
from sync.wire.pull import PullPage
from sync.wire.version import OURS, Window, highest_common
from tests.county import HOSPITAL, Computer, RunningCounty, running_county, sealed_revision
from tests.hospital import START, seal_sample
from tests.roundtrip.conftest import Ward

TWO_NEWER_BUT_PATIENT = Window(low=OURS.low, high=OURS.high + 2)
TWO_NEWER = Window(low=OURS.high + 1, high=OURS.high + 2)
TWO_OLDER = Window(low=OURS.low - 2, high=OURS.low - 1)


@contextlib.contextmanager
def county_speaking(data: Path, window: Window) -> Iterator[RunningCounty]:
    settings = Settings.embedded(data, clock=FixedClock(START))
    with running_county(replace(settings, protocol=window)) as county:
        yield county


@pytest.mark.fault(39)
@pytest.mark.parametrize("window", [TWO_NEWER, TWO_OLDER], ids=["newer", "older"])
def test_a_county_two_versions_apart_stops_sending_and_never_saving_until_one_is_updated(
    tmp_path: Path, furnished: Path, window: Window
) -> None:
    data = tmp_path / "county"
    shutil.copytree(furnished, tmp_path / "home")
    clock = FixedClock(START)
    with contextlib.closing(Store.open(tmp_path / "home", clock=clock)) as store:
        with county_speaking(data, OURS) as county:
            county.add_hospital(HOSPITAL)
            enrol(store, server_url=county.url, code=county.code())
        with county_speaking(data, window) as county:
            ward = Ward(store=store, clock=clock, url=county.url, random=Random(7))
            report = ward.sync()
            assert (report.sent, report.reason) == (0, UPGRADE.detail)
            sealed = seal_sample(store, "fire.daily_patrol").rev_id
            assert set(ward.deliveries()) == {"pending"}
            caller = Computer(county.url)
            answer = caller.send("POST", "/v1/tokens", b"{}", Yian_Protocol=str(OURS.high))
            assert (answer.status_code, caller.problem(answer)) == (426, "upgrade-required")
            greeting = caller.send("GET", "/v1/meta", Yian_Protocol=str(OURS.high))
            assert greeting.json()["protocol"] == {"min": window.low, "max": window.high}
        with county_speaking(data, TWO_NEWER_BUT_PATIENT) as county:
            ward.url = county.url
            assert ward.sync().is_clear
            assert set(ward.deliveries()) == {"received"}
            (found,) = [row for row in verbs.exported(county.county) if row["rev_id"] == sealed]
            assert found["form"] == "fire.daily_patrol"
            assert verbs.say_verified(county.county).is_well


@pytest.mark.parametrize(
    ("ours", "theirs", "common"),
    [
        ((1, 1), (1, 1), 1),
        ((1, 3), (2, 5), 3),
        ((2, 5), (1, 3), 3),
        ((1, 2), (3, 4), None),
        ((3, 4), (1, 2), None),
    ],
)
def test_the_newest_version_that_both_speak_is_spoken(
    ours: tuple[int, int], theirs: tuple[int, int], common: int | None
) -> None:
    low, high = ours
    assert highest_common(Window(low=low, high=high), Window(low=theirs[0], high=theirs[1])) == common


class FromTheFuture(HttpTransport):
    """A county that says more in every message than this program knows of."""

    def call(self, call: Call) -> CallOutcome:
        outcome = super().call(call)
        if not isinstance(outcome, Delivered) or not outcome.message.body.startswith(b"{"):
            return outcome
        reply = outcome.message
        more = _with_more(json.loads(reply.body))
        return Delivered(message=Reply(status=reply.status, headers=reply.headers, body=encode(more)))


def _with_more(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _with_more(member) for name, member in value.items()} | {"since_v3": {"a": [1, None]}}
    return [_with_more(item) for item in value] if isinstance(value, list) else value


@pytest.mark.fault(39)
def test_answers_that_say_more_than_this_program_knows_are_understood(ward: Ward, second: Ward) -> None:
    sealed = seal_sample(ward.store, "fire.daily_patrol").rev_id
    for each in (ward, second):
        with contextlib.closing(FromTheFuture(each.url)) as transport:
            report = each.sync(transport=transport)
        assert report.is_clear, report
    assert set(ward.deliveries()) == {"received"}
    assert sealed in _bytes(second)


@pytest.mark.fault(39)
def test_what_a_newer_computer_wrote_passes_through_county_and_older_computer_byte_for_byte(
    ward: Ward, second: Ward, county: RunningCounty
) -> None:
    facility = ward.store.require_installation().facility_id
    newer = Computer(county.url, facility_id=facility).enrol(county.code())
    plain = json.loads(sealed_revision(facility))
    more = canonical(plain | {"weather": {"wind": "3", "since": "v3"}})
    later = canonical(plain | {"format": 3, "reads": ["otherwise"]})
    letter = canonical({"kind": "letter", "facility": facility, "text": "以后才有的一类"})
    sent = {"revision": [more, later], "letter": [letter]}
    for kind, contents in sent.items():
        for content in contents:
            result = newer.push_one(content, kind=kind)
            assert result.receipt is not None, "kept and proved, understood or not"
    message = json.loads(newer_request(newer, facility)) | {"since_v3": True}
    answer = newer.send("POST", "/v1/sync/push", encode(message))
    assert answer.status_code == 200, answer.text
    page = PullPage.from_json(decode(newer.pull(mine="true").content))
    at_county = {item.object_id: item.sealed for item in page.items}
    for content in (more, later, letter):
        assert at_county[sha256_hex(content)] == content
    assert second.sync().is_clear
    held = _bytes(second)
    for content in (more, later, letter):
        assert held[sha256_hex(content)] == content


def newer_request(computer: Computer, facility: str) -> bytes:
    item = computer.item(sealed_revision(facility)).to_json() | {"since_v3": [1]}
    return encode({"incarnation": computer.incarnation, "last_receipt": None, "items": [item]})


def _bytes(ward: Ward) -> dict[str, bytes]:
    """Everything that came, read or not."""
    with ward.store.read() as session:
        found = {row.object_id: row.bytes for row in session.scalars(select(SealedObject))}
        return found | {row.object_id: row.bytes for row in session.scalars(select(Unread))}
