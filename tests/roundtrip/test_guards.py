"""What single guards hold back, each met by itself: the tests that `./run campaign mutate` expects to fail."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from forms.clock import FixedClock
from forms.json_value import Json
from models.home import DATABASE
from models.installation import put_setting
from models.tables.installation import Setting
from models.tables.outbox import OutboxRow
from models.tables.sealed import SealedObject
from models.workflow import queueing
from server.county import current_epoch
from server.limits import Limits
from server.sealed_text import Sealer
from server.settings import Settings
from server.tables.facilities import Facility
from server.tables.objects import StoredObject
from sync import patience
from sync.judging import CallOutcome
from sync.outcomes import Delivered
from sync.patience import Tries
from sync.transport import Call, HttpTransport
from sync.wire.codec import decode, encode
from sync.wire.digest import sha256_hex
from sync.wire.limits import MAX_SEALED_BYTES
from sync.wire.outcomes import Outcome
from sync.wire.push import Item
from sync.wire.receipt import Leaf, Receipt, sign_batch
from tests.county import NOON, Computer, RunningCounty, running_county, sealed_revision
from tests.hospital import seal_sample
from tests.lines import Stranger
from tests.roundtrip.conftest import Ward
from tools.campaign import recorder
from tools.campaign.recorder import PRELOAD

ROOT = Path(__file__).resolve().parents[2]
OTHER = "示范县第二卫生院"
Tamper = Callable[[dict[str, Json]], None]


@pytest.fixture
def computer(county: RunningCounty) -> Computer:
    return Computer(county.url).enrol(county.code())


@pytest.fixture
def stranger(county: RunningCounty) -> Computer:
    county.add_hospital(OTHER)
    return Computer(county.url).enrol(county.code(OTHER))


class Forger(HttpTransport):
    """Changes what the county answers on some paths, in a way that no digest of the road can tell."""

    def __init__(self, url: str, path: str, tamper: Tamper) -> None:
        super().__init__(url)
        self._path, self._tamper = path, tamper

    def call(self, call: Call) -> CallOutcome:
        outcome = super().call(call)
        if not call.path.startswith(self._path) or not isinstance(outcome, Delivered):
            return outcome
        document = dict(decode(outcome.message.body)._members)
        self._tamper(document)
        return Delivered(message=replace(outcome.message, body=encode(document)))


# what the county holds back


def test_one_record_twice_in_a_batch_is_stored_once_and_known_once(computer: Computer) -> None:
    sealed = sealed_revision(computer.facility)
    first, second = computer.push(computer.item(sealed), computer.item(sealed)).results
    assert [first.outcome, second.outcome] == [Outcome.STORED, Outcome.DUPLICATE]
    assert first.receipt == second.receipt


@pytest.mark.fault(37)
def test_a_restored_server_that_gave_the_object_another_number_is_noticed(
    computer: Computer, county: RunningCounty
) -> None:
    computer.last_receipt = computer.push_one(sealed_revision(computer.facility)).receipt
    with county.county.database.write() as session:
        session.execute(update(StoredObject).values(server_seq=7))
        session.execute(update(Facility).values(last_seq=7))
    answer = computer.push(computer.item(sealed_revision(computer.facility)))
    assert answer.notices == ("history-rolled-back",)


def claim(computer: Computer, county: RunningCounty, **facts: str) -> Leaf:
    """A leaf of this epoch for an object that the county never saw."""
    with county.county.database.read() as session:
        epoch = current_epoch(session)
    known = {"facility_id": computer.facility, "object_id": "f" * 64, "epoch": epoch}
    return Leaf(server_seq=9, received_at="2026-11-20T04:00:00.000Z", **(known | facts))


@pytest.mark.fault(56)
def test_a_forged_receipt_does_not_turn_the_epoch(computer: Computer, county: RunningCounty) -> None:
    (forged,) = sign_batch([claim(computer, county)], Ed25519PrivateKey.generate())
    (genuine,) = sign_batch([claim(computer, county)], county.county.signing_key)
    for receipt in (forged, replace(forged, key_id=genuine.key_id)):
        computer.last_receipt = receipt
        assert computer.push(computer.item(sealed_revision(computer.facility))).notices == ()


@pytest.mark.fault(56)
def test_another_hospitals_receipt_does_not_turn_the_epoch(computer: Computer, stranger: Computer) -> None:
    computer.last_receipt = stranger.push_one(sealed_revision(stranger.facility)).receipt
    assert computer.push(computer.item(sealed_revision(computer.facility))).notices == ()


def test_a_row_that_the_database_swallowed_is_not_called_stored(
    computer: Computer, county: RunningCounty
) -> None:
    item = computer.item(sealed_revision(computer.facility))
    engine = county.county.database.engine
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER swallow BEFORE INSERT ON objects BEGIN SELECT RAISE(IGNORE); END")
        )
    assert computer.try_push([item]).status_code == 500
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER swallow"))
    assert computer.push(item).results[0].outcome is Outcome.STORED


def test_the_database_itself_refuses_an_object_twice(computer: Computer, county: RunningCounty) -> None:
    computer.push_one(sealed_revision(computer.facility))
    with county.county.database.read() as session:
        known = session.execute(select(StoredObject.__table__)).mappings().one()
    for change in ({"server_seq": 2}, {"object_id": "0" * 64}):  # the same object, the same number
        with pytest.raises(IntegrityError), county.county.database.write() as session:
            session.execute(insert(StoredObject).values({**known, **change}))


def test_a_batch_without_a_digest_is_not_read(computer: Computer) -> None:
    body = computer.push_request([computer.item(sealed_revision(computer.facility))])
    answer = requests.post(
        computer.url + "/v1/sync/push",
        data=body,
        headers={"Authorization": f"Bearer {computer.token}", "Content-Encoding": "gzip"},
        timeout=20,
    )
    assert (answer.status_code, computer.problem(answer)) == (422, "digest-missing")


@pytest.mark.fault(32)
def test_an_object_beyond_the_limit_is_refused_alone(computer: Computer) -> None:
    long = computer.item(b"x" * (MAX_SEALED_BYTES + 1), kind="key_grant")
    first, second = computer.push(long, computer.item(sealed_revision(computer.facility))).results
    assert (first.outcome, first.problem) == (Outcome.REJECTED, "too-large")
    assert second.outcome is Outcome.STORED


@pytest.mark.fault(25)
def test_a_gzip_without_its_end_is_no_batch(computer: Computer) -> None:
    body = computer.push_request([computer.item(sealed_revision(computer.facility))])[:-4]
    answer = computer.send("POST", "/v1/sync/push", body, Content_Encoding="gzip")
    assert (answer.status_code, computer.problem(answer)) == (422, "digest-mismatch")


def test_a_form_of_the_same_version_with_another_content_is_parked(computer: Computer) -> None:
    sealed = sealed_revision(computer.facility)
    start = sealed.index(b'"form_digest":"') + len(b'"form_digest":"')
    result = computer.push_one(sealed[:start] + b"0" * 64 + sealed[start + 64 :])
    assert (result.outcome, result.problem) == (Outcome.PARKED, "form-differs")


@pytest.mark.fault(45)
def test_a_cursor_ahead_of_the_server_leads_nowhere(computer: Computer, county: RunningCounty) -> None:
    computer.push_one(sealed_revision(computer.facility))
    here = str(decode(computer.pull().content).text("next_cursor"))
    assert computer.pull(cursor=here).status_code == 200
    facts = county.county.sealer.open("cursor", here)
    assert facts is not None
    ahead = [999 if isinstance(fact, int) else fact for fact in facts]
    for wrong in (ahead, [*facts[:-1], "0" * 16]):
        assert computer.pull(cursor=county.county.sealer.seal("cursor", *wrong)).status_code == 410


def test_a_text_for_one_purpose_is_not_one_for_another() -> None:
    sealer = Sealer(b"secret of a county")
    nonce = sealer.seal("nonce", "a", "2026-11-20T04:00:00.000Z")
    assert sealer.open("nonce", nonce) == ("a", "2026-11-20T04:00:00.000Z")
    assert sealer.open("token", nonce) is None


@pytest.mark.fault(22)
def test_a_redirect_is_not_followed_and_takes_nothing_along(ward: Ward) -> None:
    thief = Stranger(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    portal = Stranger(
        f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {thief.url}/\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    try:
        report = ward.sync(portal.url)
    finally:
        portal.close()
        thief.close()
    assert report.left == len(ward.deliveries())
    assert (len(portal.requests), thief.requests) == (1, [])


# what the client believes


def receipts_of(document: dict[str, Json]) -> list[dict[str, Json]]:
    results = document["results"]
    assert isinstance(results, list)
    return [result for result in results if isinstance(result, dict)]


def of_another_hospital(leaf: Leaf) -> Leaf:
    return replace(leaf, facility_id="another hospital")


def without(member: str) -> Tamper:
    def tamper(document: dict[str, Json]) -> None:
        for result in receipts_of(document):
            result[member] = None

    return tamper


def of_the_neighbour(document: dict[str, Json]) -> None:
    results = receipts_of(document)
    receipts = [result["receipt"] for result in results]
    for result, receipt in zip(results, [*receipts[1:], receipts[0]], strict=True):
        result["receipt"] = receipt


def signed_by(key: Ed25519PrivateKey, changed: Callable[[Leaf], Leaf] = replace) -> Tamper:
    """Receipts for the very objects, with other facts, by this key."""

    def tamper(document: dict[str, Json]) -> None:
        for result in receipts_of(document):
            known = result["receipt"]
            assert isinstance(known, dict)
            leaf = changed(Receipt.from_json(decode(encode(known))).leaf)
            (receipt,) = sign_batch([leaf], key)
            result["receipt"] = receipt.to_json() | {"key_id": known["key_id"]}

    return tamper


@pytest.mark.fault(24)
def test_only_a_genuine_receipt_for_the_very_object_counts(ward: Ward, county: RunningCounty) -> None:
    forgeries = {
        "no receipt": without("receipt"),
        "no standing": without("standing"),
        "the neighbour's": of_the_neighbour,
        "another hospital's": signed_by(county.county.signing_key, of_another_hospital),
        "forged": signed_by(Ed25519PrivateKey.generate()),
    }
    for name, tamper in forgeries.items():
        forger = Forger(ward.url, "/v1/sync/push", tamper)
        assert ward.sync(transport=forger).sent == 0, name
        assert set(ward.deliveries()) == {"pending"}, name
        forger.close()
    assert ward.sync().is_clear


def test_the_digest_of_a_leaf_is_kept_apart_from_that_of_a_node() -> None:
    leaf = Leaf(facility_id="a", object_id="b", server_seq=1, received_at="c", epoch="d")
    assert leaf.digest() == sha256(b'\x00["a","b",1,"c","d"]').digest()
    other = replace(leaf, server_seq=2)
    (receipt, _) = sign_batch([leaf, other], Ed25519PrivateKey.generate())
    assert receipt.path == ("r" + other.digest().hex(),)


def test_an_item_is_set_apart_after_eight_tries_and_a_day_and_not_before() -> None:
    first_at = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    day = first_at + timedelta(hours=24)
    assert not patience.is_over(Tries(count=7, first_at=first_at), day)
    assert not patience.is_over(Tries(count=50, first_at=first_at), day - timedelta(minutes=1))
    assert patience.is_over(Tries(count=8, first_at=first_at), day)


@pytest.mark.fault(54)
def test_incidents_go_before_what_was_sealed_earlier(ward: Ward) -> None:
    ward.sync()
    with ward.store.write() as session:
        for data in (b"first", b"second", b"urgent"):
            queueing.relay(session, kind="key_grant", data=data, now=ward.clock.now())
        session.execute(
            update(OutboxRow).where(OutboxRow.object_id == sha256_hex(b"urgent")).values(lane="incident")
        )
    sent: list[bytes] = []

    class Listening(HttpTransport):
        def call(self, call: Call) -> CallOutcome:
            if call.path == "/v1/sync/push":
                sent.append(zlib.decompress(call.body, wbits=31))
            return super().call(call)

    transport = Listening(ward.url)
    assert ward.sync(transport=transport).is_clear
    transport.close()
    order = sorted((b"first", b"second", b"urgent"), key=sent[0].index)
    assert order == [b"urgent", b"first", b"second"]


def held(ward: Ward) -> set[str]:
    with ward.store.read() as session:
        return set(session.scalars(select(SealedObject.object_id)))


@pytest.mark.fault(43)
def test_a_page_that_could_not_be_kept_is_fetched_again(ward: Ward, second: Ward) -> None:
    ward.sync()
    refuse = "CREATE TEMP TRIGGER refuse BEFORE INSERT ON sealed_objects BEGIN SELECT RAISE(ABORT, 'no'); END"
    with second.store.write() as session:
        session.execute(text(refuse))
    with pytest.raises(IntegrityError):
        second.sync()
    with second.store.write() as session:
        session.execute(text("DROP TRIGGER refuse"))
    assert second.sync().is_clear
    assert held(second) == held(ward)


def without_proof(document: dict[str, Json]) -> None:
    items = document["items"]
    assert isinstance(items, list)
    for item in items:
        assert isinstance(item, dict)
        receipt = item["receipt"]
        assert isinstance(receipt, dict)
        receipt["server_seq"] = int(str(receipt["server_seq"])) + 1


def test_a_page_without_the_countys_proof_is_not_used(ward: Ward, second: Ward) -> None:
    ward.sync()
    before = held(second)
    forger = Forger(second.url, "/v1/sync/pull", without_proof)
    report = second.sync(transport=forger)
    forger.close()
    assert report.reason
    assert held(second) == before
    assert second.sync().is_clear
    assert held(second) == held(ward)


# what the store holds back


def test_what_is_deleted_is_overwritten(ward: Ward) -> None:
    marker = Random(5).randbytes(40).hex()
    with ward.store.write() as session:
        put_setting(session, "note", marker * 20)
    with ward.store.write() as session:
        session.delete(session.get_one(Setting, "note"))
    ward.store.close()
    assert marker.encode() not in (ward.store.home / DATABASE).read_bytes()


@pytest.mark.fault(8)
def test_a_connection_whose_flush_failed_is_not_used_again(ward: Ward) -> None:
    def driver() -> object:
        with ward.store.write() as session:
            return session.connection().connection.driver_connection

    def fail(_connection: Connection) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise error

    first = driver()
    assert driver() is first
    event.listen(ward.store._writer, "commit", fail)
    with pytest.raises(Exception, match="硬盘读写出错"):
        seal_sample(ward.store, "fire.daily_patrol")
    event.remove(ward.store._writer, "commit", fail)
    assert driver() is not first


APPEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from models.blackbox import BlackBox, Entry
from tools.campaign.recorder import recording

folder = Path(sys.argv[1])
with recording(folder, folder.with_suffix(".journal")) as kept:
    BlackBox(folder).append([Entry(header={"object_id": "a"}, parts=(b"bytes",))], datetime.now(UTC))
    kept.acknowledge(b"appended")
print(*(event.kind.name for event in kept.events()))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the recorder is preloaded as Linux does it")
def test_the_black_box_is_flushed_before_it_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", APPEND, str(tmp_path / "blackbox")],
        env={**os.environ, PRELOAD: str(recorder.build(tmp_path)), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    kinds = done.stdout.split()
    assert "WRITTEN" in kinds
    assert "FLUSHED" in kinds[kinds.index("WRITTEN") : kinds.index("ACKNOWLEDGED")]


# what the county holds back when it is full


@pytest.mark.fault(33)
def test_what_the_county_cannot_take_on_at_once_is_sent_away(tmp_path: Path) -> None:
    settings = Settings.embedded(tmp_path / "county", clock=FixedClock(NOON))
    with running_county(replace(settings, limits=Limits(in_flight=2))) as county:
        county.add_hospital()
        computer = Computer(county.url).enrol(county.code())
        batches = [[computer.item(sealed_revision(computer.facility))] for _ in range(6)]
        busy = threading.Event()

        def send(items: list[Item]) -> None:
            answer = computer.try_push(items)
            if answer.status_code == 503 and computer.problem(answer) == "busy":
                busy.set()

        threads = [threading.Thread(target=send, args=[items]) for items in batches]
        with county.county.database.write():  # two wait inside for their turn
            for thread in threads:
                thread.start()
            was_sent_away = busy.wait(10)
        for thread in threads:
            thread.join()
        assert was_sent_away
