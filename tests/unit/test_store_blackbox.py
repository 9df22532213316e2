"""The black box: what was appended is found, what was torn is cut, what is damaged is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.blackbox import BlackBox, Damage, Entry, scan
from tests.hospital import START


def entry(number: int) -> Entry:
    return Entry(
        header={"kind": "revision", "object_id": f"{number:064x}"}, parts=(b"bytes %d\n" % number, b"")
    )


@pytest.fixture
def box(tmp_path: Path) -> BlackBox:
    return BlackBox(tmp_path / "blackbox")


def numbers(box: BlackBox) -> list[int]:
    return [
        int(found.object_id, 16) for path in box.files() for found in scan(path) if isinstance(found, Entry)
    ]


def test_entries_come_back_as_they_were(box: BlackBox) -> None:
    box.append([entry(1), entry(2)], START)
    box.append([entry(3)], START)
    box.close()
    (path,) = box.files()
    assert list(scan(path)) == [entry(1), entry(2), entry(3)]
    assert path.name == "000001-20261120.log"


def test_nothing_to_append_makes_no_file(box: BlackBox) -> None:
    assert box.append([], START) is None
    assert box.files() == ()


def test_what_was_appended_can_be_taken_back(box: BlackBox) -> None:
    box.append([entry(1)], START)
    mark = box.append([entry(2)], START)
    assert mark is not None
    box.take_back(mark)
    box.append([entry(3)], START)
    assert numbers(box) == [1, 3]
    box.close()


@pytest.mark.fault(12)
def test_a_tail_torn_at_any_byte_is_cut_off(box: BlackBox) -> None:
    box.append([entry(1)], START)
    box.close()
    (path,) = box.files()
    whole = path.read_bytes()
    box.append([entry(2)], START)
    box.close()
    longer = path.read_bytes()
    for length in range(len(whole) + 1, len(longer)):
        path.write_bytes(longer[:length])
        assert box.mend_tail() == Damage(file=path.name, offset=len(whole), is_tail=True)
        assert path.read_bytes() == whole
    assert box.mend_tail() is None


@pytest.mark.fault(12)
@pytest.mark.parametrize("offset", [0, 5, 9, 30])
def test_a_flipped_bit_in_the_middle_is_named_and_the_rest_is_read(box: BlackBox, offset: int) -> None:
    box.append([entry(1)], START)
    box.close()
    (path,) = box.files()
    start = path.stat().st_size
    box.append([entry(2), entry(3)], START)
    box.close()
    data = bytearray(path.read_bytes())
    data[start + offset] ^= 1
    path.write_bytes(data)
    assert box.damage() == (Damage(file=path.name, offset=start, is_tail=False),)
    assert numbers(box) == [1, 3]
    assert box.mend_tail() is None
    assert path.read_bytes() == bytes(data)
