"""What a county's log says, and what must never stand in it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from io import StringIO

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from server.journal import JsonLines
from server.tables.objects import StoredObject
from sync.wire.digest import sha256_hex
from tests.api.test_anonymous import credential, report, send
from tests.county import Computer, RunningCounty, patrol_answers, sealed_revision

SECRET = "四楼配电间门没锁"
JOINING = frozenset({"/v1/enrolments", "/v1/tokens"})
"""What a computer calls before a test begins; the lines of that may still come when its own are waited for."""


class Lines(StringIO):
    """What was written, and a wait for what is written only after an answer has left."""

    def __init__(self) -> None:
        super().__init__()
        self._written = threading.Condition()

    def write(self, text: str) -> int:
        with self._written:
            self._written.notify_all()
            return super().write(text)

    def requests(self, count: int) -> list[dict[str, object]]:
        with self._written:
            assert self._written.wait_for(lambda: len(self._requests()) >= count, timeout=10)
            return self._requests()

    def _requests(self) -> list[dict[str, object]]:
        return [line for line in read(self) if line["message"] == "request" and line["route"] not in JOINING]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """All that a server would write to its standard error stream."""
    stream = Lines()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root, ours = logging.getLogger(), logging.getLogger("yian")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        ours.setLevel(before)


def read(lines: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_every_request_leaves_one_line_with_its_counts(
    county: RunningCounty, computer: Computer, lines: Lines
) -> None:
    items = [computer.item(sealed_revision(computer.facility)) for _ in range(3)]
    computer.push(*items)
    body = computer.push_request(items)
    computer.send("POST", "/v1/sync/push", body, Content_Encoding="gzip", X_Request_ID="0a1b-77")
    computer.pull(cursor="forged")
    computer.send("GET", "/v1/blobs/secret-name")
    found = lines.requests(4)
    assert [(line["route"], line["status"]) for line in found] == [
        ("/v1/sync/push", 200),
        ("/v1/sync/push", 200),
        ("/v1/sync/pull", 410),
        ("/v1/blobs/{sha256}", 404),
    ]
    first, again, forged, _ = found
    assert (first["items"], first["stored"], first["facility"]) == (3, 3, computer.facility)
    assert (again["duplicate"], again["id"], again["device"]) == (3, "0a1b-77", computer.device_id)
    assert forged["problem"] == "cursor-unknown"
    assert isinstance(first["ms"], int)


@pytest.mark.fault(56)
def test_no_line_holds_answers_names_tokens_or_bytes_even_when_all_goes_wrong(
    county: RunningCounty, computer: Computer, lines: StringIO
) -> None:
    sealed = sealed_revision(computer.facility, answers=patrol_answers(remark=SECRET))
    item = computer.item(sealed)

    def refuse(session: Session) -> None:
        if session.execute(select(StoredObject.object_id)).first():
            raise OSError(f"no space for {sealed.decode()}")

    event.listen(Session, "before_commit", refuse)
    try:
        answer = computer.try_push([item])
    finally:
        event.remove(Session, "before_commit", refuse)
    assert (answer.status_code, computer.problem(answer)) == (500, "server-fault")
    computer.push(item)
    computer.push(computer.item(sealed_revision(computer.facility, answers={"note": SECRET})))
    computer.send("POST", "/v1/sync/push", f'{{"n":1.5,"t":"{SECRET}"'.encode())
    computer.send("POST", f"/v1/{SECRET}", SECRET.encode(), X_Request_ID=SECRET.encode().decode("latin-1"))
    code = county.code()
    computer.try_code(code[:-1] + "?")
    said = lines.getvalue()
    assert "OSError" in said
    assert any("frames" in line for line in read(lines))
    for private in (SECRET, "张某", "0231", computer.token, computer.token[:24], code[:5], "127.0.0.1"):
        assert private not in said
    assert sealed.decode()[:40] not in said


def test_who_reports_without_a_name_leaves_no_line(
    county: RunningCounty, computer: Computer, lines: StringIO
) -> None:
    some = report(text=SECRET)
    send(computer, some)
    computer.send("GET", "/v1/sync/anonymous", Authorization=credential(computer))
    computer.send("HEAD", f"/v1/blobs/{sha256_hex(b'photo')}", Authorization=credential(computer))
    assert [line for line in read(lines) if line.get("route") not in JOINING] == []
