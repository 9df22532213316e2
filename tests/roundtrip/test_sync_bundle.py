"""The hospital's computers without a connection: records and receipts go to and fro on a USB stick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.tables.sealed import SealedObject
from sync.bundle.contents import BundleRefused, Told
from sync.bundle.reading import import_bundle
from sync.bundle.writing import export_bundle
from tests.hospital import seal_sample
from tests.roundtrip.conftest import Ward


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "医安.yian"


@pytest.fixture
def sibling(ward: Ward, second: Ward) -> Ward:
    """The second computer, to which the hospital key was given from the recovery sheet."""
    second.store.keys.recover(ward.store.keys.recovery_code())
    return second


def sealed_bytes(ward: Ward) -> dict[str, bytes]:
    with ward.store.read() as session:
        return {row.object_id: row.bytes for row in session.query(SealedObject)}


def test_a_sibling_with_a_connection_delivers_and_brings_the_receipts_back(
    ward: Ward, sibling: Ward, stick: Path, at_county: Callable[[], list[str]]
) -> None:
    rev_id = seal_sample(ward.store, "fire.daily_patrol").rev_id
    exported = export_bundle(ward.store, stick)
    assert exported.waiting == exported.objects > 0
    imported = import_bundle(sibling.store, stick)
    assert (imported.new, imported.refused) == (exported.objects, 0)
    assert imported.passed_on == exported.objects
    assert sibling.sync().is_clear
    assert rev_id in at_county()
    assert set(ward.deliveries()) == {"pending"}
    export_bundle(sibling.store, stick, for_hospital=True)
    back = import_bundle(ward.store, stick)
    assert back.proved == exported.objects
    assert set(ward.deliveries()) == {"received"}
    assert ward.sync().sent == 0
    assert len(at_county()) == len(set(at_county()))


def test_two_siblings_without_a_county_have_the_same_records(ward: Ward, sibling: Ward, stick: Path) -> None:
    export_bundle(ward.store, stick, for_hospital=True)
    import_bundle(sibling.store, stick)
    assert sealed_bytes(sibling) == sealed_bytes(ward)


def test_importing_a_bundle_again_changes_nothing(ward: Ward, sibling: Ward, stick: Path) -> None:
    export_bundle(ward.store, stick)
    import_bundle(sibling.store, stick)
    again = import_bundle(sibling.store, stick)
    assert (again.new, again.passed_on, again.proved) == (0, 0, 0)


def test_a_computer_that_was_never_approved_cannot_read_it(ward: Ward, second: Ward, stick: Path) -> None:
    export_bundle(ward.store, stick)
    with pytest.raises(BundleRefused, match="没有打开这个文件的钥匙"):
        import_bundle(second.store, stick)
    assert sealed_bytes(second) == {}


def test_a_computer_that_the_county_has_listed_reads_it_without_the_hospital_key(
    ward: Ward, second: Ward, stick: Path
) -> None:
    """So that a grant, which lies in the bundle itself, reaches the computer it is for."""
    ward.sync()
    export_bundle(ward.store, stick, for_hospital=True)
    assert import_bundle(second.store, stick).new > 0


def test_a_damaged_bundle_changes_nothing(ward: Ward, sibling: Ward, stick: Path) -> None:
    export_bundle(ward.store, stick)
    data, before = stick.read_bytes(), sealed_bytes(sibling)
    flipped = data[:-200] + bytes([data[-200] ^ 1]) + data[-199:]
    for damaged in (data[: len(data) // 2], b"", flipped, b"PK\x03\x04 a photo of something else"):
        stick.write_bytes(damaged)
        with pytest.raises(BundleRefused, match="本机的记录没有动过"):
            import_bundle(sibling.store, stick)
    assert sealed_bytes(sibling) == before


def test_a_file_that_is_stopped_is_not_there_and_an_import_goes_on_where_it_was(
    ward: Ward, sibling: Ward, stick: Path
) -> None:
    with pytest.raises(BundleRefused, match="停下了"):
        export_bundle(ward.store, stick, told=Told(cancelled=lambda: True))
    assert list(stick.parent.glob("*.yian*")) == []
    exported = export_bundle(ward.store, stick)
    size = stick.stat().st_size
    read = 0

    def count(done: int, _total: int) -> None:
        nonlocal read
        read = done

    with pytest.raises(BundleRefused, match="停下了"):
        import_bundle(sibling.store, stick, told=Told(on_progress=count, cancelled=lambda: read > size // 2))
    assert import_bundle(sibling.store, stick).new <= exported.objects
    assert set(sealed_bytes(ward)) <= set(sealed_bytes(sibling))


def test_a_stick_that_cannot_be_written_is_a_sentence(ward: Ward, tmp_path: Path) -> None:
    with pytest.raises(BundleRefused, match="U 盘写不进去"):
        export_bundle(ward.store, tmp_path / "missing" / "stick.bundle")
