"""The hospital key from its first sheet to its change: who can read what names a patient, and who can't any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.keys import KeyMissing, key_id_in
from models.queries import records
from models.store import Store
from models.tables.sealed import PrivatePart
from models.workflow import attachments, people
from models.workflow.approving import approve_device, recover_key, rotate_key
from models.workflow.credentials import verify_pin
from models.workflow.permitting import NotAllowed
from models.workflow.revisions import Sealed
from server import verbs
from sync.computers import known_computers, lost_computers
from sync.enrolment import enrol
from tests.county import RunningCounty
from tests.hospital import ADMIN, NURSE, PIN
from tests.roundtrip.conftest import Ward
from tests.roundtrip.test_privacy import NAME, opened_in, photo, report

NEW_PIN = "8642"


@pytest.fixture
def third(
    county: RunningCounty, ward: Ward, second: Ward, open_ward: Callable[[Path | None, str], Ward]
) -> Ward:
    """One more computer; all three have the hospital key."""
    third = open_ward(None, "third")
    enrol(third.store, server_url=county.url, code=county.code())
    for other in (second, third):
        approve_device(ward.store, ADMIN, other.store.keys.device.exchange_public)
    for one in (ward, second, third, ward):
        one.sync()
    return third


def lost(ward: Ward) -> list[int]:
    with ward.store.read() as session:
        return [one.number for one in lost_computers(session, ward.store)]


def revoke(county: RunningCounty, ward: Ward) -> None:
    verbs.say_device_revoked(county.county, str(ward.store.require_installation().device_id))


def private_part(store: Store, sealed: Sealed) -> bytes:
    with store.read() as session:
        ciphertext = session.get_one(PrivatePart, sealed.rev_id).ciphertext
    assert ciphertext is not None
    return ciphertext


def test_after_a_change_a_revoked_computer_reads_nothing_new_and_the_others_read_all(
    county: RunningCounty, ward: Ward, second: Ward, third: Ward
) -> None:
    before = report(ward.store)
    ward.sync()
    revoke(county, second)
    assert lost(ward) == []
    ward.sync()
    assert lost(ward) == [2], "the administrator is asked as soon as the county has told"

    with ward.store.read() as session:
        gone = [one.wrapping_key for one in known_computers(session) if one.is_revoked]
    former = ward.store.keys.current_key_id
    code = rotate_key(ward.store, ADMIN, lost=gone)
    assert ward.store.keys.is_recovery_code(code)
    assert lost(ward) == []
    after = report(ward.store)
    ciphertext = private_part(ward.store, after)
    assert key_id_in(ciphertext) == ward.store.keys.current_key_id != former
    assert key_id_in(private_part(ward.store, before)) == former
    assert ward.sync().is_clear
    third.sync()

    assert opened_in(third.store, before)["patient_name"] == NAME
    assert opened_in(third.store, after)["patient_name"] == NAME
    assert third.store.keys.current_key_id == ward.store.keys.current_key_id
    assert lost(third) == []
    assert "停用" in second.sync().reason
    with pytest.raises(KeyMissing):
        second.store.keys.decrypt(ciphertext, after.rev_id)

    back = report(third.store)  # what the others seal now is under the new key as well
    third.sync()
    ward.sync()
    assert key_id_in(private_part(ward.store, back)) == ward.store.keys.current_key_id
    assert opened_in(ward.store, back)["patient_name"] == NAME


def test_a_change_that_is_refused_changes_nothing(ward: Ward) -> None:
    former = ward.store.keys.current_key_id
    with pytest.raises(NotAllowed):
        rotate_key(ward.store, NURSE, lost=())
    assert ward.store.keys.current_key_id == former


def test_the_only_computer_is_lost_and_the_newest_sheet_with_the_county_brings_everything_back(
    county: RunningCounty, ward: Ward, open_ward: Callable[[Path | None, str], Ward]
) -> None:
    first = report(ward.store)
    # Now an old record lies under a key that no sheet shows any more.
    sheet = rotate_key(ward.store, ADMIN, lost=())
    last = report(ward.store)
    assert ward.sync().is_clear
    ward.store.close()

    new = open_ward(None, "new")
    enrol(new.store, server_url=county.url, code=county.code())
    new.sync()
    with pytest.raises(KeyMissing):
        opened_in(new.store, first)
    recover_key(new.store, sheet)
    for sealed in (first, last):
        assert opened_in(new.store, sealed)["patient_name"] == NAME
        with new.store.read() as session:
            view = records.get(session, new.store.catalog, sealed.record_id, None)
            assert view is not None
            (entry,) = view.revision.attachments
            assert attachments.read(session, new.store.keys, entry.sha256) == photo()
    assert verify_pin(new.store, NURSE, PIN).staff_no == NURSE

    people.reset_with_recovery_code(new.store, code=sheet, staff_no=ADMIN, pin=NEW_PIN)
    people.reset_pin(new.store, ADMIN, staff_no=NURSE, pin=NEW_PIN)
    assert verify_pin(new.store, ADMIN, NEW_PIN).staff_no == ADMIN
    assert verify_pin(new.store, NURSE, NEW_PIN).staff_no == NURSE
    assert new.sync().is_clear

    revoke(county, ward)  # the thief has the key that was lost with the computer
    new.sync()
    assert lost(new) == [1]
    with new.store.read() as session:
        gone = [one.wrapping_key for one in known_computers(session) if one.is_revoked]
    rotate_key(new.store, ADMIN, lost=gone)
    assert lost(new) == []
