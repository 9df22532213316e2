"""PINs: checked, and locked after five wrong ones. A right one is checked with sqlite3 alone: a sign-in waits for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from forms.clock import from_text, local
from forms.json_value import Json
from models.faults import Refusal
from models.keys import Keys
from models.store import Store

TRIES = 5
LOCK = timedelta(minutes=15)
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # argon2id, OWASP's first choice
BOUND = "credential"


class UnknownPerson(Refusal):
    def __init__(self, staff_no: str) -> None:
        super().__init__(
            f"工号 {staff_no} 在这台电脑上没有登记，或已离岗。没有记录受影响。请核对工号，或请管理员登记。"
        )


class WrongPin(Refusal):
    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(f"PIN 不对，还可以再试 {left} 次。填的都在。想不起来，就请科主任重设。")


class LockedOut(Refusal):
    def __init__(self, staff_no: str, until: datetime) -> None:
        self.until = until
        super().__init__(
            f"工号 {staff_no} 连续输错 {TRIES} 次，锁到 {local(until):%H:%M}。填的都在，记录没有动过。"
            "到时再试，或请科主任重设 PIN。"
        )


class UnfitPin(Refusal):
    def __init__(self) -> None:
        super().__init__("PIN 应是 4 到 6 位数字，不能全是同一个数字。原来的没有动。请换一个再设。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That somebody is who they say, from ``verify_pin``; or, for rows of a log, that they are signed in."""

    staff_no: str
    method: str = "pin"


def verify_pin(store: Store, staff_no: str, pin: str) -> Proof:
    """Proof of the person; WrongPin, LockedOut or UnknownPerson otherwise. Wrong tries are counted durably."""
    now = store.clock.now()
    with store.look() as connection:
        found = connection.execute(
            "SELECT secret, active, wrong, locked_until FROM credentials WHERE staff_no = ?", (staff_no,)
        ).fetchone()
    if found is None or not found["active"]:
        raise UnknownPerson(staff_no)
    until = from_text(found["locked_until"]) if found["locked_until"] else None
    if until is not None and now < until <= now + LOCK:
        raise LockedOut(staff_no, until)
    is_right = _matches(store.keys, found["secret"], pin)
    if is_right and not found["wrong"]:
        return Proof(staff_no=staff_no)
    # Imported here: it brings SQLAlchemy, which a right PIN does without.
    from models.workflow import pin_keeping  # noqa: PLC0415

    if is_right:
        pin_keeping.forget_wrong(store, staff_no)
        return Proof(staff_no=staff_no)
    left = pin_keeping.count_wrong(store, staff_no, now=now, tries=TRIES, lock=LOCK)
    if left <= 0:
        raise LockedOut(staff_no, now + LOCK)
    raise WrongPin(left)


def check_fit(pin: str) -> None:
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 6) or len(set(pin)) == 1:
        raise UnfitPin


def open_facts(keys: Keys, ciphertext: bytes) -> dict[str, Json]:
    """What a credential says, decrypted; Refusal without its key."""
    facts: dict[str, Json] = json.loads(keys.decrypt(ciphertext, BOUND))
    return facts


def _matches(keys: Keys, secret: bytes, pin: str) -> bool:
    try:
        return HASHER.verify(str(open_facts(keys, secret)["hash"]), pin)
    except VerifyMismatchError:
        return False
