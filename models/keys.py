"""The keys of this computer and of the hospital, in files that only their owner can read.

The device key signs and opens grants; a hospital key encrypts what names a patient. A ciphertext is
``key id (8 bytes) ‖ nonce (12) ‖ AES-256-GCM``.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.faults import Refusal
from models.files import WITHIN, write_durably
from models.recovery_code import decode, encode

_NONCE = 12  # bytes
_KEY_ID = 8  # bytes
_GRANT = b"hospital-key"
_FORMER = b"former-key"


class KeyMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "这台电脑没有打开这部分内容的医院密钥。内容没有丢，仍以密文保存着。"
            "请管理员在已加入的电脑上批准这台电脑，或用恢复码。"
        )


class DecryptionRefused(Refusal):
    def __init__(self) -> None:
        super().__init__("这部分密文与密钥对不上，没有打开。原文没有动过。请信息员核对备份。")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKey:
    """Ed25519 for signing, X25519 for receiving the hospital key."""

    signing: Ed25519PrivateKey
    exchange: X25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.signing.public_key().public_bytes_raw()

    @property
    def exchange_public(self) -> bytes:
        return self.exchange.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        return self.signing.sign(data)


class Keys:
    """The key files of one home; nothing is made until it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._device: DeviceKey | None = None
        self._ring: dict[str, bytes] = {}
        self._current: str | None = None
        self._load()

    # device

    @property
    def device(self) -> DeviceKey:
        """This computer's key pair; made and stored at the first call."""
        if self._device is None:
            self._device = DeviceKey(
                signing=Ed25519PrivateKey.generate(), exchange=X25519PrivateKey.generate()
            )
            self._store(
                "device.json",
                {
                    "signing": self._device.signing.private_bytes_raw().hex(),
                    "exchange": self._device.exchange.private_bytes_raw().hex(),
                },
            )
        return self._device

    def renew_device(self) -> DeviceKey:
        """A new key pair, for a computer that turned out to be a copy of another."""
        self._device = None
        return self.device

    # hospital

    @property
    def has_hospital_key(self) -> bool:
        return self._current is not None

    @property
    def key_ids(self) -> tuple[str, ...]:
        return tuple(self._ring)

    @property
    def current_key_id(self) -> str:
        if self._current is None:
            raise KeyMissing
        return self._current

    def make_hospital_key(self) -> str:
        """A fresh key becomes the current one (set-up, rotation); the old ones stay for reading. Its id."""
        return self.add_hospital_key(secrets.token_bytes(32))

    def prepare_hospital_key(self) -> str:
        """A fresh key that is not used yet. Its id."""
        return self.add_hospital_key(secrets.token_bytes(32), current=False)

    def use_hospital_key(self, key_id: str) -> None:
        """From now on this one encrypts."""
        self.add_hospital_key(self._ring[key_id])

    def add_hospital_key(self, key: bytes, *, current: bool = True) -> str:
        key_id = key_id_of(key)
        self._ring[key_id] = key
        if current or self._current is None:
            self._current = key_id
        self._store(
            "hospital.json",
            {"current": self._current, "keys": {name: value.hex() for name, value in self._ring.items()}},
        )
        return key_id

    def recovery_code(self) -> str:
        """The current key for the printed sheet, in groups of four."""
        return encode(self._ring[self.current_key_id])

    def recover(self, code: str) -> str:
        """Take the hospital key from its sheet; RecoveryCodeWrong if a letter is off. Its id."""
        return self.add_hospital_key(decode(code))

    def is_recovery_code(self, code: str) -> bool:
        return key_id_of(decode(code)) in self._ring

    def encrypt(self, plaintext: bytes, bound_to: str) -> bytes:
        """Ciphertext under the current hospital key that opens only with the same ``bound_to``."""
        key_id = self.current_key_id
        return bytes.fromhex(key_id) + _encrypt(self._ring[key_id], plaintext, bound_to.encode())

    def decrypt(self, ciphertext: bytes, bound_to: str) -> bytes:
        """KeyMissing if this computer was never given the key, DecryptionRefused if the bytes were changed."""
        key = self._ring.get(key_id_in(ciphertext))
        if key is None:
            raise KeyMissing
        return _decrypt(key, ciphertext[_KEY_ID:], bound_to.encode())

    # grants

    def wrap_hospital_key(
        self, exchange_public: bytes, key_id: str, *, current: bool | None = None
    ) -> dict[str, str]:
        """A hospital key for another computer's X25519 key: ephemeral key, HKDF-SHA256, AES-GCM.

        ``current``: whether it is to encrypt there; as it does here if that is not said.
        """
        is_current = key_id == self._current if current is None else current
        ephemeral = X25519PrivateKey.generate()
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(exchange_public))
        ephemeral_public = ephemeral.public_key().public_bytes_raw()
        wrapping = _wrapping_key(shared, ephemeral_public, exchange_public)
        return {
            "device": exchange_public.hex(),
            "ephemeral": ephemeral_public.hex(),
            "wrapped": _encrypt(wrapping, self._ring[key_id], _GRANT).hex(),
            "key_id": key_id,
            "standing": "current" if is_current else "former",
        }

    def wrap_former_key(self, key_id: str, *, under: str) -> dict[str, str]:
        """A key that was replaced, for whoever has the one that replaced it: the newest sheet opens everything."""
        wrapped = _encrypt(self._ring[under], self._ring[key_id], _FORMER + key_id.encode())
        return {"device": "", "under": under, "former": wrapped.hex(), "key_id": key_id}

    def accept_grant(self, grant: Mapping[str, str]) -> bool:
        """Take the key out of a grant; False if it is for another computer, does not open, or brings nothing new."""
        if "former" in grant:
            return self._accept_former(grant)
        if grant.get("device") != self.device.exchange_public.hex():
            return False
        try:
            ephemeral_public = bytes.fromhex(grant["ephemeral"])
            shared = self.device.exchange.exchange(X25519PublicKey.from_public_bytes(ephemeral_public))
            wrapping = _wrapping_key(shared, ephemeral_public, self.device.exchange_public)
            key = _decrypt(wrapping, bytes.fromhex(grant["wrapped"]), _GRANT)
        except (KeyError, ValueError, DecryptionRefused):
            return False
        if key_id_of(key) != grant.get("key_id"):
            return False
        self.add_hospital_key(key, current=grant.get("standing") == "current")
        return True

    def _accept_former(self, grant: Mapping[str, str]) -> bool:
        key_id, above = grant.get("key_id", ""), self._ring.get(grant.get("under", ""))
        if above is None or key_id in self._ring:
            return False
        try:
            key = _decrypt(above, bytes.fromhex(grant["former"]), _FORMER + key_id.encode())
        except (ValueError, DecryptionRefused):
            return False
        if key_id_of(key) != key_id:
            return False
        self.add_hospital_key(key, current=False)
        return True

    # files

    def _load(self) -> None:
        device = self._read("device.json")
        if device is not None:
            self._device = DeviceKey(
                signing=Ed25519PrivateKey.from_private_bytes(bytes.fromhex(device["signing"])),
                exchange=X25519PrivateKey.from_private_bytes(bytes.fromhex(device["exchange"])),
            )
        hospital = self._read("hospital.json")
        if hospital is not None:
            self._ring = {name: bytes.fromhex(value) for name, value in hospital["keys"].items()}
            self._current = hospital["current"]

    def _read(self, name: str) -> Any:
        path = self._folder / name
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def _store(self, name: str, value: object) -> None:
        self._folder.mkdir(mode=WITHIN, parents=True, exist_ok=True)
        write_durably(self._folder / name, json.dumps(value, indent=1).encode())


def key_id_of(key: bytes) -> str:
    return hashlib.sha256(b"key-id" + key).hexdigest()[: 2 * _KEY_ID]


def key_id_in(ciphertext: bytes) -> str:
    return ciphertext[:_KEY_ID].hex()


def _encrypt(key: bytes, plaintext: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)


def _decrypt(key: bytes, data: bytes, bound_to: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise DecryptionRefused from error


def _wrapping_key(shared: bytes, ephemeral_public: bytes, device_public: bytes) -> bytes:
    derivation = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=b"yian grant" + ephemeral_public + device_public
    )
    return derivation.derive(shared)
