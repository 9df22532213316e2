"""PINs: set, checked, locked after five wrong ones. Nothing of them leaves the hospital but ciphertext."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.orm import Session

from forms.canonical import canonical
from forms.clock import local
from forms.json_value import Json
from models.faults import Refusal
from models.keys import Keys, key_id_in
from models.store import Store
from models.tables.people import Credential
from models.workflow import auditing, queueing

TRIES = 5
LOCK = timedelta(minutes=15)
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)  # argon2id, OWASP's first choice
_BOUND = "credential"


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
    with store.read() as session:
        credential = session.get(Credential, staff_no)
    if credential is None or not credential.active:
        raise UnknownPerson(staff_no)
    if credential.locked_until is not None and now < credential.locked_until <= now + LOCK:
        raise LockedOut(staff_no, credential.locked_until)
    if _matches(store.keys, credential, pin):
        if credential.wrong:
            with store.write() as session:
                _reset(session.get_one(Credential, staff_no))
        return Proof(staff_no=staff_no)
    with store.write() as session:
        credential = session.get_one(Credential, staff_no)
        credential.wrong += 1
        left = TRIES - credential.wrong
        if left <= 0:
            credential.locked_until = now + LOCK
            credential.wrong = 0
            auditing.note(session, at=now, actor=staff_no, action="pin.locked", subject=staff_no)
    if left <= 0:
        raise LockedOut(staff_no, now + LOCK)
    raise WrongPin(left)


def store_pin(session: Session, keys: Keys, *, staff_no: str, pin: str, now: datetime, facility: str) -> None:
    """Set a PIN and send it, as ciphertext, to the hospital's other computers; UnfitPin if it is none."""
    check_fit(pin)
    known = session.get(Credential, staff_no)
    generation = known.generation + 1 if known else 1
    facts: dict[str, Json] = {
        "staff_no": staff_no,
        "generation": generation,
        "active": True,
        "hash": _HASHER.hash(pin),
    }
    _keep(session, keys, facts, now=now)
    _send(session, keys, facts, now=now, facility=facility)


def close(session: Session, keys: Keys, *, staff_no: str, now: datetime, facility: str) -> None:
    """Nobody signs in under that number any more, on any computer of the hospital."""
    known = session.get(Credential, staff_no)
    if known is None:
        return
    facts: dict[str, Json] = {
        "staff_no": staff_no,
        "generation": known.generation + 1,
        "active": False,
        "hash": "",
    }
    _keep(session, keys, facts, now=now)
    _send(session, keys, facts, now=now, facility=facility)


def take(session: Session, keys: Keys, data: Mapping[str, str], *, now: datetime) -> None:
    """A credential that came from another computer: kept if it is newer than what is here. Refusal without its key."""
    facts = _open(keys, bytes.fromhex(data["ciphertext"]))
    known = session.get(Credential, str(facts["staff_no"]))
    if known is None or _rank(facts) > _rank(_facts_of(keys, known)):
        _keep(session, keys, facts, now=now)


def check_fit(pin: str) -> None:
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 6) or len(set(pin)) == 1:
        raise UnfitPin


def _matches(keys: Keys, credential: Credential, pin: str) -> bool:
    try:
        return _HASHER.verify(str(_facts_of(keys, credential)["hash"]), pin)
    except VerifyMismatchError:
        return False


def _facts_of(keys: Keys, credential: Credential) -> dict[str, Json]:
    return _open(keys, credential.secret)


def _open(keys: Keys, ciphertext: bytes) -> dict[str, Json]:
    facts: dict[str, Json] = json.loads(keys.decrypt(ciphertext, _BOUND))
    return facts


def _rank(facts: Mapping[str, Json]) -> tuple[int, bool, str]:
    """The newer generation wins; of two set apart from each other a retired one, then the greater hash."""
    return int(str(facts["generation"])), not facts["active"], str(facts["hash"])


def _keep(session: Session, keys: Keys, facts: dict[str, Json], *, now: datetime) -> None:
    ciphertext = keys.encrypt(canonical(facts), _BOUND)
    session.merge(
        Credential(
            staff_no=str(facts["staff_no"]),
            generation=facts["generation"],
            key_id=key_id_in(ciphertext),
            secret=ciphertext,
            active=facts["active"],
            wrong=0,
            locked_until=None,
            set_at=now,
        )
    )


def _send(session: Session, keys: Keys, facts: dict[str, Json], *, now: datetime, facility: str) -> None:
    ciphertext = keys.encrypt(canonical(facts), _BOUND)
    data = canonical(
        {
            "kind": "credential",
            "format": 1,
            "facility": facility,
            "ciphertext": ciphertext.hex(),
        }
    )
    queueing.relay(session, kind="credential", data=data, now=now)


def _reset(credential: Credential) -> None:
    credential.wrong = 0
    credential.locked_until = None
