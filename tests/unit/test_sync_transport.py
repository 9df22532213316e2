"""What an answer is taken for; and that no call outlives its deadline."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path

import pytest

from sync.judging import Reply
from sync.outcomes import Cause, Delivered, Failure, Rejected, Unauthorized, Unexpected, Unreachable
from sync.transport import AddressError, Call, HttpTransport, check_address
from sync.wire.digest import content_digest
from tests.certificates import SecureStranger, self_signed
from tests.lines import Stranger

META = Call(method="GET", path="/v1/meta")


def http(status: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def problem(status: str, kind: str, **headers: str) -> bytes:
    body = f'{{"type":"{kind}","title":"t","status":{status[:3]},"detail":"d"}}'.encode()
    headers["Content_Digest"] = content_digest(body)
    return http(status, body, Content_Type="application/problem+json", **headers)


def outcome_of(answer: bytes, *, knows_calls: bool = True) -> Delivered[Reply] | Failure:
    stranger = Stranger(answer, knows_calls=knows_calls)
    transport = HttpTransport(stranger.url)
    try:
        return transport.call(META)
    finally:
        transport.close()
        stranger.close()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (http("200 OK", b"<html>", Content_Type="text/html"), Unreachable(cause=Cause.PORTAL)),
        (http("200 OK", b"{}", Content_Type="application/json"), Unreachable(cause=Cause.PORTAL)),
        (http("302 Found", Location="http://127.0.0.1:1/"), Unreachable(cause=Cause.PORTAL)),
        (http("404 Not Found", b"<html>", Content_Type="text/html"), Unreachable(cause=Cause.PORTAL)),
        (http("511 Network Authentication Required"), Unreachable(cause=Cause.PORTAL)),
        (http("407 Proxy Authentication Required"), Unreachable(cause=Cause.PROXY)),
        (http("502 Bad Gateway"), Unreachable(cause=Cause.GATEWAY)),
        (http("504 Gateway Timeout", Retry_After="7"), Unreachable(cause=Cause.GATEWAY, retry_after_s=7)),
        (
            http("429 Too Many Requests", Retry_After="9" * 30),
            Unreachable(cause=Cause.BUSY, retry_after_s=999_999_999),
        ),
        (
            problem("503 Unavailable", "busy", Retry_After="Fri, 20 Nov 2020 08:00:00 GMT"),
            Unreachable(cause=Cause.BUSY, retry_after_s=0),
        ),
        (problem("503 Unavailable", "busy", Retry_After="soon"), Unreachable(cause=Cause.BUSY)),
        (
            http(
                "200 OK", b'{"a":1}', Content_Type="application/json", Content_Digest=content_digest(b"other")
            ),
            Unreachable(cause=Cause.CUT),
        ),
        (http("200 OK", b"12345", Content_Type="application/json")[:-2], Unreachable(cause=Cause.CUT)),
        (b"", Unreachable(cause=Cause.CUT)),
        (b"HTTP/1.1 nonsense\r\n\r\n", Unreachable(cause=Cause.CUT)),
    ],
)
def test_what_is_not_the_countys_answer_is_never_taken_for_one(answer: bytes, expected: Unreachable) -> None:
    assert outcome_of(answer) == expected


def test_the_countys_own_refusals_are_told_apart() -> None:
    assert isinstance(outcome_of(problem("401 Unauthorized", "token-unknown")), Unauthorized)
    assert isinstance(outcome_of(problem("403 Forbidden", "device-revoked")), Unauthorized)
    assert isinstance(outcome_of(problem("403 Forbidden", "code-unknown")), Rejected)
    assert isinstance(outcome_of(problem("413 Too Large", "too-large")), Rejected)
    assert isinstance(outcome_of(problem("500 Error", "server-fault")), Unexpected)
    assert isinstance(outcome_of(http("500 Error")), Unexpected)


def test_a_damaged_refusal_is_not_believed() -> None:
    true = problem("403 Forbidden", "code-unknown")
    assert isinstance(outcome_of(true), Rejected)
    assert outcome_of(true.replace(b"code-unknown", b"code-unknowm")) == Unreachable(cause=Cause.CUT)
    assert outcome_of(true, knows_calls=False) == Unreachable(cause=Cause.PORTAL)


def test_the_answer_to_another_call_is_not_the_countys_answer_to_this_one() -> None:
    body = b'{"a":1}'
    true = http("200 OK", body, Content_Type="application/json", Content_Digest=content_digest(body))
    assert isinstance(outcome_of(true), Delivered)
    assert outcome_of(true, knows_calls=False) == Unreachable(cause=Cause.PORTAL)
    other = http(
        "200 OK", body, Content_Type="application/json", Yian_Call="1", Content_Digest=content_digest(body)
    )
    assert outcome_of(other, knows_calls=False) == Unreachable(cause=Cause.PORTAL)


def test_a_whole_answer_is_delivered() -> None:
    body = b'{"a":1}'
    outcome = outcome_of(
        http(
            "200 OK",
            body,
            Content_Type="application/json; charset=utf-8",
            Content_Digest=content_digest(body),
        )
    )
    assert isinstance(outcome, Delivered)
    assert outcome.message.body == body


class Trickle(Stranger):
    """Sends the head of an answer, then one byte now and then, for ever."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        super().__init__(b"")

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._server.accept()
            with client:
                client.recv(65536)
                client.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
                )
                while not self.stopped.wait(0.05):
                    client.sendall(b" ")


def test_an_answer_that_trickles_ends_at_the_deadline() -> None:
    trickle = Trickle()
    transport = HttpTransport(trickle.url, deadline_s=0.4, read_s=5)
    begun = time.monotonic()
    try:
        assert transport.call(META) == Unreachable(cause=Cause.TIMEOUT)
    finally:
        trickle.stopped.set()
        transport.close()
        trickle.close()
    assert time.monotonic() - begun < 4


class Silent(Stranger):
    def __init__(self) -> None:
        self.stopped = threading.Event()
        super().__init__(b"")

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._server.accept()
            with client:
                self.stopped.wait(10)


def test_a_server_that_never_answers_is_given_up() -> None:
    silent = Silent()
    transport = HttpTransport(silent.url, read_s=0.2)
    try:
        assert transport.call(META) == Unreachable(cause=Cause.TIMEOUT)
    finally:
        silent.stopped.set()
        transport.close()
        silent.close()


@pytest.mark.fault(26)
def test_a_certificate_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    impostor = SecureStranger(self_signed(tmp_path))
    transport = HttpTransport(impostor.url)
    call = Call(method="POST", path="/v1/sync/push", body=b"{}", authorization="Bearer secret")
    try:
        assert transport.call(call) == Unreachable(cause=Cause.CERTIFICATE)
    finally:
        transport.close()
        impostor.close()
    assert impostor.requests == []


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://county.example/", "https://county.example"),
        (" https://county.example:8443/yian/ ", "https://county.example:8443/yian"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
        ("http://192.168.1.20:8765", "http://192.168.1.20:8765"),
        ("http://localhost:1", "http://localhost:1"),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, address: str) -> None:
    assert check_address(typed) == address


@pytest.mark.parametrize(
    "typed", ["", "county", "ftp://county", "http://county.example", "http://8.8.8.8", "https://"]
)
def test_an_address_without_encryption_on_the_open_net_is_refused(typed: str) -> None:
    with pytest.raises(AddressError):
        check_address(typed)
