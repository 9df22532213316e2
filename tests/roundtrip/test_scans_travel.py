"""A scan goes the way of a signature: to the county with its picture, from there to the other computer, into a backup."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlalchemy import select

from forms.clock import FixedClock
from forms.printing.codes import ledger_digest
from models import vault, verifying
from models.queries import records
from models.store import Store
from models.tables.attachments import Attachment
from models.workflow import scanning
from models.workflow.approving import approve_device
from models.workflow.scanning import Filed, PageToFile
from server import blobs as county_blobs
from server.tables.blobs import Blob
from server.tables.objects import StoredObject
from server.verification import verify
from sync import bookmarks
from tests.county import RunningCounty
from tests.hospital import ADMIN, NURSE, START, open_hospital, seal_sample
from tests.roundtrip.conftest import Ward


def picture() -> bytes:
    stream = BytesIO()
    Image.effect_noise((240, 320), 60).save(stream, "JPEG")
    return stream.getvalue()


def file_one(store: Store, data: bytes) -> Filed:
    sealed = seal_sample(store, "fire.daily_patrol")
    page = PageToFile(rev_id=sealed.rev_id, page=1, pages=1, picture=data, mime="image/jpeg")
    return scanning.file_page(store, page, person=NURSE)


def file_ledger(store: Store, data: bytes) -> list[str]:
    """The page of a ledger with two rows; their records."""
    sealed = [seal_sample(store, "fire.daily_patrol") for _ in range(2)]
    rows = tuple(one.rev_id for one in sealed)
    page = PageToFile(rev_id=ledger_digest(rows), page=1, pages=1, picture=data, mime="image/jpeg", rows=rows)
    scanning.file_page(store, page, person=NURSE)
    return [one.record_id for one in sealed]


def paper_of(store: Store, record_id: str) -> str:
    with store.read() as session:
        view = records.get(session, store.catalog, record_id, None)
    assert view is not None
    return view.item.paper


def test_a_scan_is_in_the_black_box_and_comes_back_from_an_older_backup(tmp_path: Path) -> None:
    home = tmp_path / "home"
    store = open_hospital(home)
    made = vault.backup(store, tmp_path / "copies")
    data = picture()
    filed = file_one(store, data)
    store.close()
    vault.restore(home, made, clock=FixedClock(START))
    with closing(Store.open(home, clock=FixedClock(START))) as again:
        assert paper_of(again, filed.record_id) == "filed"
        with again.read() as session:
            (row,) = scanning.scans_to_show(session, filed.record_id)
            assert scanning.pictures_of(session, again, [row]) == {filed.scan_id: data}
        assert verifying.verify(again).faults == ()


def test_a_scan_reaches_the_county_with_its_picture_and_from_there_the_other_computer(
    ward: Ward, second: Ward, county: RunningCounty
) -> None:
    ward.sync()
    second.sync()
    ward.sync()
    with ward.store.read() as session:
        devices = bookmarks.read_devices(session)
    approve_device(ward.store, ADMIN, devices[1].wrapping_key)
    data = picture()
    filed = file_one(ward.store, data)
    listed = picture()
    on_ledger = file_ledger(ward.store, listed)
    assert ward.sync().is_clear
    with ward.store.read() as session:
        (row,) = scanning.scans_to_show(session, filed.record_id)
    facility = ward.store.require_installation().facility_id
    with county.county.database.read() as session:
        kept = session.scalars(select(StoredObject).where(StoredObject.object_id == filed.scan_id)).one()
        assert (kept.kind, kept.standing) == ("scan", "stored")
        assert session.get_one(Blob, (facility, row.sha256)).is_complete
        assert county_blobs.read_blob(session, facility, row.sha256) == data
    second.sync()
    assert second.sync().is_clear
    assert paper_of(second.store, filed.record_id) == "filed"
    with second.store.read() as session:
        assert session.get_one(Attachment, row.sha256).sealed
        (shown,) = scanning.scans_to_show(session, filed.record_id)
        assert scanning.pictures_of(session, second.store, [shown]) == {filed.scan_id: data}
        shared = [row for key in on_ledger for row in scanning.scans_to_show(session, key)]
        assert set(scanning.pictures_of(session, second.store, shared).values()) == {listed}
    assert [paper_of(second.store, key) for key in on_ledger] == ["filed", "filed"]
    scanning.take_off(second.store, filed.scan_id, reason="扫歪了", person=NURSE)
    second.sync()
    ward.sync()
    assert paper_of(ward.store, filed.record_id) == ""
    with county.county.database.read() as session:
        assert verify(session, county.county).faults == ()
