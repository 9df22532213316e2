"""What a hospital's other computers get, and what nobody else gets."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from server import verbs
from server.tables.facilities import Facility
from server.tables.objects import StoredObject
from sync.wire.codec import decode
from sync.wire.outcomes import Outcome
from sync.wire.pull import PullPage
from sync.wire.push import CheckAnswer, CheckRequest
from sync.wire.receipt import is_genuine
from tests.county import Computer, RunningCounty, sealed_revision

OTHER = "示范县第二卫生院"


@pytest.fixture
def second(county: RunningCounty, computer: Computer) -> Computer:
    return Computer(county.url, facility_id=None).enrol(county.code())


@pytest.fixture
def stranger(county: RunningCounty) -> Computer:
    county.add_hospital(OTHER)
    return Computer(county.url).enrol(county.code(OTHER))


def page(computer: Computer, **query: str) -> PullPage:
    answer = computer.pull(**query)
    assert answer.status_code == 200, answer.text
    return PullPage.from_json(decode(answer.content))


def test_two_computers_get_each_others_bytes(computer: Computer, second: Computer) -> None:
    mine, yours = sealed_revision(computer.facility), sealed_revision(computer.facility)
    computer.push_one(mine)
    second.push_one(yours)
    assert [item.sealed for item in page(computer).items] == [None, yours]
    assert [item.sealed for item in page(second).items] == [mine, None]


def test_pulled_items_carry_genuine_receipts(computer: Computer, second: Computer) -> None:
    computer.push_one(sealed_revision(computer.facility))
    (item,) = page(second).items
    assert item.receipt.leaf.object_id == item.object_id
    assert is_genuine(item.receipt, second.county_keys)


def test_a_computer_that_lost_its_records_gets_its_own_back(computer: Computer) -> None:
    sealed = sealed_revision(computer.facility)
    computer.push_one(sealed)
    (item,) = page(computer, mine="true").items
    assert item.sealed == sealed


def test_pages_follow_each_other_without_a_gap(computer: Computer, second: Computer) -> None:
    sealed = [sealed_revision(computer.facility) for _ in range(7)]
    computer.push(*[computer.item(some) for some in sealed])
    pulled: list[bytes | None] = []
    cursor = ""
    for _ in range(3):
        part = page(second, cursor=cursor, limit="3")
        pulled += [item.sealed for item in part.items]
        cursor = part.next_cursor
    assert pulled == sealed
    assert not part.more
    computer.push_one(sealed_revision(computer.facility))
    assert len(page(second, cursor=cursor).items) == 1


@pytest.mark.fault(45)
@pytest.mark.parametrize("cursor", ["forged", "W10.AAAA", "."])
def test_a_forged_cursor_leads_nowhere(computer: Computer, cursor: str) -> None:
    answer = computer.pull(cursor=cursor)
    assert (answer.status_code, computer.problem(answer)) == (410, "cursor-unknown")


@pytest.mark.fault(45)
def test_a_cursor_of_another_epoch_or_hospital_is_refused(
    county: RunningCounty, computer: Computer, stranger: Computer
) -> None:
    computer.push_one(sealed_revision(computer.facility))
    cursor = page(computer).next_cursor
    assert stranger.pull(cursor=cursor).status_code == 410
    verbs.say_new_epoch(county.county)
    assert computer.pull(cursor=cursor).status_code == 410


@pytest.mark.fault(45)
def test_a_cursor_at_an_object_that_another_replaced_is_refused(
    county: RunningCounty, computer: Computer
) -> None:
    """The county went back without a new epoch, and has given the number out again."""
    computer.push_one(sealed_revision(computer.facility))
    kept = page(computer).next_cursor
    computer.push_one(sealed_revision(computer.facility))
    lost = page(computer).next_cursor
    with county.county.database.write() as session:
        session.execute(delete(StoredObject).where(StoredObject.server_seq == 2))
        session.execute(update(Facility).values(last_seq=1))
    assert computer.pull(cursor=lost).status_code == 410
    computer.push_one(sealed_revision(computer.facility))
    assert computer.pull(cursor=lost).status_code == 410
    assert len(page(computer, cursor=kept).items) == 1


def test_check_names_what_the_county_lacks(computer: Computer) -> None:
    result = computer.push_one(sealed_revision(computer.facility))
    assert result.receipt is not None
    question = CheckRequest(object_ids=(result.receipt.leaf.object_id, "f" * 64), blobs=("e" * 64,))
    answer = computer.send_message("POST", "/v1/sync/check", question.to_json())
    check = CheckAnswer.from_json(decode(answer.content))
    assert (check.missing, check.missing_blobs) == (("f" * 64,), ("e" * 64,))


@pytest.mark.fault(56)
def test_another_hospital_learns_nothing(computer: Computer, stranger: Computer) -> None:
    sealed = sealed_revision(computer.facility)
    result = computer.push_one(sealed)
    assert result.receipt is not None
    assert page(stranger).items == ()
    question = CheckRequest(object_ids=(result.receipt.leaf.object_id,))
    check = stranger.send_message("POST", "/v1/sync/check", question.to_json())
    assert CheckAnswer.from_json(decode(check.content)).missing == question.object_ids
    stolen = stranger.push_one(sealed)
    unknown = stranger.push_one(sealed_revision(computer.facility))
    assert stolen.outcome is Outcome.REJECTED
    assert (stolen.problem, stolen.detail, stolen.receipt) == (unknown.problem, unknown.detail, None)


def test_bytes_that_both_hospitals_hold_are_kept_for_each(computer: Computer, stranger: Computer) -> None:
    ciphertext = b"\x00\xff opaque"
    assert computer.push_one(ciphertext, kind="key_grant").outcome is Outcome.STORED
    assert stranger.push_one(ciphertext, kind="key_grant").outcome is Outcome.STORED


@pytest.mark.fault(44)
def test_an_unknown_kind_is_kept_raw_and_passed_on(computer: Computer, second: Computer) -> None:
    result = computer.push_one(b'{"kind":"hologram"}', kind="hologram")
    assert (result.outcome, result.problem) == (Outcome.PARKED, "kind-unknown")
    (item,) = page(second).items
    assert (item.kind, item.sealed) == ("hologram", b'{"kind":"hologram"}')
