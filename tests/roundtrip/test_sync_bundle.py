"""A hospital without a connection: records and receipts go to and fro on a USB stick."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models.tables.sealed import SealedObject
from sync.bundle.contents import BundleRefused
from sync.bundle.reading import import_bundle
from sync.bundle.writing import export_bundle
from tests.hospital import seal_sample
from tests.roundtrip.conftest import Ward


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "医安.bundle"


def sealed_bytes(ward: Ward) -> dict[str, bytes]:
    with ward.store.read() as session:
        return {row.object_id: row.bytes for row in session.query(SealedObject)}


def test_a_sibling_with_a_connection_delivers_and_brings_the_receipts_back(
    ward: Ward, second: Ward, stick: Path, at_county: Callable[[], list[str]]
) -> None:
    rev_id = seal_sample(ward.store, "fire.daily_patrol").rev_id
    exported = export_bundle(ward.store, stick)
    assert exported.waiting == exported.objects > 0
    imported = import_bundle(second.store, stick)
    assert (imported.new, imported.refused) == (exported.objects, 0)
    assert imported.passed_on == exported.objects
    assert second.sync().is_clear
    assert rev_id in at_county()
    assert set(ward.deliveries()) == {"pending"}
    export_bundle(second.store, stick, for_hospital=True)
    back = import_bundle(ward.store, stick)
    assert back.proved == exported.objects
    assert set(ward.deliveries()) == {"received"}
    assert ward.sync().sent == 0
    assert len(at_county()) == len(set(at_county()))


def test_two_siblings_without_a_county_have_the_same_records(ward: Ward, second: Ward, stick: Path) -> None:
    export_bundle(ward.store, stick, for_hospital=True)
    import_bundle(second.store, stick)
    assert sealed_bytes(second) == sealed_bytes(ward)


def test_importing_a_bundle_again_changes_nothing(ward: Ward, second: Ward, stick: Path) -> None:
    export_bundle(ward.store, stick)
    import_bundle(second.store, stick)
    again = import_bundle(second.store, stick)
    assert (again.new, again.passed_on, again.proved) == (0, 0, 0)


@pytest.mark.parametrize("damage", ["cut", "empty", "flipped", "other"])
def test_a_damaged_bundle_changes_nothing(ward: Ward, second: Ward, stick: Path, damage: str) -> None:
    export_bundle(ward.store, stick)
    data = stick.read_bytes()
    match damage:
        case "cut":
            stick.write_bytes(data[: len(data) // 2])
        case "empty":
            stick.write_bytes(b"")
        case "flipped":
            stick.write_bytes(data[:200] + bytes([data[200] ^ 1]) + data[201:])
        case _:
            with zipfile.ZipFile(stick, "w") as archive:
                archive.writestr("photo.jpg", b"x")
    before = sealed_bytes(second)
    with pytest.raises(BundleRefused, match="本机的记录没有动过"):
        import_bundle(second.store, stick)
    assert sealed_bytes(second) == before


def test_a_stick_that_cannot_be_written_is_a_sentence(ward: Ward, tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match="U 盘写不进去"):
        export_bundle(ward.store, tmp_path / "missing" / "stick.bundle")
