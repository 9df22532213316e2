"""The server in the role of the 院内主机: what it takes from computers only under the county's own signature."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forms.clock import FixedClock
from forms.identity import new_random_id
from forms.order import build_order
from server import verbs
from server.settings import House, Settings
from sync.transport import AddressError, as_typed
from sync.wire.county_receipts import CountyReceipts, Proved
from sync.wire.digest import sha256_hex
from sync.wire.outcomes import Outcome, Standing
from sync.wire.push import Item, ItemResult
from sync.wire.receipt import Leaf, Receipt, sign_batch
from tests.county import HOSPITAL, NOON, Computer, RunningCounty, running_county

COUNTY = Ed25519PrivateKey.generate()
STRANGER = Ed25519PrivateKey.generate()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[RunningCounty]:
    facility = House(facility_id=new_random_id(), name=HOSPITAL, numbers_from=51, folder=tmp_path)
    facility.keys_file.write_text(json.dumps([public(COUNTY).hex()]))
    with running_county(Settings.embedded(tmp_path, clock=FixedClock(NOON), house=facility)) as running:
        yield running


@pytest.fixture
def computer(house: RunningCounty) -> Computer:
    assert house.county.house is not None
    facility_id = house.county.house.facility_id
    return Computer(house.url, facility_id=facility_id).enrol(
        verbs.say_code(house.county, facility_id).lines[-1]
    )


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def receipt(object_id: str, facility_id: str, key: Ed25519PrivateKey) -> Receipt:
    leaf = Leaf(
        facility_id=facility_id,
        object_id=object_id,
        server_seq=1,
        received_at="2026-11-20T04:00:00.000Z",
        epoch="e",
    )
    return sign_batch([leaf], key)[0]


def order(facility_id: str) -> bytes:
    return build_order(
        facility=facility_id,
        subject="01a1f941-c700-74ff-8e72-91b79bc7f7b1",
        action="supervise",
        text="三日内整改",
        officer="county-1",
        officer_name="郑某",
        issued_at=NOON,
    )


def push_order(computer: Computer, proof: Receipt | None) -> ItemResult:
    plain = computer.item(order(computer.facility), kind="order")
    item = Item(
        op_id=plain.op_id,
        op_seq=plain.op_seq,
        kind=plain.kind,
        object_id=plain.object_id,
        sealed=plain.sealed,
        proof=proof,
    )
    (result,) = computer.push(item).results
    return result


def test_an_order_is_taken_with_the_receipt_of_a_county_that_the_house_knows(computer: Computer) -> None:
    object_id = sha256_hex(order(computer.facility))
    assert push_order(computer, None).problem == "unproved"
    assert push_order(computer, receipt(object_id, computer.facility, STRANGER)).problem == "unproved"
    assert push_order(computer, receipt("0" * 64, computer.facility, COUNTY)).problem == "unproved"
    assert push_order(computer, receipt(object_id, new_random_id(), COUNTY)).problem == "unproved"
    good = push_order(computer, receipt(object_id, computer.facility, COUNTY))
    assert (good.outcome, good.standing) == (Outcome.STORED, Standing.STORED)


@pytest.mark.parametrize(
    ("signer", "claimed", "expected"),
    [
        (COUNTY, COUNTY, Outcome.STORED),
        (STRANGER, STRANGER, Outcome.REJECTED),
        (STRANGER, COUNTY, Outcome.REJECTED),
    ],
)
def test_receipts_are_taken_from_nobody_but_the_county(
    computer: Computer, signer: Ed25519PrivateKey, claimed: Ed25519PrivateKey, expected: Outcome
) -> None:
    one = Proved(receipt=receipt("1" * 64, computer.facility, signer), standing=Standing.STORED)
    told = CountyReceipts(facility_id=computer.facility, county_keys=(public(claimed),), proved=(one,))
    assert computer.push_one(told.seal(), kind="county_receipt").outcome is expected
    assert computer.push_one(b"{}", kind="county_receipt").outcome is Outcome.REJECTED


def test_a_county_takes_neither(tmp_path: Path) -> None:
    with running_county(Settings.embedded(tmp_path, clock=FixedClock(NOON))) as county:
        county.add_hospital()
        computer = Computer(county.url).enrol(county.code())
        object_id = sha256_hex(order(computer.facility))
        proof = receipt(object_id, computer.facility, county.county.signing_key)
        assert push_order(computer, proof).problem == "not-yours"
        assert computer.push_one(b"{}", kind="county_receipt").problem == "not-yours"


def test_a_house_numbers_apart_says_its_role_and_has_no_pages_for_officers(
    house: RunningCounty, computer: Computer
) -> None:
    assert computer.enrolment is not None
    assert computer.enrolment.device_number == 51
    assert json.loads(computer.send("GET", "/v1/meta").content)["role"] == "host"
    assert computer.send("GET", "/sign-in").status_code == 404


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("192.168.1.5:8765", "http://192.168.1.5:8765"),
        (" １０．１．２．３：８７６５ ", "http://10.1.2.3:8765"),
        ("172.16.0.9:8765/", "http://172.16.0.9:8765"),
        ("http://yian-host:8765", "http://yian-host:8765"),
        ("host.local:8765", "http://host.local:8765"),
        ("anquan.example.cn", "https://anquan.example.cn"),
        ("https://anquan.example.cn", "https://anquan.example.cn"),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, address: str) -> None:
    assert as_typed(typed) == address


@pytest.mark.parametrize(
    "typed", ["", "县局", "http://8.8.8.8:8765", "http://anquan.example.cn", "192.168.1"]
)
def test_what_leads_out_of_the_hospital_in_clear_is_no_address(typed: str) -> None:
    with pytest.raises(AddressError):
        as_typed(typed)
