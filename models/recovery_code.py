"""The hospital key as a code for paper: Crockford's base 32, no letter that looks like a digit, a check at the end."""

from __future__ import annotations

import hashlib

from models.faults import Refusal

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_KEY = 32  # bytes
_CHECK = 3  # bytes
_LETTERS = 56  # (32 + 3) bytes × 8 / 5


class RecoveryCodeWrong(Refusal):
    def __init__(self) -> None:
        super().__init__(
            f"恢复码不对：应是 {_LETTERS // 4} 组、每组 4 位。记录没有动过。请照恢复单逐组核对，再输一次。"
        )


def encode(key: bytes) -> str:
    """``XXXX-XXXX-…``, 14 groups of four."""
    number = int.from_bytes(key + _check(key), "big")
    letters = "".join(_ALPHABET[number >> 5 * (_LETTERS - 1 - place) & 31] for place in range(_LETTERS))
    return "-".join(letters[start : start + 4] for start in range(0, _LETTERS, 4))


def decode(code: str) -> bytes:
    """The key of a code, however its letters, spaces and dashes were typed; RecoveryCodeWrong otherwise."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum()).translate(_LOOKALIKES)
    if len(letters) != _LETTERS or any(letter not in _ALPHABET for letter in letters):
        raise RecoveryCodeWrong
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    data = number.to_bytes(_KEY + _CHECK, "big")
    key, check = data[:_KEY], data[_KEY:]
    if _check(key) != check:
        raise RecoveryCodeWrong
    return key


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"recovery" + key).digest()[:_CHECK]
