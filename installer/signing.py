"""The keys that updates are signed with: made, read from a file, and which of the public ones are shipped.

``python -m installer key NAME FILE`` makes one: the secret goes into FILE, the public part into resources/release_keys.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from installer.steps import BuildError
from installer.target import ROOT
from sync.wire.update_manifest import DEVELOPMENT

PUBLIC = Path("resources") / "release_keys"


def development_key() -> Ed25519PrivateKey:
    """Known to everybody who has the sources: for trying updates out. No release knows its public part."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"yian development key").digest())


def read_key(file: Path) -> Ed25519PrivateKey:
    """From a PEM file without a passphrase."""
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise BuildError(
            f"{file} 里没有签名用的密钥，没有做成更新。", f"There is no signing key in {file}: {error}."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BuildError(f"{file} 不是 Ed25519 密钥。", f"{file} is no Ed25519 key.")
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    """One line, as it lies in resources/release_keys."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode() + "\n"


def ship_keys(app: Path) -> None:
    """Take the developers' key out of a release. BuildError if none is left: it could never be updated."""
    folder = app / PUBLIC
    (folder / f"{DEVELOPMENT}.pub").unlink(missing_ok=True)
    if not any(folder.glob("*.pub")):
        raise BuildError(
            "正式发布要有发布者的公钥：先用 python -m installer key 名字 文件 做一把。",
            "A release needs a publisher's key: make one with python -m installer key NAME FILE.",
        )


def make_key(name: str, file: Path, public: Path) -> Path:
    """A new pair; BuildError if either file is there. The secret is readable by its owner alone."""
    told = public / f"{name}.pub"
    if told.exists() or name == DEVELOPMENT:
        raise BuildError(f"已经有一把叫 {name} 的了，没有动。", f"There is a key named {name} already.")
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BuildError(f"{file} 写不了，没有做成。", f"{file} cannot be made: {error}.") from error
    with os.fdopen(descriptor, "wb") as written:
        written.write(secret)
    told.write_text(public_text(key), "ascii")
    return told


def build(argv: Sequence[str]) -> list[Path]:
    """``key NAME FILE``."""
    parser = argparse.ArgumentParser(prog="python -m installer key")
    parser.add_argument("name")
    parser.add_argument("file", type=Path)
    given = parser.parse_args(argv)
    return [make_key(given.name, given.file, ROOT / PUBLIC), given.file]
