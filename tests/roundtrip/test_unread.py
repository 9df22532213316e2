"""What the feed brings and this program cannot read: kept raw, passed by, told, and read after an upgrade."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert, select

from models.installation import put_setting
from models.queries.unread import count_unread
from models.tables.outbox import Unread
from models.tables.sealed import SealedObject
from server.examining import Kept
from server.intake import Arrival, lock_hospital, take_in
from sync.upgrading import read_again
from sync.wire.digest import sha256_hex
from sync.wire.limits import MAX_SEALED_BYTES
from tests.county import RunningCounty
from tests.hospital import seal_sample
from tests.roundtrip.conftest import Ward


def put_into_feed(county: RunningCounty, facility_id: str, *objects: tuple[str, bytes]) -> None:
    """As a county of another version keeps them: whatever their kind, form and size."""
    with county.county.database.write() as session:
        lock_hospital(session, facility_id)
        arrivals = [
            Arrival(
                object_id=sha256_hex(data), kind=kind, sealed=data, device_id=None, kept=Kept(content=None)
            )
            for kind, data in objects
        ]
        take_in(
            session,
            facility_id=facility_id,
            arrivals=arrivals,
            now=county.clock.now(),
            key=county.county.signing_key,
        )


@pytest.mark.fault(44)
def test_what_cannot_be_read_is_kept_raw_and_what_follows_it_comes(
    ward: Ward, second: Ward, county: RunningCounty
) -> None:
    facility_id = ward.store.require_installation().facility_id
    strange = [
        ("survey", json.dumps({"kind": "survey", "facility": facility_id}).encode()),
        ("revision", b'{"kind": "revision", "format": 1}'),
        ("signature", b"\xff\x00 not even text"),
        ("revision", b"[" * 100_000),
        ("drawing", b"x" * (MAX_SEALED_BYTES + 1)),
    ]
    put_into_feed(county, facility_id, *strange)
    sealed = seal_sample(ward.store, "fire.daily_patrol")
    assert ward.sync().is_clear
    assert second.sync().is_clear
    with second.store.read() as session:
        kept = {row.object_id: row.bytes for row in session.scalars(select(Unread))}
        assert kept == {sha256_hex(data): data for _, data in strange}
        assert count_unread(session) == len(strange)
        assert session.get(SealedObject, sealed.rev_id) is not None
    assert second.sync().received == 0


@pytest.mark.fault(44)
def test_after_an_upgrade_it_is_read_once(ward: Ward, second: Ward) -> None:
    """The second computer's program was too old for a record of the first."""
    sealed = seal_sample(ward.store, "fire.daily_patrol")
    with ward.store.read() as session:
        data = session.get_one(SealedObject, sealed.rev_id).bytes
    with second.store.write() as session:
        session.execute(
            insert(Unread).values(
                object_id=sealed.rev_id, kind="revision", bytes=data, problem="", stored_at=second.clock.now()
            )
        )
        put_setting(session, "unread_read_by", "0.0.9")
    assert read_again(second.store, "0.0.9") == 0
    second.sync()
    with second.store.read() as session:
        assert session.get(SealedObject, sealed.rev_id) is not None
        assert count_unread(session) == 0
    ward.sync()
    assert second.sync().is_clear
