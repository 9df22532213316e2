"""Giving the hospital key to another computer of the hospital, and changing it when one is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from forms.canonical import canonical
from models.installation import read_installation
from models.store import Store
from models.workflow import auditing, queueing
from models.workflow.permitting import require_role


def approve_device(store: Store, actor: str, exchange_public: bytes) -> tuple[str, ...]:
    """Wrap every hospital key to a computer's X25519 key; the grants travel like everything else. Their ids."""
    with store.write() as session:
        require_role(session, store.catalog, actor, ["admin"], "批准电脑")
        return _grant(session, store, actor, exchange_public, store.clock.now())


def rotate_key(store: Store, actor: str, exchange_publics: Iterable[bytes]) -> str:
    """A new key for everything from now on, granted to the computers that stay; the new recovery code."""
    now = store.clock.now()
    with store.write() as session:
        require_role(session, store.catalog, actor, ["admin"], "更换医院密钥")
        store.keys.make_hospital_key()
        for exchange_public in exchange_publics:
            _grant(session, store, actor, exchange_public, now)
        auditing.note(session, at=now, actor=actor, action="key.rotated", subject=store.keys.current_key_id)
    return store.keys.recovery_code()


def _grant(
    session: Session, store: Store, actor: str, exchange_public: bytes, now: datetime
) -> tuple[str, ...]:
    installation = read_installation(session)
    if installation is None:
        raise LookupError("not set up")
    granted = []
    for key_id in store.keys.key_ids:
        grant = store.keys.wrap_hospital_key(exchange_public, key_id)
        data = canonical({"kind": "key_grant", "format": 1, "facility": installation.facility_id, **grant})
        granted.append(queueing.relay(session, kind="key_grant", data=data, now=now))
    auditing.note(session, at=now, actor=actor, action="computer.approved", subject=exchange_public.hex())
    return tuple(granted)
