"""Whom the client believes to be the county: only who the computer's own store vouches for, under its own name, today."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from sync import wording
from sync.causes import cause_of
from sync.judging import Reply
from sync.outcomes import Cause, Delivered, Failure, Unreachable
from sync.transport import Call, HttpTransport
from sync.wire.digest import content_digest
from tests.certificates import Authority, SecureStranger, outdated, self_signed
from tests.lines import Stranger

pytestmark = pytest.mark.fault(26)
SECRET = Call(method="POST", path="/v1/sync/push", body=b"{}", authorization="Bearer secret")
BODY = b'{"a":1}'
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\nConnection: close\r\n"
    b"Content-Digest: " + content_digest(BODY).encode() + b"\r\n\r\n" + BODY
)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """In the store of the operating system, as an inspecting device puts itself there by policy."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def outcome_of(context: ssl.SSLContext) -> tuple[Delivered[Reply] | Failure, list[bytes]]:
    stranger = SecureStranger(context, ANSWER)
    transport = HttpTransport(stranger.url)
    try:
        return transport.call(SECRET), stranger.requests
    finally:
        transport.close()
        stranger.close()


WRONG: dict[Cause, Callable[[Authority], ssl.SSLContext]] = {
    Cause.CERTIFICATE_EXPIRED: lambda by: by.vouch(days_from=-300, days_until=-1),
    Cause.CERTIFICATE_EARLY: lambda by: by.vouch(days_from=2, days_until=300),
    Cause.CERTIFICATE_NAME: lambda by: by.vouch(host="other.example"),
    Cause.CERTIFICATE: lambda by: self_signed(by.folder),
    Cause.ENCRYPTION: lambda by: outdated(by.vouch()),
}


@pytest.mark.parametrize("cause", list(WRONG))
def test_who_does_not_prove_to_be_the_county_gets_nothing_and_has_a_sentence(
    trusted: Authority, cause: Cause
) -> None:
    outcome, requests = outcome_of(WRONG[cause](trusted))
    assert outcome == Unreachable(cause=cause)
    assert requests == []


def test_each_reason_has_a_sentence_of_its_own_that_says_what_is_safe() -> None:
    sentences = [wording.explain_cause(cause) for cause in WRONG]
    assert len(set(sentences)) == len(WRONG)
    assert all("记录都已保存在本机" in sentence for sentence in sentences)
    assert "日期慢了" in wording.explain_cause(Cause.CERTIFICATE_EARLY)


def test_a_device_that_inspects_is_believed_only_when_the_computers_store_says_so(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, requests = outcome_of(authority.vouch())
    assert outcome == Unreachable(cause=Cause.CERTIFICATE)
    assert requests == []
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    outcome, requests = outcome_of(authority.vouch())
    assert isinstance(outcome, Delivered)
    assert len(requests) == 1


def test_a_server_that_speaks_plainly_on_an_encrypted_address_is_not_spoken_to_plainly() -> None:
    stranger = Stranger(ANSWER, knows_calls=False)
    transport = HttpTransport(stranger.url.replace("http://", "https://"), connect_s=0.3)
    outcome = transport.call(SECRET)
    transport.close()
    stranger.close()
    assert isinstance(outcome, Unreachable)
    assert all(b"secret" not in request for request in stranger.requests)


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (0x800B0101, Cause.CERTIFICATE_EXPIRED),
        (0x800B0101 - (1 << 32), Cause.CERTIFICATE_EXPIRED),
        (0x800B010F, Cause.CERTIFICATE_NAME),
        (0x800B0109, Cause.CERTIFICATE),
    ],
)
def test_what_windows_says_in_chinese_is_told_by_its_number(code: int, cause: Cause) -> None:
    error = ssl.SSLCertVerificationError("已处理证书链，但是在不受信任提供程序信任的根证书中终止。")
    error.verify_code = code
    assert cause_of(error) is cause
