"""Somebody who means harm, or bytes that nobody meant: refused or set aside one by one, learning and changing nothing."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event, select

from forms.canonical import canonical
from forms.clock import FixedClock
from forms.identity import new_random_id
from forms.json_value import Json
from forms.revision import AttachmentEntry
from server.facilities import digest_of_code
from server.settings import Settings
from server.tables.facilities import EnrolmentCode
from server.tables.objects import StoredObject
from sync.wire.digest import content_digest, sha256_hex
from sync.wire.outcomes import Outcome
from sync.wire.push import Item
from tests.county import (
    NOON,
    Computer,
    RunningCounty,
    fresh_database,
    patrol_answers,
    running_county,
    sealed_revision,
)

pytestmark = pytest.mark.postgres
DEEP = b'{"a":' * 10_000 + b"1" + b"}" * 10_000


@pytest.fixture(scope="module")
def county(postgres_url: str) -> Iterator[RunningCounty]:
    """On PostgreSQL, which refuses more than SQLite does; every test has hospitals of its own."""
    with running_county(Settings.at(fresh_database(postgres_url), clock=FixedClock(NOON))) as county:
        yield county


def new_hospital(county: RunningCounty) -> Computer:
    name = f"示范县卫生院{new_random_id()}"
    county.add_hospital(name)
    return Computer(county.url).enrol(county.code(name))


@pytest.fixture
def computer(county: RunningCounty) -> Computer:
    return new_hospital(county)


@pytest.fixture
def stranger(county: RunningCounty) -> Computer:
    return new_hospital(county)


def changed(sealed: bytes, **members: Json) -> bytes:
    return canonical(json.loads(sealed) | members)


POISON: dict[str, Callable[[bytes], bytes]] = {
    "NUL": lambda sealed: sealed.replace("示例：备注".encode(), b"a\\u0000b"),
    "NUL byte": lambda sealed: sealed + b"\0",
    "half a character": lambda sealed: sealed.replace("示例：备注".encode(), b"\\ud800"),
    "not UTF-8": lambda sealed: sealed[:-1] + b"\xff}",
    "deep": lambda sealed: DEEP,
    "not a number": lambda sealed: sealed.replace(b'"round_no":1', b'"round_no":NaN'),
    "infinite": lambda sealed: sealed.replace(b'"round_no":1', b'"round_no":1e999'),
    "huge integer": lambda sealed: sealed.replace(b'"round_no":1', b'"round_no":' + b"9" * 4_000),
    "a key twice": lambda sealed: sealed.replace(b'"round_no":1', b'"round_no":1,"round_no":1'),
    "nothing": lambda sealed: b"",
    "long id": lambda sealed: changed(sealed, record_id="r" * 20_000),
    "long subject": lambda sealed: changed(sealed, subject="s" * 20_000),
    "path in the form's name": lambda sealed: changed(sealed, form_id="../../../etc/passwd"),
    "script in the form's name": lambda sealed: changed(sealed, form_id="<script>alert(1)</script>"),
}


@pytest.mark.fault(32, 56)
def test_each_poisoned_item_is_set_aside_alone_and_all_its_neighbours_are_kept(
    computer: Computer, county: RunningCounty
) -> None:
    good = [computer.item(sealed_revision(computer.facility)) for _ in range(len(POISON) + 1)]
    poisoned = [computer.item(spoil(sealed_revision(computer.facility))) for spoil in POISON.values()]
    mixed = [good[0], *(item for pair in zip(poisoned, good[1:], strict=True) for item in pair)]
    results = {result.op_id: result for result in computer.push(*mixed).results}
    assert [result.op_id for result in computer.push(*mixed).results] == [item.op_id for item in mixed]
    assert {results[item.op_id].outcome for item in good} == {Outcome.STORED}
    for name, item in zip(POISON, poisoned, strict=True):
        assert results[item.op_id].outcome is Outcome.PARKED, name
        assert results[item.op_id].problem.startswith(("malformed", "form-unknown")), name
        assert results[item.op_id].detail, name
    with county.county.database.read() as session:
        for item in poisoned:
            row = session.get_one(StoredObject, (computer.facility, item.object_id))
            assert row.sealed == item.sealed, "raw, byte for byte"


@pytest.mark.fault(32)
@pytest.mark.parametrize(
    "members",
    [
        {"op_seq": 2**63},
        {"op_seq": "1"},
        {"kind": "k" * 5_000},
        {"kind": "a\0b"},
        {"object_id": "o" * 5_000},
        {"sealed": "\ud800"},
        {"sealed": None},
        {"sealed_b64": "?"},
    ],
    ids=["vast number", "no number", "long kind", "NUL", "long id", "half a character", "none", "no base64"],
)
def test_an_envelope_that_no_database_can_hold_is_rejected_alone(
    computer: Computer, members: dict[str, Json]
) -> None:
    good, bad = (computer.item(sealed_revision(computer.facility)) for _ in range(2))
    items: list[Json] = [bad.to_json() | members, good.to_json()]
    message: dict[str, Json] = {"incarnation": "i", "last_receipt": None, "items": items}
    answer = computer.send("POST", "/v1/sync/push", json.dumps(message).encode())
    assert answer.status_code == 200, answer.text
    first, second = answer.json()["results"]
    assert (first["outcome"], first["problem"]) == ("rejected", "unreadable")
    assert second["outcome"] == "stored"


@pytest.mark.fault(32)
def test_an_item_of_ten_megabytes_is_refused_and_what_was_with_it_goes_alone(computer: Computer) -> None:
    huge = computer.item(canonical({"text": "大" * (10 << 20)})[: 10 << 20])
    good = computer.item(sealed_revision(computer.facility))
    answer = computer.try_push([huge, good])
    assert (answer.status_code, computer.problem(answer)) == (413, "too-large")
    (stored,) = computer.push(good).results
    assert stored.outcome is Outcome.STORED
    nearly = computer.item(b"1" * (600 << 10))
    (refused,) = computer.push(nearly).results
    assert (refused.outcome, refused.problem) == (Outcome.REJECTED, "too-large")


@pytest.mark.fault(36)
def test_the_half_that_breaks_the_form_is_parked_the_other_stored_each_in_its_place(
    computer: Computer,
) -> None:
    broken = patrol_answers() | {"round_no": 99}
    items = [
        computer.item(sealed_revision(computer.facility, answers=broken if number % 2 else None))
        for number in range(20)
    ]
    results = computer.push(*items).results
    assert [result.op_id for result in results] == [item.op_id for item in items]
    assert [result.outcome for result in results] == [Outcome.STORED, Outcome.PARKED] * 10
    assert {result.problem for result in results[1::2]} == {"rules-broken"}
    assert "本班第几次" in results[1].detail
    numbers = [result.receipt.leaf.server_seq for result in results if result.receipt]
    assert numbers == list(range(1, 21)), "parked is received: numbered and proved like the rest"


@pytest.mark.fault(35)
def test_one_number_with_two_contents_at_once_keeps_one_of_them_and_says_so(computer: Computer) -> None:
    contents = [sealed_revision(computer.facility) for _ in range(6)]
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def send(sealed: bytes) -> None:
        item = Item(op_id="same", op_seq=7, kind="revision", object_id=sha256_hex(sealed), sealed=sealed)
        start.wait()
        (result,) = computer.push(item).results
        outcomes.append(f"{result.outcome} {result.problem}".strip())

    threads = [threading.Thread(target=send, args=[sealed]) for sealed in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["rejected id-reuse"] * 5 + ["stored"]
    assert len(computer.missing(map(sha256_hex, contents))) == 5


@pytest.mark.fault(56)
def test_another_hospitals_object_is_neither_told_nor_taken_nor_changed(
    county: RunningCounty, computer: Computer, stranger: Computer
) -> None:
    sealed, opaque = sealed_revision(computer.facility), canonical({"kind": "credential", "box": "c2VjcmV0"})
    assert computer.push_one(sealed).outcome is Outcome.STORED
    assert computer.push_one(opaque, kind="credential").outcome is Outcome.STORED
    before = computer.pull(mine="true").content
    stolen = stranger.push_one(sealed)
    assert (stolen.outcome, stolen.problem, stolen.receipt) == (Outcome.REJECTED, "other-facility", None)
    never = stranger.push_one(sealed_revision(computer.facility))
    assert (never.outcome, never.problem, never.detail) == (stolen.outcome, stolen.problem, stolen.detail)
    copy = stranger.push_one(opaque, kind="credential")
    assert copy.outcome is Outcome.STORED, "`duplicate` would tell that somebody else has it"
    made_up = "e" * 64
    assert stranger.missing([sha256_hex(sealed), made_up]) == {sha256_hex(sealed), made_up}
    assert json.loads(computer.pull(mine="true").content)["items"] == json.loads(before)["items"]


@pytest.mark.fault(56)
def test_a_guessed_attachment_answers_as_one_that_nobody_has_and_by_the_same_questions(
    county: RunningCounty, computer: Computer, stranger: Computer
) -> None:
    photo = b"\xff\xd8 the other hospital's photo"
    entry = AttachmentEntry(name="photos", sha256=sha256_hex(photo), size=len(photo), mime="image/jpeg")
    computer.push_one(sealed_revision(computer.facility, attachments=[entry]))
    sent = computer.send(
        "PATCH",
        f"/v1/blobs/{entry.sha256}",
        photo,
        Upload_Offset="0",
        Upload_Length=str(len(photo)),
        Content_Digest=content_digest(photo),
    )
    assert sent.status_code == 204
    asked: list[str] = []
    event.listen(
        county.county.database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_rest: asked.append(statement),
    )
    answers, questions = set(), []
    for name in (entry.sha256, "f" * 64):
        asked.clear()
        answer = stranger.send("GET", f"/v1/blobs/{name}")
        answers.add((answer.status_code, answer.content))
        questions.append([*asked])
    assert len(answers) == 1
    assert questions[0] == questions[1] != []  # what answers by the same work tells nothing by its time


@pytest.mark.fault(56)
def test_a_replayed_or_altered_token_opens_nothing_more(
    county: RunningCounty, computer: Computer, stranger: Computer
) -> None:
    payload, _, mac = computer.token.partition(".")
    _, _, other = stranger.token.partition(".")
    for forged in (f"{payload}.{other}", f"{payload}.{mac[:-1]}", f"{payload}A.{mac}", f".{mac}"):
        assert computer.send("GET", "/v1/devices", Authorization=f"Bearer {forged}").status_code == 401
    county.clock.advance(hours=1, seconds=1)
    replayed = computer.send("GET", "/v1/devices")
    assert (replayed.status_code, computer.problem(replayed)) == (401, "token-unknown")


@pytest.mark.fault(56)
def test_a_code_that_is_tried_on_and_on_is_looked_at_ten_times_and_the_door_stays_shut(
    county: RunningCounty,
) -> None:
    computer = Computer(county.url)
    statuses = [computer.try_code(f"AAAAA-{number:05}").status_code for number in range(200)]
    assert statuses == [403] * 10 + [429] * 190
    county.add_hospital()
    assert computer.try_code(county.code()).status_code == 429, "not even the right one"
    county.clock.advance(minutes=16)
    with county.county.database.read() as session:
        digests = {digest_of_code(f"AAAAA-{number:05}") for number in range(200)}
        assert not digests & set(session.scalars(select(EnrolmentCode.code_digest)))


@pytest.mark.fault(56)
@pytest.mark.parametrize(
    ("encoding", "body", "status"),
    [
        ("gzip", zlib.compress(b" " * (32 << 20), level=9, wbits=31), 413),
        ("gzip", zlib.compress(zlib.compress(b" " * (32 << 20), level=9, wbits=31), wbits=31), 422),
        ("gzip", zlib.compress(b"{}", wbits=31)[:-4], 422),
        ("gzip", b"not gzip", 422),
        ("br", b"{}", 415),
        ("gzip, gzip", b"{}", 415),
    ],
    ids=["bomb", "bomb in a bomb", "cut", "no gzip", "unknown", "twice"],
)
def test_what_is_wrapped_in_bad_faith_is_refused_before_it_is_big(
    computer: Computer, encoding: str, body: bytes, status: int
) -> None:
    answer = computer.send("POST", "/v1/sync/push", body, Content_Encoding=encoding)
    assert answer.status_code == status
