"""Keys: files of their owner, ciphertext bound to its place, grants and recovery codes that open nothing else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from models.keys import DecryptionRefused, KeyMissing, Keys, key_id_in
from models.recovery_code import RecoveryCodeWrong, decode, encode


def test_only_the_owner_can_read_the_key_files(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    keys.make_hospital_key()
    assert keys.device.sign(b"x")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert modes == {"device.json": 0o600, "hospital.json": 0o600}


def test_keys_are_the_same_after_a_restart(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.make_hospital_key()
    ciphertext = keys.encrypt("张某".encode(), "record")
    public = keys.device.public
    again = Keys(tmp_path)
    assert again.device.public == public
    assert again.decrypt(ciphertext, "record") == "张某".encode()


def test_a_ciphertext_opens_only_where_it_belongs(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.make_hospital_key()
    ciphertext = keys.encrypt(b"name", "record 1")
    with pytest.raises(DecryptionRefused):
        keys.decrypt(ciphertext, "record 2")
    with pytest.raises(DecryptionRefused):
        keys.decrypt(ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]), "record 1")


def test_after_a_rotation_old_ciphertexts_still_open(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    first = keys.make_hospital_key()
    old = keys.encrypt(b"name", "record")
    second = keys.make_hospital_key()
    new = keys.encrypt(b"name", "record")
    assert (key_id_in(old), key_id_in(new)) == (first, second)
    assert keys.decrypt(old, "record") == keys.decrypt(new, "record") == b"name"


def test_a_grant_opens_on_its_own_computer_and_on_no_other(tmp_path: Path) -> None:
    hospital, mine, stranger = (Keys(tmp_path / name) for name in ("hospital", "mine", "stranger"))
    key_id = hospital.make_hospital_key()
    grant = hospital.wrap_hospital_key(mine.device.exchange_public, key_id)
    assert not stranger.accept_grant(grant)
    assert not stranger.accept_grant({**grant, "device": stranger.device.exchange_public.hex()})
    assert not mine.accept_grant({**grant, "wrapped": "00" * 60})
    with pytest.raises(KeyMissing):
        mine.encrypt(b"name", "record")
    assert mine.accept_grant(grant)
    assert mine.decrypt(hospital.encrypt(b"name", "record"), "record") == b"name"


def test_the_recovery_code_brings_the_key_back_however_it_is_typed(tmp_path: Path) -> None:
    lost = Keys(tmp_path / "lost")
    lost.make_hospital_key()
    ciphertext = lost.encrypt(b"name", "record")
    code = lost.recovery_code()
    assert len(code.split("-")) == 14
    found = Keys(tmp_path / "new")
    found.recover(code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    assert found.decrypt(ciphertext, "record") == b"name"
    assert found.is_recovery_code(code)


def test_a_recovery_code_with_one_wrong_letter_is_refused() -> None:
    code = encode(bytes(range(32)))
    assert decode(code) == bytes(range(32))
    for place, letter in enumerate(code):
        if letter != "-":
            wrong = code[:place] + ("7" if letter != "7" else "8") + code[place + 1 :]
            with pytest.raises(RecoveryCodeWrong, match="逐组核对"):
                decode(wrong)
