"""What a hospital may rely on when it hands over a batch."""

from __future__ import annotations

import threading

import pytest

from forms.revision import build_signature
from sync.wire.digest import sha256_hex
from sync.wire.outcomes import Outcome, Standing
from sync.wire.push import Item
from sync.wire.receipt import is_genuine
from tests.county import NOON, Computer, RunningCounty, sealed_revision


def test_a_stored_record_comes_with_a_receipt_that_the_county_signed(computer: Computer) -> None:
    sealed = sealed_revision(computer.facility)
    result = computer.push_one(sealed)
    assert result.outcome is Outcome.STORED
    assert result.receipt is not None
    assert result.receipt.leaf.object_id == sha256_hex(sealed)
    assert is_genuine(result.receipt, computer.county_keys)


@pytest.mark.fault(5, 29)
def test_a_resent_record_is_a_duplicate_with_the_first_receipt(
    computer: Computer, county: RunningCounty
) -> None:
    item = computer.item(sealed_revision(computer.facility))
    (first,) = computer.push(item).results
    county.clock.advance(hours=3)
    computer.sign_in()
    (again,) = computer.push(item).results
    assert again.outcome is Outcome.DUPLICATE
    assert again.receipt == first.receipt


def test_every_receipt_of_a_batch_is_genuine_and_numbers_have_no_gap(computer: Computer) -> None:
    items = [computer.item(sealed_revision(computer.facility)) for _ in range(13)]
    results = computer.push(*items).results
    receipts = [result.receipt for result in results if result.receipt]
    assert [receipt.leaf.server_seq for receipt in receipts] == list(range(1, 14))
    assert len({receipt.signature for receipt in receipts}) == 1
    assert all(is_genuine(receipt, computer.county_keys) for receipt in receipts)


@pytest.mark.fault(34)
def test_the_same_record_from_eight_connections_is_one_row_with_one_receipt(
    computer: Computer, county: RunningCounty
) -> None:
    sealed = sealed_revision(computer.facility)
    requests = [[computer.item(sealed)] for _ in range(8)]
    barrier = threading.Barrier(8)
    receipts: list[object] = []

    def send(items: list[Item]) -> None:
        barrier.wait()
        receipts.extend(result.receipt for result in computer.push(*items).results)

    threads = [threading.Thread(target=send, args=(items,)) for items in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8
    assert receipts[0] is not None
    assert all(receipt == receipts[0] for receipt in receipts)
    assert len(exported(county)) == 1


def exported(county: RunningCounty) -> list[object]:
    from server import verbs

    document = verbs.say_export(county.county).document
    assert isinstance(document, list)
    return list(document)


@pytest.mark.fault(32, 36)
def test_a_bad_item_is_answered_alone_and_its_neighbours_are_kept(computer: Computer) -> None:
    good = [computer.item(sealed_revision(computer.facility)) for _ in range(4)]
    bad = computer.item(b'{"kind":"revision","broken":')
    lying = Item(op_id="lie", op_seq=99, kind="revision", object_id="0" * 64, sealed=b"{}")
    results = computer.push(good[0], bad, good[1], lying, *good[2:]).results
    assert [result.outcome for result in results] == [
        Outcome.STORED,
        Outcome.PARKED,
        Outcome.STORED,
        Outcome.REJECTED,
        Outcome.STORED,
        Outcome.STORED,
    ]
    assert results[1].problem.startswith("malformed")
    assert results[3].problem == "digest-mismatch"


@pytest.mark.fault(32)
@pytest.mark.parametrize(
    "poison",
    [
        '{"sealed":"\\ud800"}',
        '{"sealed":"' + "\\u0000" * 3 + '"}',
        '{"sealed":' + "[" * 10_000 + "]" * 10_000 + "}",
        '{"sealed":1e400}',
        '{"sealed":' + "9" * 5_000 + "}",
        '{"sealed":"a","sealed":"b"}',
    ],
    ids=["lone surrogate", "NUL", "deep", "infinite", "huge integer", "duplicate keys"],
)
def test_poison_never_becomes_a_server_fault(computer: Computer, poison: str) -> None:
    members = f'"op_id":"p","op_seq":1,"kind":"revision","object_id":"{"0" * 64}",{poison[1:-1]}'
    body = f'{{"incarnation":"i","last_receipt":null,"items":[{{{members}}}]}}'.encode()
    answer = computer.send("POST", "/v1/sync/push", body)
    assert answer.status_code in (200, 422)
    assert computer.push_one(sealed_revision(computer.facility)).outcome is Outcome.STORED


def test_a_record_of_a_form_the_county_does_not_know_is_parked_and_kept(computer: Computer) -> None:
    sealed = sealed_revision(computer.facility).replace(b'"form_version":"', b'"form_version":"9')
    result = computer.push_one(sealed)
    assert result.outcome is Outcome.PARKED
    assert result.standing is Standing.PARKED
    assert result.problem == "form-unknown"
    assert result.receipt is not None


def test_two_corrections_of_one_record_are_both_kept(computer: Computer) -> None:
    first = sealed_revision(computer.facility, record_id="01930000-0000-7000-8000-000000000001")
    parent = sha256_hex(first)
    children = [
        sealed_revision(computer.facility, record_id="01930000-0000-7000-8000-000000000001", parents=[parent])
        for _ in range(2)
    ]
    assert computer.push_one(first).outcome is Outcome.STORED
    assert computer.push_one(children[0]).outcome is Outcome.STORED
    conflict = computer.push_one(children[1])
    assert conflict.outcome is Outcome.STORED_CONFLICT
    assert set(conflict.heads) == {sha256_hex(child) for child in children}


def test_a_correction_may_come_before_what_it_corrects(computer: Computer) -> None:
    first = sealed_revision(computer.facility, record_id="01930000-0000-7000-8000-000000000002")
    child = sealed_revision(
        computer.facility, record_id="01930000-0000-7000-8000-000000000002", parents=[sha256_hex(first)]
    )
    assert computer.push_one(child).outcome is Outcome.STORED
    assert computer.push_one(first).outcome is Outcome.STORED


def test_a_later_signature_is_an_object_of_its_own(computer: Computer) -> None:
    revision = sealed_revision(computer.facility)
    signature = build_signature(
        signs=sha256_hex(revision),
        role="supervisor",
        person="0007",
        person_name="李某",
        signed_at=NOON,
        facility=computer.facility,
    )
    assert computer.push_one(revision).outcome is Outcome.STORED
    assert computer.push_one(signature, kind="signature").outcome is Outcome.STORED


@pytest.mark.fault(35)
def test_an_operation_number_with_other_bytes_is_refused_and_the_first_bytes_stand(
    computer: Computer,
) -> None:
    item = computer.item(sealed_revision(computer.facility))
    computer.push(item)
    other = computer.item(sealed_revision(computer.facility), op_id=item.op_id)
    (result,) = computer.push(other).results
    assert (result.outcome, result.problem) == (Outcome.REJECTED, "id-reuse")


@pytest.mark.fault(15)
def test_a_cloned_computer_is_noticed_and_its_records_are_kept(computer: Computer) -> None:
    computer.push(computer.item(sealed_revision(computer.facility)))
    computer.op_seq = 0
    answer = computer.push(computer.item(sealed_revision(computer.facility)))
    assert answer.notices == ("device-fork",)
    assert answer.results[0].outcome is Outcome.STORED


@pytest.mark.fault(56)
def test_a_record_of_another_hospital_is_refused(computer: Computer) -> None:
    result = computer.push_one(sealed_revision("00000000-0000-4000-8000-000000000000"))
    assert (result.outcome, result.problem) == (Outcome.REJECTED, "other-facility")


@pytest.mark.fault(25)
def test_a_body_that_was_changed_on_its_way_keeps_nothing(computer: Computer, county: RunningCounty) -> None:
    body = bytearray(computer.push_request([computer.item(sealed_revision(computer.facility))]))
    digest = computer.send("GET", "/v1/meta").headers["Content-Digest"]
    answer = computer.send(
        "POST", "/v1/sync/push", bytes(body), Content_Encoding="gzip", Content_Digest=digest
    )
    assert (answer.status_code, computer.problem(answer)) == (422, "digest-mismatch")
    assert exported(county) == []


@pytest.mark.fault(56)
def test_a_zip_bomb_is_stopped_while_it_inflates(computer: Computer) -> None:
    import zlib

    bomb = zlib.compress(b" " * (64 << 20), level=9, wbits=31)
    answer = computer.send("POST", "/v1/sync/push", bomb, Content_Encoding="gzip")
    assert answer.status_code == 413


@pytest.mark.fault(37)
def test_a_server_that_went_back_in_time_says_so_and_takes_a_new_epoch(
    computer: Computer, county: RunningCounty
) -> None:
    from sqlalchemy import delete, update

    from server.tables.facilities import Facility
    from server.tables.objects import StoredObject

    answer = computer.push(computer.item(sealed_revision(computer.facility)))
    computer.last_receipt = answer.results[0].receipt
    with county.county.database.write() as session:
        session.execute(delete(StoredObject))
        session.execute(update(Facility).values(last_seq=0))
    later = computer.push(computer.item(sealed_revision(computer.facility)))
    assert later.notices == ("history-rolled-back",)
    assert later.server_epoch != answer.server_epoch
    assert later.results[0].receipt is not None
    assert later.results[0].receipt.leaf.epoch == later.server_epoch
