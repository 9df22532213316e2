"""The same server in a hospital's house: it knows a county above it, and takes from computers what that county signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.county import County
from server.examining import Kept, Refused, examine
from server.facilities import add_facility
from server.settings import House
from server.tables.facilities import Facility
from sync.wire.codec import WireError
from sync.wire.county_receipts import CountyReceipts
from sync.wire.digest import sha256_hex
from sync.wire.limits import MAX_SEALED_BYTES
from sync.wire.outcomes import ObjectKind
from sync.wire.push import Item
from sync.wire.receipt import is_genuine, key_id_of

CountyKeys = Mapping[str, bytes]  # by key id

_FROM_ABOVE = (ObjectKind.ORDER, ObjectKind.COUNTY_RECEIPT)


def register(session: Session, house: House, now: datetime) -> None:
    """The hospital of the house, once."""
    known = session.execute(select(Facility).where(Facility.facility_id == house.facility_id))
    if known.scalar_one_or_none() is None:
        add_facility(session, house.name, now, facility_id=house.facility_id, numbers_from=house.numbers_from)


def read_county_keys(file: Path) -> CountyKeys:
    """The public keys of the county above, which the 院内主机 keeps in a file; none before it knows a county."""
    try:
        keys = [bytes.fromhex(key) for key in json.loads(file.read_text("utf-8"))]
    except FileNotFoundError:
        return {}
    return {key_id_of(key): key for key in keys}


def examine_here(item: Item, facility_id: str, county: County) -> Kept | Refused:
    """As every county does; in the house, what comes from the county above is good if that county signed it."""
    if county.house is None or item.kind not in _FROM_ABOVE:
        return examine(item, facility_id, county.catalog)
    is_proved = _is_order_proved if item.kind == ObjectKind.ORDER else _are_receipts_proved
    if (
        len(item.sealed) <= MAX_SEALED_BYTES
        and sha256_hex(item.sealed) == item.object_id
        and is_proved(item, facility_id, read_county_keys(county.house.keys_file))
    ):
        return Kept(content=None)
    return Refused(problem="unproved", detail="这一条没有县里的签名，院内主机没有收。原来的记录没有动过。")


def _is_order_proved(item: Item, facility_id: str, keys: CountyKeys) -> bool:
    return (
        item.proof is not None
        and item.proof.leaf.object_id == item.object_id
        and item.proof.leaf.facility_id == facility_id
        and is_genuine(item.proof, keys)
    )


def _are_receipts_proved(item: Item, facility_id: str, keys: CountyKeys) -> bool:
    try:
        told = CountyReceipts.read(item.sealed)
    except WireError:
        return False
    return (
        told.facility_id == facility_id
        and all(key_id_of(key) in keys for key in told.county_keys)
        and told.is_genuine()
    )
