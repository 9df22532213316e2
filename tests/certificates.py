"""Certificates made for one test, and a server that holds one of them."""

from __future__ import annotations

import contextlib
import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from tests.lines import Stranger, numbered
from tools.campaign.cut_line import read_message

HERE = "127.0.0.1"


@dataclass(frozen=True)
class Authority:
    """Somebody who vouches for others; the computer believes it if its file is in the system's store."""

    folder: Path

    @cached_property
    def key(self) -> ec.EllipticCurvePrivateKey:
        return ec.generate_private_key(ec.SECP256R1())

    @cached_property
    def certificate(self) -> x509.Certificate:
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        return (
            _builder("示范检查设备", self.key)
            .issuer_name(_name("示范检查设备"))
            .not_valid_before(datetime.now(UTC) - timedelta(days=400))
            .not_valid_after(datetime.now(UTC) + timedelta(days=400))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.key, SHA256())
        )

    @cached_property
    def file(self) -> Path:
        path = self.folder / "authority.pem"
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def vouch(self, *, host: str = HERE, days_from: int = -1, days_until: int = 30) -> ssl.SSLContext:
        """What a server needs to be ``host`` between these days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        return _context(self.folder, key, self._sign(key, host, days_from, days_until))

    def _sign(self, key: ec.EllipticCurvePrivateKey, host: str, first: int, last: int) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            _builder(host, key)
            .issuer_name(self.certificate.subject)
            .not_valid_before(now + timedelta(days=first))
            .not_valid_after(now + timedelta(days=last))
            .add_extension(x509.SubjectAlternativeName([_host(host)]), critical=False)
            .sign(self.key, SHA256())
        )


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    signed = (
        _builder(HERE, key)
        .issuer_name(_name(HERE))
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([_host(HERE)]), critical=False)
        .sign(key, SHA256())
    )
    return _context(folder, key, signed)


def outdated(context: ssl.SSLContext) -> ssl.SSLContext:
    """The same server with nothing but TLS 1.0."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # which is why nobody should
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


class SecureStranger(Stranger):
    """Answers over TLS; ``requests`` stays empty if nobody trusts it."""

    def __init__(self, context: ssl.SSLContext, answer: bytes = b"") -> None:
        self._context = context
        super().__init__(answer, knows_calls=True)
        self.url = self.url.replace("http://", "https://")

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                with (
                    client,
                    contextlib.suppress(OSError),
                    self._context.wrap_socket(client, server_side=True) as secure,
                ):
                    if request := read_message(secure):
                        self.requests.append(request)
                        secure.sendall(numbered(self._answer, request))


def _builder(name: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _host(host: str) -> x509.GeneralName:
    return x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)


def _context(folder: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
