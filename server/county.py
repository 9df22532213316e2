"""What every request needs of the county: database, clock, forms, keys. Made once by the composition root."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from fastapi import Depends, Request
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forms.catalog import Catalog
from forms.clock import Clock, to_text
from server.database import Database, insert_once
from server.sealed_text import Sealer
from server.settings import House, Settings
from server.tables.county import CountyKey, CountyState
from sync.wire.enrolment import Role
from sync.wire.exchange_key import ExchangeKey
from sync.wire.receipt import key_id_of
from sync.wire.version import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    database: Database
    clock: Clock
    catalog: Catalog
    sealer: Sealer
    signing_key: Ed25519PrivateKey
    public_keys: tuple[bytes, ...]  # newest first
    exchange_keys: tuple[X25519PrivateKey, ...]  # newest first; they open what comes by stick
    house: House | None
    protocol: Window

    @property
    def role(self) -> Role:
        return Role.COUNTY if self.house is None else Role.HOST

    @property
    def exchange(self) -> ExchangeKey | None:
        """What hospitals wrap the key of a bundle to; a house reads none, they are for the county."""
        if self.house is not None:
            return None
        public = self.exchange_keys[0].public_key().public_bytes_raw()
        return ExchangeKey.signed(public, self.signing_key)


def open_county(settings: Settings, database: Database) -> County:
    """The county of a migrated database; its secret and first key are made the first time."""
    with database.write() as session:
        _found(session, settings.clock.now())
        state = session.execute(select(CountyState)).scalar_one()
        keys = session.execute(select(CountyKey).order_by(CountyKey.created_at.desc())).scalars().all()
        return County(
            database=database,
            clock=settings.clock,
            catalog=Catalog.load(),
            sealer=Sealer(state.secret),
            signing_key=Ed25519PrivateKey.from_private_bytes(keys[0].private_key),
            public_keys=tuple(key.public_key for key in keys),
            exchange_keys=tuple(X25519PrivateKey.from_private_bytes(key.exchange_key) for key in keys),
            house=settings.house,
            protocol=settings.protocol,
        )


def _found(session: Session, now: datetime) -> None:
    row = {"id": 1, "epoch": _new_epoch(), "secret": secrets.token_bytes(32)}
    session.execute(insert_once(session, CountyState).values(row))
    if session.execute(select(CountyKey.key_id).limit(1)).first():
        return
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    session.add(
        CountyKey(
            key_id=key_id_of(public),
            private_key=key.private_bytes_raw(),
            public_key=public,
            exchange_key=X25519PrivateKey.generate().private_bytes_raw(),
            created_at=to_text(now),
        )
    )


def current_epoch(session: Session) -> str:
    return session.execute(select(CountyState.epoch)).scalar_one()


def rotate_epoch(session: Session, old: str | None = None) -> str:
    """A new epoch: from now on every client asks again what the county has, and sends what it lacks.

    With ``old`` only if it is still that one, so that several who notice at once change it once.
    """
    change = update(CountyState).values(epoch=_new_epoch())
    session.execute(change if old is None else change.where(CountyState.epoch == old))
    return current_epoch(session)


def _new_epoch() -> str:
    return secrets.token_hex(16)


def get_county(request: Request) -> County:
    county: County = request.app.state.county
    return county


def get_write_session(county: Annotated[County, Depends(get_county)]) -> Iterator[Session]:
    with county.database.write() as session:
        yield session


def get_read_session(county: Annotated[County, Depends(get_county)]) -> Iterator[Session]:
    with county.database.read() as session:
        yield session


# scope="function": the commit has happened before the first byte of the answer leaves.
TheCounty = Annotated[County, Depends(get_county)]
Writing = Annotated[Session, Depends(get_write_session, scope="function")]
Reading = Annotated[Session, Depends(get_read_session, scope="function")]
