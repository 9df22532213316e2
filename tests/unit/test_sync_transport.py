"""What an answer is taken for; and that no call outlives its deadline."""

from __future__ import annotations

import contextlib
import socket
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


@pytest.mark.fault(22, 25)
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


@pytest.mark.fault(25)
def test_a_damaged_refusal_is_not_believed() -> None:
    true = problem("403 Forbidden", "code-unknown")
    assert isinstance(outcome_of(true), Rejected)
    assert outcome_of(true.replace(b"code-unknown", b"code-unknowm")) == Unreachable(cause=Cause.CUT)
    assert outcome_of(true, knows_calls=False) == Unreachable(cause=Cause.PORTAL)


@pytest.mark.fault(24)
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
    """Reads one request, says ``first`` at once, then one byte now and then, for ever."""

    def __init__(self, first: bytes = b"") -> None:
        self._first = first
        self.stopped = threading.Event()
        super().__init__(b"")

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._server.accept()
            with client:
                self.requests.append(client.recv(65536))
                client.sendall(self._first)
                while not self.stopped.wait(0.05):
                    client.sendall(b"a")


class Silent(Stranger):
    """Takes the call and says nothing; reads nothing either."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        super().__init__(b"")

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._server.accept()
            with client:
                self.stopped.wait(10)


def ended_in(
    other: Trickle | Silent, call: Call = META, *, deadline_s: float = 60, read_s: float = 60
) -> tuple[Cause, float]:
    transport = HttpTransport(other.url, deadline_s=deadline_s, read_s=read_s)
    begun = time.monotonic()
    try:
        outcome = transport.call(call)
    finally:
        seconds = time.monotonic() - begun
        other.stopped.set()
        transport.close()
        other.close()
    assert isinstance(outcome, Unreachable)
    return outcome.cause, seconds


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"


@pytest.mark.fault(21)
def test_an_answer_that_trickles_ends_at_the_deadline() -> None:
    cause, seconds = ended_in(Trickle(HEAD), deadline_s=0.4, read_s=60)
    assert cause is Cause.TIMEOUT
    assert seconds < 30  # for ever, without one


@pytest.mark.fault(21)
@pytest.mark.parametrize(
    "first", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", HEAD], ids=["status", "head", "body"]
)
def test_wherever_an_answer_trickles_it_ends_at_the_deadline(first: bytes) -> None:
    cause, seconds = ended_in(Trickle(first), deadline_s=0.4, read_s=60)
    assert cause is Cause.TIMEOUT
    assert seconds < 30  # for ever, without one


@pytest.mark.fault(21)
def test_a_server_that_never_answers_is_given_up() -> None:
    assert ended_in(Silent(), read_s=0.2)[0] is Cause.TIMEOUT


@pytest.mark.fault(21)
def test_a_server_that_does_not_even_read_is_given_up() -> None:
    call = Call(method="POST", path="/v1/sync/push", body=bytes(32 << 20))
    assert ended_in(Silent(), call, read_s=0.2)[0] is Cause.TIMEOUT


@pytest.mark.fault(21)
def test_a_server_whose_door_nobody_opens_is_given_up() -> None:
    with contextlib.ExitStack() as stack:
        closed = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):  # those who wait before us; the next ones are not even heard
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(closed.getsockname())
        transport = HttpTransport(f"http://127.0.0.1:{closed.getsockname()[1]}", connect_s=0.2)
        assert transport.call(META) == Unreachable(cause=Cause.OFFLINE)
        transport.close()


class SlowReader(Stranger):
    """Reads a little at a time, as a thin line does, and answers in the end."""

    def __init__(self, answer: bytes, size: int) -> None:
        self._size = size
        self._pause = threading.Event()
        super().__init__(answer)

    def _serve(self) -> None:
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 << 10)
        with contextlib.suppress(OSError):
            client, _ = self._server.accept()
            with client:
                while self._size > 0 and (part := client.recv(8192)):
                    self._size -= len(part)
                    self._pause.wait(0.01)
                client.sendall(self._answer)


@pytest.mark.fault(28)
def test_a_chunk_may_take_longer_than_a_silence_as_long_as_it_moves() -> None:
    """One write of a whole chunk would have to be through within one silence: so a chunk is written in pieces."""
    reader = SlowReader(http("502 Bad Gateway"), 600_000)
    transport = HttpTransport(reader.url, connect_s=0.3, read_s=0.3)
    begun = time.monotonic()
    try:
        outcome = transport.call(Call(method="PATCH", path="/v1/blobs/a", body=bytes(600_000)))
    finally:
        transport.close()
        reader.close()
    assert outcome == Unreachable(cause=Cause.GATEWAY)
    assert time.monotonic() - begun > 0.6


@pytest.mark.fault(27)
@pytest.mark.parametrize(
    ("status", "cause"),
    [("407 Proxy Authentication Required", Cause.PROXY), ("503 Service Unavailable", Cause.GATEWAY)],
)
def test_the_hospitals_proxy_is_used_and_its_refusal_understood(
    monkeypatch: pytest.MonkeyPatch, status: str, cause: Cause
) -> None:
    proxy = Stranger(http(status))
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    transport = HttpTransport("https://county.example")
    try:
        outcome = transport.call(Call(method="GET", path="/v1/meta", authorization="Bearer secret"))
    finally:
        transport.close()
        proxy.close()
    assert outcome == Unreachable(cause=cause)
    assert proxy.requests[0].startswith(b"CONNECT county.example:443 ")
    assert b"secret" not in proxy.requests[0]


def test_a_proxy_that_is_away_is_no_proxy_that_wants_a_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    transport = HttpTransport("https://county.example")
    assert transport.call(META) == Unreachable(cause=Cause.OFFLINE)
    transport.close()


def test_inside_the_hospital_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert isinstance(outcome_of(problem("401 Unauthorized", "token-unknown")), Unauthorized)


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
