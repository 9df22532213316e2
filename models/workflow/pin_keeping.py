"""PINs: set, sent on, closed, and wrong ones counted. Nothing of them leaves the hospital but ciphertext."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from forms.canonical import canonical
from forms.json_value import Json
from models.keys import Keys, key_id_in
from models.store import Store
from models.tables.people import Credential
from models.workflow import auditing, queueing
from models.workflow.credentials import BOUND, HASHER, check_fit, open_facts


def store_pin(session: Session, keys: Keys, *, staff_no: str, pin: str, now: datetime, facility: str) -> None:
    """Set a PIN and send it, as ciphertext, to the hospital's other computers; UnfitPin if it is none."""
    check_fit(pin)
    known = session.get(Credential, staff_no)
    generation = known.generation + 1 if known else 1
    facts: dict[str, Json] = {
        "staff_no": staff_no,
        "generation": generation,
        "active": True,
        "hash": HASHER.hash(pin),
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
    facts = open_facts(keys, bytes.fromhex(data["ciphertext"]))
    known = session.get(Credential, str(facts["staff_no"]))
    if known is None or _rank(facts) > _rank(open_facts(keys, known.secret)):
        _keep(session, keys, facts, now=now)


def count_wrong(store: Store, staff_no: str, *, now: datetime, tries: int, lock: timedelta) -> int:
    """One wrong PIN more; how many are left. With none left nobody signs in under the number for ``lock``."""
    with store.write() as session:
        credential = session.get_one(Credential, staff_no)
        credential.wrong += 1
        left = tries - credential.wrong
        if left <= 0:
            credential.locked_until = now + lock
            credential.wrong = 0
            auditing.note(session, at=now, actor=staff_no, action="pin.locked", subject=staff_no)
    return left


def forget_wrong(store: Store, staff_no: str) -> None:
    """After a right PIN the count begins anew."""
    with store.write() as session:
        credential = session.get_one(Credential, staff_no)
        credential.wrong = 0
        credential.locked_until = None


def _rank(facts: Mapping[str, Json]) -> tuple[int, bool, str]:
    """The newer generation wins; of two set apart from each other a retired one, then the greater hash."""
    return int(str(facts["generation"])), not facts["active"], str(facts["hash"])


def _keep(session: Session, keys: Keys, facts: dict[str, Json], *, now: datetime) -> None:
    ciphertext = keys.encrypt(canonical(facts), BOUND)
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
    ciphertext = keys.encrypt(canonical(facts), BOUND)
    data = canonical(
        {
            "kind": "credential",
            "format": 1,
            "facility": facility,
            "ciphertext": ciphertext.hex(),
        }
    )
    queueing.relay(session, kind="credential", data=data, now=now)
