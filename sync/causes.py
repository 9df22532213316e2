"""What lies at the bottom of an exception of requests, as a cause with a sentence."""

from __future__ import annotations

import ssl

import requests
import urllib3

from sync.outcomes import Cause

# OpenSSL's X509_V_ERR_*, and what Windows and its certificate store say (their texts are translated).
_EARLY = {9}
_EXPIRED = {10}
_OUT_OF_TIME = {0x800B0101}  # CERT_E_EXPIRED: early or late, Windows does not say
_OTHER_NAME = {62, 64, 0x800B010F}  # host name, IP address, CERT_E_CN_NO_MATCH


def cause_of(error: BaseException) -> Cause:
    chain = _chain(error)
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return _of_certificate(one)
    if any(isinstance(one, requests.exceptions.ProxyError) for one in chain):
        return _of_proxy(chain)
    if any(isinstance(one, (ssl.SSLError, requests.exceptions.SSLError)) for one in chain):
        return _of_encryption(chain)
    return _of_line(chain)


def _of_certificate(error: ssl.SSLCertVerificationError) -> Cause:
    code = error.verify_code & 0xFFFFFFFF
    if code in _EARLY:
        return Cause.CERTIFICATE_EARLY
    if code in _EXPIRED or code in _OUT_OF_TIME:
        return Cause.CERTIFICATE_EXPIRED
    return Cause.CERTIFICATE_NAME if code in _OTHER_NAME else Cause.CERTIFICATE


def _of_encryption(chain: list[BaseException]) -> Cause:
    """A line that breaks in the middle of a handshake is a broken line, not a bad county."""
    if any(isinstance(one, (ssl.SSLEOFError, ConnectionError)) for one in chain):
        return Cause.CUT
    return Cause.ENCRYPTION


def _of_proxy(chain: list[BaseException]) -> Cause:
    texts = [str(one) for one in chain if type(one) is OSError]
    if any("407" in text for text in texts):
        return Cause.PROXY
    if any(text.startswith("Tunnel connection failed") for text in texts):
        return Cause.GATEWAY
    return _of_line(chain)


def _of_line(chain: list[BaseException]) -> Cause:
    if any(isinstance(one, urllib3.exceptions.NameResolutionError) for one in chain):
        return Cause.NAME
    if any(isinstance(one, urllib3.exceptions.NewConnectionError) for one in chain):
        return Cause.OFFLINE
    if any(isinstance(one, requests.exceptions.ConnectTimeout) for one in chain):
        return Cause.OFFLINE
    timeouts = (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
    if any(isinstance(one, timeouts) for one in chain):
        return Cause.TIMEOUT
    return Cause.CUT


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    pending: list[object] = [error]
    while pending:
        one = pending.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            pending += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found
