"""Giving the hospital key to another computer of the hospital, and changing it when one is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.canonical import canonical
from models.faults import Refusal
from models.installation import read_installation
from models.keys import key_id_in, key_id_of
from models.recovery_code import decode
from models.store import Store
from models.tables.outbox import Relay
from models.workflow import auditing, queueing, receiving
from models.workflow.permitting import require_role


class WrongSheet(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "这张恢复单打不开本院的内容：它是别的医院的，或者没有抄对。什么都没有改动，记录都在。请找最近一次打印的恢复单。"
        )


def approve_device(store: Store, actor: str, exchange_public: bytes) -> tuple[str, ...]:
    """Wrap every hospital key to a computer's X25519 key; the grants travel like everything else. Their ids."""
    mine = store.keys.device.exchange_public
    now = store.clock.now()
    with store.write() as session:
        require_role(session, store.catalog, actor, ["admin"], "批准电脑")
        if mine.hex() not in holders(session):
            _grant(session, store, mine, now)  # so that all know who holds the key
        granted = _grant(session, store, exchange_public, now)
        auditing.note(session, at=now, actor=actor, action="computer.approved", subject=exchange_public.hex())
    return granted


def rotate_key(store: Store, actor: str, *, lost: Iterable[bytes]) -> str:
    """A new key for everything from now on, granted to the computers that stay; the new recovery code.

    ``lost`` are the X25519 keys of computers that were revoked. What was encrypted before stays readable to the others,
    and to whoever holds the new recovery code: the former keys lie under the new one. The key becomes the current one
    here only after its grants are durable, so that nothing is ever encrypted under a key that the others cannot get.
    """
    now = store.clock.now()
    keys = store.keys
    gone = {exchange_public.hex() for exchange_public in lost}
    with store.write() as session:
        require_role(session, store.catalog, actor, ["admin"], "更换医院密钥")
        staying = (holders(session) | {keys.device.exchange_public.hex()}) - gone
        former = keys.key_ids
        key_id = keys.prepare_hospital_key()
        for holder in sorted(staying):
            _send(session, keys.wrap_hospital_key(bytes.fromhex(holder), key_id, current=True), now)
        for one in former:
            _send(session, keys.wrap_former_key(one, under=key_id), now)
        auditing.note(session, at=now, actor=actor, action="key.rotated", subject=key_id)
    keys.use_hospital_key(key_id)
    return keys.recovery_code()


def recover_key(store: Store, code: str) -> None:
    """The hospital key from its sheet, and with it all that waits for it here. RecoveryCodeWrong or WrongSheet."""
    now = store.clock.now()
    with store.write() as session:
        known = _known_keys(session)
        if known and key_id_of(decode(code)) not in known:
            raise WrongSheet
        store.keys.recover(code)
        receiving.take_what_waits(session, store, now)
        mine = store.keys.device.exchange_public
        if mine.hex() not in holders(session):
            _grant(session, store, mine, now)
        auditing.note(session, at=now, actor=None, action="key.recovered", subject=store.keys.current_key_id)


def holders(session: Session) -> set[str]:
    """X25519 keys, in hexadecimal, of the computers that were given a hospital key."""
    return {grant["device"] for grant in _grants(session)}


def lost_holders(session: Session, store: Store, revoked: Iterable[bytes]) -> tuple[bytes, ...]:
    """Those of the revoked computers that can still read what is encrypted now: a reason to change the key."""
    if not store.keys.has_hospital_key:
        return ()
    grants = list(_grants(session))
    known = {grant["device"] for grant in grants}
    current = {grant["device"] for grant in grants if grant["key_id"] == store.keys.current_key_id}
    is_first = len(store.keys.key_ids) == 1  # whoever made it got no grant
    return tuple(key for key in revoked if key.hex() in current or (is_first and key.hex() not in known))


def _known_keys(session: Session) -> set[str]:
    """The keys under which anything lies that came from the hospital's other computers."""
    found = {grant["key_id"] for grant in _grants(session)}
    for data in session.scalars(select(Relay.bytes).where(Relay.kind == "credential")):
        content = json.loads(data)
        if isinstance(content, dict) and "ciphertext" in content:
            found.add(key_id_in(bytes.fromhex(content["ciphertext"])))
    return found


def _grants(session: Session) -> Iterator[Mapping[str, str]]:
    """Those to a computer."""
    for data in session.scalars(select(Relay.bytes).where(Relay.kind == "key_grant")):
        content = json.loads(data)
        if isinstance(content, dict) and {"device", "wrapped", "key_id"} <= set(content):
            yield content


def _grant(session: Session, store: Store, exchange_public: bytes, now: datetime) -> tuple[str, ...]:
    return tuple(
        _send(session, store.keys.wrap_hospital_key(exchange_public, key_id), now)
        for key_id in store.keys.key_ids
    )


def _send(session: Session, grant: Mapping[str, str], now: datetime) -> str:
    installation = read_installation(session)
    if installation is None:
        raise LookupError("not set up")
    data = canonical({"kind": "key_grant", "format": 1, "facility": installation.facility_id, **grant})
    return queueing.relay(session, kind="key_grant", data=data, now=now)
