"""What goes between the computers of one hospital, and from the county to them."""

from __future__ import annotations

import requests
from sqlalchemy import select

from models.queries import hazards
from models.tables.people import Credential
from models.tables.sealed import SealedObject
from models.workflow.approving import approve_device
from models.workflow.credentials import verify_pin
from server import verbs
from sync import bookmarks
from tests.county import RunningCounty
from tests.hospital import ADMIN, NURSE, PIN, abnormal, patrol_with, seal_sample
from tests.roundtrip.conftest import Ward

PASSWORD = "county-2026"


def test_a_new_computer_is_approved_and_then_everybody_can_sign_in_there(ward: Ward, second: Ward) -> None:
    ward.sync()
    second.sync()
    with second.store.read() as session:
        assert session.scalars(select(Credential.staff_no)).all() == []
    ward.sync()
    with ward.store.read() as session:
        devices = bookmarks.read_devices(session)
    assert [device.number for device in devices] == [1, 2]
    approve_device(ward.store, ADMIN, devices[1].wrapping_key)
    assert ward.sync().is_clear
    assert second.sync().is_clear
    assert second.store.keys.has_hospital_key
    assert verify_pin(second.store, NURSE, PIN).staff_no == NURSE


def test_a_record_of_the_second_computer_reaches_the_first(ward: Ward, second: Ward) -> None:
    ward.sync()
    second.sync()
    ward.sync()
    with ward.store.read() as session:
        devices = bookmarks.read_devices(session)
    approve_device(ward.store, ADMIN, devices[1].wrapping_key)
    ward.sync()
    second.sync()
    sealed = seal_sample(second.store, "fire.daily_patrol")
    second.sync()
    assert ward.sync().received == 1
    with ward.store.read() as session:
        assert session.get(SealedObject, sealed.rev_id) is not None


def test_an_order_of_the_county_reaches_the_hospital_and_marks_its_hazard(
    ward: Ward, county: RunningCounty
) -> None:
    answers = patrol_with(ward.store, {1: {"exits": abnormal()}})
    sealed = seal_sample(ward.store, "fire.daily_patrol", answers=answers)
    ward.sync()
    verbs.say_officer_added(county.county, "周某", "officer", PASSWORD)
    facility = ward.store.require_installation().facility_id
    (hazard_id,) = sealed.hazards
    page = f"{county.url}/hazards/{facility}/{hazard_id}"
    with requests.Session() as browser:
        browser.post(f"{county.url}/sign-in", data={"name": "周某", "password": PASSWORD}, timeout=20)
        token = browser.get(page, timeout=20).text.partition('name="form_token" value="')[2].partition('"')[0]
        order = {"form_token": token, "action": "supervise", "text": "三天内办结"}
        assert browser.post(f"{page}/orders", data=order, timeout=20).ok
    report = ward.sync()
    assert report.received == 1
    with ward.store.read() as session:
        found = hazards.get(session, hazard_id)
    assert found is not None
    assert found.item.supervised
